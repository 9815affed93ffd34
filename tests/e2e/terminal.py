"""A real terminal with the app in it: a pseudo-terminal, and an emulator to read it."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pyte

PATIENCE_S = 60.0
"""How long to wait for a screen; reached only when a test fails."""

KEYS = {
    "enter": b"\r",
    "escape": b"\x1b",
    "end": b"\x1b[F",
    "down": b"\x1b[B",
    "up": b"\x1b[A",
    "tab": b"\t",
    "space": b" ",
}


@dataclass
class Terminal:
    """What a person has in front of them."""

    pid: int
    fd: int
    screen: pyte.Screen
    stream: pyte.ByteStream
    code: int | None = None
    """The exit code, once it has ended."""
    raw: bytearray = field(default_factory=bytearray)

    @property
    def text(self) -> str:
        """The screen as it is."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def press(self, *keys: str) -> None:
        """Press keys one after the other: names, `ctrl+x`, or text to type."""
        for key in keys:
            if key.startswith("ctrl+"):
                os.write(self.fd, bytes([ord(key[-1]) & 0x1F]))
            else:
                os.write(self.fd, KEYS.get(key, key.encode()))

    def wait(self, wanted: str | Callable[[str], bool]) -> str:
        """Read until the screen shows a text, or as a function says."""
        is_there = wanted if callable(wanted) else lambda text: wanted in text
        ends_at = time.monotonic() + PATIENCE_S
        while not is_there(self.text):
            if not self._read(ends_at):
                raise AssertionError(f"not seen: {wanted!r}\n{self.text}")
        return self.text

    def wait_all(self, *wanted: str) -> str:
        """Read until the screen shows all of some texts."""
        return self.wait(lambda text: all(part in text for part in wanted))

    def _read(self, ends_at: float) -> bool:
        """Take in what the app writes next; whether there was anything in time."""
        left = ends_at - time.monotonic()
        if left <= 0 or not select.select([self.fd], [], [], left)[0]:
            return False
        try:
            data = os.read(self.fd, 1 << 16)
        except OSError:
            return False
        self.raw += data
        self.stream.feed(data)
        return bool(data)

    def wait_end(self) -> int:
        """Read until the process has ended; its exit code."""
        while self._read(time.monotonic() + PATIENCE_S):
            pass
        if self.code is None:
            _, status = os.waitpid(self.pid, 0)
            self.code = os.waitstatus_to_exitcode(status)
        return self.code

    def resize(self, columns: int, rows: int) -> None:
        """Make the window another size."""
        _set_size(self.fd, columns, rows)
        self.screen.resize(rows, columns)
        os.kill(self.pid, signal.SIGWINCH)


def _set_size(fd: int, columns: int, rows: int) -> None:
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


@contextmanager
def terminal(
    *arguments: str, home: Path, size: tuple[int, int], env: Mapping[str, str] = {}
) -> Iterator[Terminal]:
    """Run `rlm-tui` in a terminal of a size; it is killed if it has not ended."""
    command = [sys.executable, "-m", "rlm_tui", *arguments]
    with opened_for(command, home=home, size=size, env=env) as opened:
        yield opened


@contextmanager
def shell_in_terminal(
    home: Path, *, size: tuple[int, int], env: Mapping[str, str] = {}
) -> Iterator[Terminal]:
    """An interactive shell in which `rlm-tui` is a command."""
    command = ["bash", "--noprofile", "--norc", "-i"]
    prompt = {"PS1": "shell$ ", "APP": f"{sys.executable} -m rlm_tui"}
    with opened_for(command, home=home, size=size, env=prompt | dict(env)) as opened:
        yield opened


@contextmanager
def opened_for(
    command: list[str], *, home: Path, size: tuple[int, int], env: Mapping[str, str]
) -> Iterator[Terminal]:
    """Run a command in a terminal of a size; it is killed if it has not ended."""
    columns, rows = size
    environ = _environ(home) | dict(env)
    pid, fd = pty.fork()
    if pid == 0:
        os.execvpe(command[0], command, environ)
    _set_size(fd, columns, rows)
    screen = pyte.Screen(columns, rows)
    opened = Terminal(pid, fd, screen, pyte.ByteStream(screen))
    try:
        yield opened
    finally:
        if opened.code is None:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        os.close(fd)


def _environ(home: Path) -> dict[str, str]:
    kept = {
        name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ
    }
    return kept | {
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        "TEXTUAL_ANIMATIONS": "none",
    }
