"""The terminal made ready for the app, whatever stdin, stdout and stderr are.

To be used before Textual is imported: keys come from the terminal and the screen is
drawn on it, a piped context is read first, standard output is kept for the answer, and
stray prints of this process and its children go to a log file.
"""

from __future__ import annotations

import asyncio
import errno
import fcntl
import io
import os
import select
import signal
import sys
import termios
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from rlm_tui.errors import SettingsError
from rlm_tui.main.terminal_colours import prepare_colours, theme_for

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_STREAMS = (0, 1, 2)
_FIRST_FREE = 10
"""Our own descriptors start here, so that none is mistaken for a standard stream."""
_PATIENCE_S = 1.0
"""After this long without a byte a person is told what is being waited for."""
_CHUNK = 1 << 20
_WITHOUT_IT = "use --plain, rlm-tui run or rlm-tui show, which need none"
"""What there is for those who have no terminal."""
_INPUT_MODES, _LOCAL_MODES = 0, 3
"""Places in the list that `termios` gives."""


@dataclass(frozen=True, slots=True)
class Terminal:
    """What the command line needs to know of the terminal it has taken."""

    piped: bytes | None
    """What was on standard input; `None` if it is the terminal or was not asked for."""
    answer_fd: int
    """Where standard output led before: the answer goes there."""
    is_redirected: bool
    """Whether that is a file or a pipe and not the terminal."""
    log: Path
    """Where stray prints go."""
    theme: str
    """The theme to use: the one asked for, or what goes with the terminal."""


@contextmanager
def own_terminal(
    *,
    log: Path,
    reads_stdin: bool,
    environ: MutableMapping[str, str],
    theme: str = "dark",
) -> Iterator[Terminal]:
    """Take the terminal for the app, and give everything back at the end.

    `reads_stdin` says whether standard input may be the context: it was named as `-`,
    or nothing else was named; `theme` may be `auto`.

    Raises:
        SettingsError: there is no terminal, or it cannot show a screen.
    """
    _refuse_dumb(environ)
    prepare_colours(environ)
    with ExitStack() as undo:
        _fill_closed_streams()
        tty = _open_tty(undo)
        piped = _read_piped(tty) if reads_stdin else None
        answer_fd = _kept(1, undo)
        is_redirected = not os.isatty(1)
        _keep_modes(tty, undo)
        _take_keys_as_typed(tty)
        if theme == "auto":
            theme = theme_for(tty, environ)
        stray = _open_log(log, undo)
        _redirect({0: tty, 1: stray, 2: stray}, undo)
        _point_python_at(tty, undo)
        yield Terminal(piped, answer_fd, is_redirected, log, theme)


def is_served(environ: Mapping[str, str]) -> bool:
    """Whether the screen is a browser's: keys and drawing go through pipes."""
    return environ.get("TEXTUAL_DRIVER", "").endswith(":WebDriver")


@contextmanager
def served_screen(*, log: Path) -> Iterator[Terminal]:
    """Keep the pipes to the browser for the screen alone, and give them back.

    The answer of a run goes to the log: nobody reads it from a pipe.
    """
    with ExitStack() as undo:
        screen = _kept(1, undo)
        stray = _open_log(log, undo)
        _redirect({1: stray, 2: stray}, undo)
        stream = _screen(screen)
        undo.callback(stream.close)
        _stand_in("__stdout__", stream, undo)  # Textual draws through it
        yield Terminal(None, stray, is_redirected=False, log=log, theme="dark")


def has_terminal() -> bool:
    """Whether there is one that a screen could be drawn on."""
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True


def terminal_or_nothing() -> int:
    """A descriptor of the terminal; without one, of a file that is at its end."""
    try:
        return os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError:
        return os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC)


def speaks_unicode(environ: Mapping[str, str]) -> bool:
    """Whether the locale says that the terminal can show more than ASCII.

    Python sets `LC_CTYPE` itself where nothing is chosen, so that only a choice of
    another encoding, such as `LC_ALL=C`, says no.
    """
    names = (environ.get(name) for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    chosen = next(filter(None, names), "utf-8")
    return "utf" in chosen.lower()


def install_signal_handlers(leave: Callable[[int], object]) -> None:
    """Have `leave` called with the exit code when the process is told to end.

    To be called inside the running event loop. `leave` makes the app end in its usual
    way, which interrupts the run, saves it and restores the screen.
    """
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, leave, 128 + number)


