"""From exec to the first frame that shows the tree of a saved session."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import statistics
import struct
import sys
import termios
import time
from pathlib import Path

from rlm_tui.wording import count

ROWS, COLUMNS = 40, 120
TIMES = 5
PATIENCE_S = 60.0


def painted(database: Path, session_id: str, nodes: int) -> float:
    """Seconds until the app has drawn a tree of so many nodes; the median of a few."""
    return statistics.median(
        _painted(database, session_id, count(nodes, "node").encode())
        for _ in range(TIMES)
    )


def _painted(database: Path, session_id: str, sign: bytes) -> float:
    program = [sys.executable, "-m", "rlm_tui", "review", session_id]
    arguments = [*program, "--db", str(database)]
    began = time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        environ = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        os.execve(sys.executable, arguments, environ)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    try:
        _read_until(terminal, sign)
        return time.perf_counter() - began
    finally:
        os.kill(child, 9)
        os.waitpid(child, 0)
        os.close(terminal)


def _read_until(terminal: int, sign: bytes) -> None:
    seen = b""
    deadline = time.monotonic() + PATIENCE_S
    while sign not in seen:
        ready, _, _ = select.select([terminal], [], [], deadline - time.monotonic())
        if not ready:
            raise TimeoutError(f"{sign!r} was not drawn: {seen[-2_000:]!r}")
        seen += os.read(terminal, 1 << 16)
