"""How the child gets ready: limits, the context, the seed, then the commands."""

from __future__ import annotations

import os
import random
import socket
import sys
from collections.abc import Callable

from rlm_tui.repl.child_context import load
from rlm_tui.repl.child_interrupt import Interrupts
from rlm_tui.repl.child_rpc import Rpc
from rlm_tui.repl.child_session import Session
from rlm_tui.repl.isolation.child_lockdown import lock_down

_SEED = 0


def start(descriptor: int, *, ready: Callable[[], None]) -> None:
    """Serve the host behind the descriptor; returns only by the end of the process."""
    sock = socket.socket(fileno=descriptor)
    os.set_inheritable(descriptor, False)
    interrupts = Interrupts()
    interrupts.install()
    rpc = Rpc(sock, interrupts)
    options = rpc.next_command().header
    applied = lock_down(options["lock"])
    context = load(options["context"])
    session = Session(
        rpc, interrupts, context=context, max_chars=options["max_output_chars"]
    )
    random.seed(_SEED)
    ready()
    python = sys.version.split()[0]
    rpc.send({"op": "ready", "python": python, "applied": applied})
    while True:
        session.obey(rpc.next_command())
