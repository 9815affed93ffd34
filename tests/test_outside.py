"""A text goes through an editor of the person's own and comes back without its head."""

from __future__ import annotations

import asyncio
import os
import stat
import sys
import termios
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest

from rlm_tui.errors import SettingsError
from rlm_tui.outside import (
    OutsideText,
    edited_outside,
    editor_command,
    pager_command,
    private_file,
)

PROMPT = OutsideText("Summarise.\nAll of it.", ("0.1  before sub-query",), False)
CODE = OutsideText("print(1)\n", ("0 it 1  before the code runs",), True)


@pytest.fixture
def terminal() -> Iterator[int]:
    descriptor = os.open(os.devnull, os.O_RDWR)
    yield descriptor
    os.close(descriptor)


def is_there(path: Path) -> bool:
    return path.exists()


def editor(script: str) -> list[str]:
    """A program that does something to the file it is given."""
    head = "import pathlib, sys; p = pathlib.Path(sys.argv[1]); t = p.read_text()"
    return [sys.executable, "-c", f"{head}; {script}"]


@pytest.mark.parametrize("wanted", [PROMPT, CODE], ids=["prompt", "code"])
def test_the_header_is_a_comment_that_is_taken_away(wanted: OutsideText) -> None:
    assert wanted.as_file != wanted.text
    assert wanted.facts[0] in wanted.as_file.split("\n")[0]
    assert wanted.read_back(wanted.as_file) == wanted.text


def test_a_header_without_its_last_line_is_taken_away_all_the_same() -> None:
    first, _, *rest = PROMPT.as_file.split("\n")

    assert PROMPT.read_back("\n".join([first, *rest])) == PROMPT.text


@pytest.mark.parametrize("at", [0, 1, 2])
def test_what_is_typed_above_the_text_is_a_part_of_it(at: int) -> None:
    lines = PROMPT.as_file.split("\n")

    written = "\n".join([*lines[:at], "Be brief.", *lines[at:]])

    assert PROMPT.read_back(written) == f"Be brief.\n{PROMPT.text}"


def test_the_newline_at_the_end_of_the_file_is_no_change() -> None:
    assert PROMPT.as_file.endswith("All of it.\n")
    assert PROMPT.read_back(PROMPT.as_file.removesuffix("\n")) == PROMPT.text


async def test_what_was_written_comes_back(terminal: int) -> None:
    script = "p.write_text(t.replace('All', 'Some'))"

    assert await edited_outside(PROMPT, editor(script), terminal) == (
        "Summarise.\nSome of it."
    )


async def test_no_change_is_no_edit(terminal: int) -> None:
    assert await edited_outside(PROMPT, editor("pass"), terminal) is None


async def test_a_line_that_is_added_is_one_of_its_own(terminal: int) -> None:
    script = "p.write_text(t + 'And this.\\n')"

    assert await edited_outside(PROMPT, editor(script), terminal) == (
        f"{PROMPT.text}\nAnd this."
    )


@pytest.mark.parametrize(
    ("script", "says"),
    [
        ("p.write_text('x'); sys.exit(3)", "ended with exit code 3: what it wrote"),
        ("p.write_text('')", "empty file, which was not taken"),
        ("p.unlink()", "left no file: No such file"),
    ],
)
async def test_what_an_editor_does_not_leave_is_not_taken(
    script: str, says: str, terminal: int
) -> None:
    with pytest.raises(SettingsError, match=says):
        await edited_outside(PROMPT, editor(script), terminal)


async def test_an_empty_text_under_its_head_is_one(terminal: int) -> None:
    script = "p.write_text(t.replace('Summarise.\\nAll of it.', ''))"

    assert await edited_outside(PROMPT, editor(script), terminal) == ""


async def test_the_terminal_is_as_a_shell_hands_it_over() -> None:
    script = "import termios; p.write_text(t + str(termios.tcgetattr(0)[3]))"
    ours, terminal = os.openpty()
    tty.setraw(terminal)
    before = termios.tcgetattr(terminal)

    written = await edited_outside(PROMPT, editor(script), terminal)
    assert termios.tcgetattr(terminal) == before
    os.close(ours)
    os.close(terminal)

    assert written is not None
    modes = int(written.rpartition("\n")[2])
    assert modes & termios.ICANON
    assert modes & termios.ECHO


async def test_a_text_that_is_no_text_is_refused(terminal: int) -> None:
    with pytest.raises(SettingsError, match="not UTF-8 and was not taken"):
        await edited_outside(PROMPT, editor(r"p.write_bytes(b'\xff')"), terminal)


async def test_an_editor_that_is_not_there_is_said_to_be(terminal: int) -> None:
    with pytest.raises(SettingsError, match="cannot be started: No such"):
        await edited_outside(PROMPT, ["no-such-editor"], terminal)


async def test_whoever_gives_up_waiting_leaves_no_editor_behind(
    terminal: int, tmp_path: Path
) -> None:
    begun = tmp_path / "begun"
    os.mkfifo(begun)
    tells = f"import os, time; print(os.getpid(), file=open({str(begun)!r}, 'w'))"
    async with asyncio.TaskGroup() as group:
        stays = editor(f"{tells}; time.sleep(60)")
        editing = edited_outside(PROMPT, stays, terminal)
        waiting = group.create_task(editing)
        pid = await asyncio.to_thread(begun.read_text)
        waiting.cancel()

    with pytest.raises(ProcessLookupError):
        os.kill(int(pid), 0)


async def test_the_file_is_private_and_gone_afterwards() -> None:
    async with private_file("secret", ".md") as path:
        mode = stat.S_IMODE(os.stat(path).st_mode)
        os.mkfifo(f"{path}~")
        os.makedirs(path.with_name("backup") / "older")

    assert mode == 0o600
    assert not is_there(path.parent)


def test_the_editor_is_visual_then_editor_split_into_words() -> None:
    both = {"VISUAL": "code -w", "EDITOR": "vi"}

    assert editor_command(both, instead="") == ["code", "-w"]
    assert editor_command({"VISUAL": " ", "EDITOR": "'my vi' -n"}, instead="") == [
        "my vi",
        "-n",
    ]
    assert pager_command({"PAGER": "less -S"}, instead="") == ["less", "-S"]


def test_without_a_pager_of_ones_own_the_usual_one_is_taken(tmp_path: Path) -> None:
    more = tmp_path / "more"
    more.write_text("#!/bin/sh\n", encoding="utf-8")
    more.chmod(0o755)

    assert pager_command({"PATH": str(tmp_path)}, instead="") == [str(more)]


@pytest.mark.parametrize("environ", [{}, {"EDITOR": "'unclosed"}], ids=str)
def test_without_an_editor_the_variables_are_named(environ: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="EDITOR"):
        editor_command(environ, instead="e edits here")
