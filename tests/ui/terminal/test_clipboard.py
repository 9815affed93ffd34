"""A text is copied every way that there is, and the message says which."""

from __future__ import annotations

import asyncio
import stat
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from rlm_tui.errors import SettingsError
from rlm_tui.ui.terminal.clipboard import (
    OSC_BYTES,
    Copied,
    clipboard_command,
    copied,
    copying_sequences,
)
from tests import factories
from tests.ui.driving import opened, press, run_screen
from tests.ui.fakes import bed


@pytest.fixture(autouse=True)
def _files_are_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def program(folder: Path, name: str, script: str = "") -> Mapping[str, str]:
    """An environment in which there is such a program."""
    path = folder / name
    path.write_text(f"#!{sys.executable}\nimport sys\n{script}\n")
    path.chmod(0o700)
    return {"PATH": str(folder), "DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}


async def test_a_short_text_goes_through_the_terminal() -> None:
    through: list[str] = []

    found = await copied("text", environ={}, through_terminal=through.append)

    assert through == ["text"]
    assert found.in_words() == "copied 4 chars (OSC 52)"


async def test_the_machines_own_clipboard_takes_it_as_well(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    write = f"open({str(taken)!r}, 'wb').write(sys.stdin.buffer.read())"
    environ = program(tmp_path, "xclip", write)

    found = await copied("téxt", environ=environ, through_terminal=lambda _text: None)

    assert taken.read_text("utf-8") == "téxt"
    assert found.in_words("0.1") == "copied 0.1, 4 chars (OSC 52 and xclip)"


async def test_a_program_that_fails_is_not_named(tmp_path: Path) -> None:
    environ = program(tmp_path, "wl-copy", "sys.exit(1)")

    found = await copied("text", environ=environ, through_terminal=lambda _text: None)

    assert found.ways == ("OSC 52",)


async def test_a_text_too_long_for_the_terminal_is_in_a_private_file() -> None:
    text = "é" * (OSC_BYTES // 2 + 1)
    through: list[str] = []

    found = await copied(text, environ={}, through_terminal=through.append)

    assert through == []
    assert found.file is not None
    assert found.file.read_text("utf-8") == text
    assert stat.S_IMODE(found.file.stat().st_mode) == 0o600
    assert found.in_words() == f"{len(text):,} chars: too many to copy, in {found.file}"


def test_a_long_text_that_was_copied_all_the_same_says_so() -> None:
    found = Copied(100_000, ("xclip",), Path("/tmp/x.txt"))

    assert found.in_words() == "copied 100,000 chars (xclip); also in /tmp/x.txt"


async def test_a_file_that_cannot_be_written_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))

    with pytest.raises(SettingsError, match="cannot be written: No such file"):
        await copied("x" * 80_000, environ={}, through_terminal=lambda _text: None)


@pytest.mark.parametrize(
    ("name", "platform", "wanted"),
    [
        ("pbcopy", "darwin", "pbcopy"),
        ("pbcopy", "linux", None),
        ("wl-copy", "linux", "wl-copy"),
        ("xsel", "linux", "xsel"),
        ("clip.exe", "linux", None),
        ("tmux", "linux", None),
    ],
)
def test_which_program_depends_on_the_machine(
    tmp_path: Path, name: str, platform: str, wanted: str | None
) -> None:
    command = clipboard_command(program(tmp_path, name), platform)

    assert (command[0] if command else None) == wanted


def test_inside_tmux_its_own_buffer_is_there_as_well(tmp_path: Path) -> None:
    environ = {**program(tmp_path, "tmux"), "TMUX": "/tmp/tmux-0/default,1,0"}

    assert clipboard_command(environ, "linux") == ("tmux", "load-buffer", "-w", "-")


def test_inside_screen_a_text_goes_through_in_pieces_that_it_hands_on() -> None:
    [alone] = copying_sequences("é" * 500, is_in_screen=False)
    pieces = list(copying_sequences("é" * 500, is_in_screen=True))

    assert max(map(len, pieces)) < 256
    assert all(piece.startswith("\x1bP") for piece in pieces)
    assert "".join(piece[2:].removesuffix("\x1b\\") for piece in pieces) == alone


async def test_y_in_the_pane_says_where_a_long_text_is() -> None:
    events = factories.numbered(
        factories.created(),
        factories.root_started(),
        *factories.turn(),
        *factories.block(stdout="line\n" * 20_000),
    )

    async with opened(bed(events)) as pilot:
        await press(pilot, "4", "y")

        said, _, file = run_screen(pilot).message.partition(", in ")
        assert said.endswith("chars: too many to copy")
        assert (await asyncio.to_thread(Path(file).read_text)).count("line\n") == 20_000
