"""How the child gets ready: limits, the context, the seed, then the commands."""

from __future__ import annotations

import _socket  # `socket` brings 8 ms that most blocks do not need
import os
import random
import sys
from collections.abc import Callable

from rlm_tui.repl.child_context import load
from rlm_tui.repl.child_interrupt import Interrupts
from rlm_tui.repl.child_rpc import Rpc
from rlm_tui.repl.child_session import Session
from rlm_tui.repl.isolation.child_lockdown import lock_down
from rlm_tui.repl.isolation.child_stdio import Stdio

_SEED = 0


def start(channel: str, *, ready: Callable[[], None]) -> None:
    """Serve the host behind the channel; returns only by the end of the process.

    Args:
        channel: the number of a socket, or `stdio`.
        ready: called before any code can run.
    """
    sock = Stdio() if channel == "stdio" else _open(int(channel))
    interrupts = Interrupts()
    interrupts.install()
    rpc = Rpc(sock, interrupts)
    options = rpc.next_command().header
    where = options["context"]
    if "path" in where:
        where["fd"] = os.open(where["path"], os.O_RDONLY)
    applied = lock_down(options["lock"])
    rpc.next_command()  # the context is written
    context = load(where)
    session = Session(
        rpc, interrupts, context=context, max_chars=options["max_output_chars"]
    )
    random.seed(_SEED)
    ready()
    python = sys.version.split()[0]
    rpc.send({"op": "ready", "python": python, "applied": applied})
    while True:
        session.obey(rpc.next_command())


def _open(descriptor: int) -> _socket.socket:
    os.set_inheritable(descriptor, False)
    return _socket.socket(fileno=descriptor)