def _refuse_dumb(environ: MutableMapping[str, str]) -> None:
    if environ.get("TERM") == "dumb":
        raise SettingsError(
            f"TERM=dumb: this terminal cannot show a screen; set TERM, or {_WITHOUT_IT}"
        )


def _fill_closed_streams() -> None:
    while (fd := os.open(os.devnull, os.O_RDWR)) in _STREAMS:
        pass
    os.close(fd)


def _open_tty(undo: ExitStack) -> int:
    try:
        opened = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
    except OSError as error:
        raise SettingsError(
            "there is no terminal to draw on (/dev/tty cannot be opened); "
            + _WITHOUT_IT
        ) from error
    tty = _moved_up(opened)
    os.close(opened)
    undo.callback(os.close, tty)
    return tty


def _open_log(log: Path, undo: ExitStack) -> int:
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        opened = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    except OSError as error:
        raise SettingsError(
            f"the log file '{log}' cannot be written: {error.strerror}"
        ) from error
    undo.callback(os.close, opened)
    return opened


def _read_piped(tty: int) -> bytes | None:
    if os.isatty(0):
        return None
    if not select.select([0], [], [], _PATIENCE_S)[0]:
        os.write(tty, b"reading standard input; ctrl+c stops\r\n")
    pieces: list[bytes] = []
    while piece := os.read(0, _CHUNK):
        pieces.append(piece)
    return b"".join(pieces)


def _moved_up(fd: int) -> int:
    return fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, _FIRST_FREE)


def _kept(fd: int, undo: ExitStack) -> int:
    kept = _moved_up(fd)
    undo.callback(os.close, kept)
    return kept


def _keep_modes(tty: int, undo: ExitStack) -> None:
    modes = termios.tcgetattr(tty)
    undo.callback(_restore_modes, tty, modes)


def _take_keys_as_typed(tty: int) -> None:
    """Keep what is pressed before the app has drawn for the app, and off the screen.

    Otherwise Enter would reach it as a line feed, which is another key.
    """
    modes = termios.tcgetattr(tty)
    modes[_INPUT_MODES] &= ~(termios.ICRNL | termios.IXON)
    modes[_LOCAL_MODES] &= ~(termios.ECHO | termios.ICANON)
    termios.tcsetattr(tty, termios.TCSANOW, modes)


def _restore_modes(tty: int, modes: list[int | list[bytes | int]]) -> None:
    try:
        termios.tcsetattr(tty, termios.TCSANOW, modes)
    except termios.error:
        return  # the terminal was closed: it has no modes any more


def _redirect(targets: Mapping[int, int], undo: ExitStack) -> None:
    for fd, target in targets.items():
        undo.callback(os.dup2, _kept(fd, undo), fd)
        _flush_python()
        os.dup2(target, fd)
    undo.callback(_flush_python)


def _flush_python() -> None:
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()


def _point_python_at(tty: int, undo: ExitStack) -> None:
    """Textual reads keys, draws and asks for the size through these three."""
    keys = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - closed below
    undo.callback(keys.close)
    screen = _screen(tty)
    undo.callback(screen.close)
    for name, stream in (
        ("__stdin__", keys),
        ("__stdout__", screen),
        ("__stderr__", screen),
    ):
        _stand_in(name, stream, undo)


def _stand_in(name: str, stream: TextIO, undo: ExitStack) -> None:
    undo.callback(setattr, sys, name, getattr(sys, name))
    setattr(sys, name, stream)


def _screen(tty: int) -> TextIO:
    writer = io.BufferedWriter(_ScreenFile(tty))
    return io.TextIOWrapper(writer, encoding="utf-8", errors="replace")


class _ScreenFile(io.RawIOBase):
    """Writes to the terminal, and to nowhere once it is gone.

    Textual draws from a thread that would die of the error, after which everything
    that still draws would wait for it and the app could not end.
    """

    def __init__(self, fd: int) -> None:
        self._fd = fd

    def fileno(self) -> int:
        return self._fd

    def isatty(self) -> bool:
        return os.isatty(self._fd)

    def writable(self) -> bool:
        return True

    def write(self, data: ReadableBuffer, /) -> int:
        try:
            return os.write(self._fd, data)
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            return memoryview(data).nbytes
