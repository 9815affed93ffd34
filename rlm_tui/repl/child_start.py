"""How the child gets ready: limits, the context, the seed, then the commands."""

from __future__ import annotations

import json
import mmap
import os
import random
import socket
import sys
from collections.abc import Callable
from typing import Any

from rlm_tui.repl.child_interrupt import Interrupts
from rlm_tui.repl.child_rpc import Rpc
from rlm_tui.repl.child_session import Session

_SEED = 0
_PR_SET_PDEATHSIG = 1
_SIGKILL = 9
_LIMITS = {"RLIMIT_CORE": 0, "RLIMIT_NOFILE": 256, "RLIMIT_FSIZE": 256 << 20}


def start(descriptor: int, *, ready: Callable[[], None]) -> None:
    """Serve the host behind the descriptor; returns only by the end of the process."""
    sock = socket.socket(fileno=descriptor)
    os.set_inheritable(descriptor, False)
    interrupts = Interrupts()
    interrupts.install()
    rpc = Rpc(sock, interrupts)
    options = rpc.next_command().header
    _die_with(options["host_pid"])
    _limit()
    context = _load(options["context"])
    session = Session(
        rpc, interrupts, context=context, max_chars=options["max_output_chars"]
    )
    random.seed(_SEED)
    ready()
    rpc.send({"op": "ready", "pid": os.getpid(), "python": sys.version.split()[0]})
    while True:
        session.obey(rpc.next_command())


def _die_with(host_pid: int) -> None:
    # The end of the socket is seen by a child that waits; one that computes needs this.
    if sys.platform != "linux":
        return
    import ctypes

    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)
    if os.getppid() != host_pid:
        os._exit(0)


def _limit() -> None:
    try:
        import resource
    except ImportError:
        return
    for name, value in _LIMITS.items():
        kind = getattr(resource, name)
        hard = resource.getrlimit(kind)[1]
        limit = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (limit, limit))


def _load(where: dict[str, Any]) -> object:
    descriptor = where["fd"]
    try:
        return _decode(descriptor, where["size"], kind=where["kind"])
    finally:
        os.close(descriptor)


def _decode(descriptor: int, size: int, *, kind: str) -> object:
    if not size:
        return ""
    mapped = mmap.mmap(descriptor, size, access=mmap.ACCESS_READ)
    with mapped, memoryview(mapped) as view:
        text = str(view, "utf-8", "surrogatepass")
    return text if kind == "text" else json.loads(text)
