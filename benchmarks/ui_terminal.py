"""A program in a terminal of its own, as a person would start it."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

ROWS, COLUMNS = 40, 120
PATIENCE_S = 40.0


@dataclass
class Terminal:
    """What a program writes, as it comes."""

    process: subprocess.Popen[bytes]
    descriptor: int
    began: float
    written: bytearray = field(default_factory=bytearray)

    def until(self, text: str) -> float:
        """Seconds from the start of the program until a text has been written."""
        wanted = text.encode()
        while wanted not in self.written:
            if self.process.poll() is not None or not self.read_for(PATIENCE_S):
                raise RuntimeError(f"no {text!r} in {bytes(self.written[-500:])!r}")
        return time.perf_counter() - self.began

    def read_for(self, seconds: float) -> bool:
        """Read what comes next; whether anything did."""
        ready, _, _ = select.select([self.descriptor], [], [], seconds)
        if ready:
            with suppress(OSError):  # of the system, when the program has ended
                self.written += os.read(self.descriptor, 1 << 16)
        return bool(ready)

    def rest(self, seconds: float) -> None:
        """Let so much time pass while its output is read."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self.read_for(left)

    def processor_s(self) -> float:
        """Processor time of the program and of all that it started and that lives."""
        processes = dict(_processes())
        family = {self.process.pid}
        while more := {
            pid
            for pid, found in processes.items()
            if found.parent in family and pid not in family
        }:
            family |= more
        ticks = sum(processes[pid].ticks for pid in family if pid in processes)
        return ticks / os.sysconf("SC_CLK_TCK")

    def share(self, seconds: float) -> float:
        """The share of one processor that all of it takes from now on."""
        before, began = self.processor_s(), time.perf_counter()
        self.rest(seconds)
        return (self.processor_s() - before) / (time.perf_counter() - began)


@dataclass(frozen=True, slots=True)
class _Process:
    parent: int
    ticks: int


def _processes() -> Iterator[tuple[int, _Process]]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError):
                stat = (folder / "stat").read_bytes().rpartition(b")")[2].split()
                yield (
                    int(folder.name),
                    _Process(int(stat[1]), sum(map(int, stat[11:13]))),
                )


@contextmanager
def terminal(
    command: Sequence[str], environment: Mapping[str, str]
) -> Iterator[Terminal]:
    """Start a program, and kill it at the end."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    began = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm-256color", **environment},
        start_new_session=True,
        preexec_fn=_take_the_terminal,
    )
    os.close(theirs)
    try:
        yield Terminal(process, ours, began)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        os.close(ours)


def _take_the_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def a_home_of_its_own(folder: str) -> dict[str, str]:
    """An environment in which nothing of the person who measures is touched.

    Byte code is kept, as it is where a program was installed.
    """
    names = ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")
    byte_code = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": folder}
    return {**dict.fromkeys(names, folder), **byte_code}
