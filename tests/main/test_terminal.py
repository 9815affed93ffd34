"""The terminal is taken whatever the standard streams are, and given back."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from rlm_tui.errors import SettingsError
from rlm_tui.main.terminal import own_terminal, speaks_unicode

_ROOT = Path(__file__).parents[2]

_TAKE = """
import fcntl, os, sys, termios
from pathlib import Path
tty = int(sys.argv[1])
fcntl.ioctl(tty, termios.TIOCSCTTY, 0)
from rlm_tui.main.terminal import install_signal_handlers, own_terminal
log = Path(sys.argv[2])
"""

_ECHO = (
    _TAKE
    + """
print("before")
with own_terminal(log=log, reads_stdin=True, environ=os.environ) as terminal:
    print("stray")
    os.system("echo from a child >&2")
    print("size", *os.get_terminal_size(sys.__stdout__.fileno()), file=sys.__stdout__)
    print("key", sys.__stdin__.readline().strip(), file=sys.__stderr__, flush=True)
    os.write(terminal.answer_fd, terminal.piped.upper())
    assert terminal.is_redirected
print("after")
"""
)

_EARLY = (
    _TAKE
    + """
with own_terminal(log=log, reads_stdin=False, environ=os.environ) as terminal:
    tty = sys.__stdout__.fileno()
    os.write(tty, b"loading ")
    got = b""
    while len(got) < 2:
        got += os.read(0, 2)
    os.write(tty, b"got " + repr(got).encode() + b" end")
"""
)

_APP = (
    _TAKE
    + """
import asyncio
with own_terminal(log=log, reads_stdin=True, environ=os.environ):
    from textual.app import App
    from textual.widgets import Static

    class Hello(App):
        def compose(self):
            yield Static("hello from the app")

        def on_mount(self):
            install_signal_handlers(lambda code: self.exit(return_code=code))

    app = Hello()
    app.run()
sys.exit(app.return_code)
"""
)


@dataclass
class Bed:
    """A terminal of our own and the process that has it as its controlling one."""

    master: int
    process: subprocess.Popen[bytes]
    log: Path

    def read_until(self, wanted: bytes) -> bytes:
        """What the terminal shows up to and with the wanted bytes."""
        seen = b""
        while wanted not in seen:
            try:
                seen += os.read(self.master, 4096)
            except OSError:
                pytest.fail(f"ended early: {self.process.communicate()[1].decode()}")
        return seen


@dataclass
class Beds:
    """Starts programs under a terminal of their own."""

    folder: Path
    masters: list[int]
    processes: list[subprocess.Popen[bytes]]

    def start(self, program: str) -> Bed:
        """Run a Python program that takes the terminal; its stdin is a pipe."""
        master, slave = pty.openpty()
        log = self.folder / "data" / "stray.log"
        process = subprocess.Popen(
            [sys.executable, "-c", program, str(slave), str(log)],
            pass_fds=[slave],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            env={**os.environ, "TERM": "xterm-256color"},
        )
        os.close(slave)
        self.masters.append(master)
        self.processes.append(process)
        return Bed(master, process, log)


@pytest.fixture
def beds(tmp_path: Path) -> Iterator[Beds]:
    made = Beds(tmp_path, [], [])
    yield made
    for process in made.processes:
        process.kill()
        process.communicate()
    for master in made.masters:
        os.close(master)


def finish(bed: Bed) -> tuple[int, str, str]:
    """Exit code, standard output and standard error, once it has ended."""
    out, err = bed.process.communicate(timeout=30)
    return bed.process.returncode, out.decode(), err.decode()


def pipe_in(bed: Bed, data: bytes) -> None:
    """Give the process its whole standard input."""
    stdin = bed.process.stdin
    assert stdin is not None
    stdin.write(data)
    stdin.close()
    bed.process.stdin = None


def test_keys_and_screen_are_the_terminals_and_the_answer_is_alone(beds: Beds) -> None:
    bed = beds.start(_ECHO)
    pipe_in(bed, b"a piped context")
    os.write(bed.master, b"typed\n")

    shown = bed.read_until(b"key typed")
    code, out, err = finish(bed)

    assert (code, err) == (0, "")
    assert out == "before\nA PIPED CONTEXTafter\n"
    assert b"size" in shown
    assert b"stray" not in shown


def test_stray_prints_of_the_process_and_its_children_go_to_the_log(
    beds: Beds,
) -> None:
    bed = beds.start(_ECHO)
    pipe_in(bed, b"")
    os.write(bed.master, b"typed\n")
    bed.read_until(b"key typed")
    finish(bed)

    assert set(bed.log.read_text().splitlines()) == {"stray", "from a child"}
    assert bed.log.stat().st_mode & 0o777 == 0o600


def test_a_key_pressed_early_is_kept_as_it_was_and_not_echoed(beds: Beds) -> None:
    bed = beds.start(_EARLY)

    bed.read_until(b"loading")
    os.write(bed.master, b"x\r")
    pipe_in(bed, b"go")
    shown = bed.read_until(b"end")

    assert b"got b'x\\r'" in shown
    assert b"x\r" not in shown.split(b"got")[0]


def test_a_slow_pipe_is_announced_on_the_terminal(beds: Beds) -> None:
    bed = beds.start(_ECHO)

    assert b"ctrl+c stops" in bed.read_until(b"stops")


def test_sigterm_leaves_the_screen_and_exits_with_143(beds: Beds) -> None:
    bed = beds.start(_APP)
    pipe_in(bed, b"context")
    bed.read_until(b"hello")

    bed.process.send_signal(signal.SIGTERM)
    bed.read_until(b"\x1b[?1049l")

    assert finish(bed)[0] == 143


def test_a_terminal_that_goes_away_ends_the_app_with_129(beds: Beds) -> None:
    bed = beds.start(_APP)
    pipe_in(bed, b"context")
    bed.read_until(b"hello")

    os.close(bed.master)
    beds.masters.remove(bed.master)

    assert finish(bed)[0] == 129


def test_without_a_terminal_one_line_says_what_to_do(tmp_path: Path) -> None:
    program = """
import os, sys
from pathlib import Path
from rlm_tui.errors import SettingsError
from rlm_tui.main.terminal import own_terminal
try:
    with own_terminal(log=Path(sys.argv[1]), reads_stdin=True, environ={}):
        pass
except SettingsError as error:
    print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "log")],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        start_new_session=True,
        cwd=_ROOT,
        check=True,
    )

    assert "no terminal" in done.stdout
    assert "--plain, rlm-tui run or rlm-tui show" in done.stdout
    assert "rlm-tui run" in done.stdout
    assert done.stdout.count("\n") == 1


def test_a_dumb_terminal_is_refused_in_one_line(tmp_path: Path) -> None:
    taking = own_terminal(
        log=tmp_path / "log", reads_stdin=False, environ={"TERM": "dumb"}
    )

    with pytest.raises(SettingsError, match=r"^TERM=dumb: .*rlm-tui run"), taking:
        pass


@pytest.mark.parametrize(
    ("environ", "can"),
    [
        ({}, True),
        ({"LANG": "de_DE.UTF-8"}, True),
        ({"LC_ALL": "", "LC_CTYPE": "C.utf8", "LANG": "C"}, True),
        ({"LC_ALL": "C", "LANG": "de_DE.UTF-8"}, False),
        ({"LANG": "en_US.ISO-8859-1"}, False),
    ],
)
def test_a_locale_without_unicode_is_noticed(
    environ: dict[str, str], *, can: bool
) -> None:
    assert speaks_unicode(environ) is can
