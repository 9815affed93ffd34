"""From exec to the first frame that shows the tree of a saved session."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import statistics
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rlm_tui.wording import count

ROWS, COLUMNS = 40, 120
TIMES = 5
PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Opened:
    """An app that has drawn a tree."""

    painted_s: float
    """Since its process was started."""
    cpu_s: float
    """Processor time until then, which hears less of what else the machine does."""
    megabytes: float
    """Of memory, at most."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A session to open."""

    database: Path
    session: str
    nodes: int


def opened(sessions: Sequence[Saved]) -> list[Opened]:
    """Start the app on sessions, by turns, so that all have the same bad moments.

    Each number is the median of a few times.
    """
    _open(sessions[0])  # so that Python has compiled its modules
    rounds = [[_open(saved) for saved in sessions] for _ in range(TIMES)]
    return [
        Opened(
            statistics.median(one.painted_s for one in times),
            statistics.median(one.cpu_s for one in times),
            statistics.median(one.megabytes for one in times),
        )
        for times in zip(*rounds, strict=True)
    ]


def _open(saved: Saved) -> Opened:
    program = [sys.executable, "-m", "rlm_tui", "review", saved.session]
    terminal, theirs = pty.openpty()
    window = struct.pack("HHHH", ROWS, COLUMNS, 0, 0)
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, window)
    began = time.perf_counter()
    child = subprocess.Popen(
        [*program, "--db", str(saved.database)],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=_environment(saved.database.parent),
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )
    os.close(theirs)
    try:
        _read_until(terminal, count(saved.nodes, "node").encode())
        painted = time.perf_counter() - began
        return Opened(painted, _cpu_s(child.pid), _megabytes(child.pid))
    finally:
        child.kill()
        child.wait()
        os.close(terminal)


def _cpu_s(process: int) -> float:
    """Seconds of processor time that a process has taken."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").split(") ")[-1]
    user, system = fields.split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _megabytes(process: int) -> float:
    """The most memory that a process has had."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    [kilobytes] = re.findall(r"VmHWM:\s+(\d+) kB", status)
    return int(kilobytes) / 1e3


def _environment(folder: Path) -> dict[str, str]:
    """That of a terminal; what Python compiles is kept from one start to the next."""
    changes = {
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "PYTHONPATH": str(Path(__file__).parents[1]),
        "PYTHONPYCACHEPREFIX": str(folder / "compiled"),
        "XDG_CONFIG_HOME": str(folder),
        "XDG_DATA_HOME": str(folder),
    }
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, **changes}


def _read_until(terminal: int, sign: bytes) -> None:
    seen = b""
    deadline = time.monotonic() + PATIENCE_S
    while sign not in seen:
        left = max(0.0, deadline - time.monotonic())
        if not select.select([terminal], [], [], left)[0]:
            raise TimeoutError(f"{sign!r} was not drawn: {seen[-2_000:]!r}")
        try:
            seen += os.read(terminal, 1 << 16)
        except OSError:  # nobody has the other end any more
            raise RuntimeError(f"the app has ended: {seen[-2_000:]!r}") from None
