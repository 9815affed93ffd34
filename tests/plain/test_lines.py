"""Lines come from terminals, pipes and files without blocking anything."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from rlm_tui.plain.lines import Lines, reading
from tests.ui.fakes import FakeClock


async def all_of(lines: Lines) -> list[str]:
    """Every line up to the end."""
    found = []
    while (line := await lines.take()) is not None:
        found.append(line.text)
    return found


async def test_lines_are_cut_wherever_the_bytes_were() -> None:
    lines = Lines(FakeClock())

    for piece in (b"on", b"e\ntw", "ö".encode()[:1], "ö".encode()[1:], b"\r\nlast"):
        lines.feed(piece)
    lines.feed(b"")

    assert await all_of(lines) == ["one", "twö", "last"]


async def test_bytes_that_are_no_text_are_no_error() -> None:
    lines = Lines(FakeClock())
    lines.feed(b"\xff\xfe\n")
    lines.feed(b"")

    assert await all_of(lines) == ["��"]


async def test_a_line_knows_when_it_came_until_its_writer_has_waited() -> None:
    clock = FakeClock(now=5.0)
    lines = Lines(clock)
    lines.feed(b"one\ntwo\n")
    clock.now = 9.0

    first = await lines.take()
    lines.seen_now()
    second = await lines.take()

    assert first is not None
    assert second is not None
    assert (first.at, second.at) == (5.0, 9.0)


async def test_closing_drops_what_was_not_taken() -> None:
    lines = Lines(FakeClock())
    lines.feed(b"one\ntwo\nhalf")
    await lines.take()
    lines.close()

    assert await lines.take() is None


async def test_a_pipe_is_read_as_it_is_written() -> None:
    source, sink = os.pipe()
    lines = Lines(FakeClock())
    async with reading(source, lines):
        waiting = asyncio.ensure_future(lines.take())
        await asyncio.sleep(0)
        os.write(sink, b"hello\n")
        line = await waiting
        os.close(sink)
        end = await lines.take()
    os.close(source)

    assert line is not None
    assert line.text == "hello"
    assert end is None


async def test_a_file_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "commands"
    path.write_text("one\ntwo", encoding="utf-8")
    source = os.open(path, os.O_RDONLY)
    lines = Lines(FakeClock())
    async with reading(source, lines):
        found = await all_of(lines)
    os.close(source)

    assert found == ["one", "two"]


async def test_a_terminal_that_is_gone_ends_the_lines() -> None:
    parent, child = os.openpty()
    lines = Lines(FakeClock())
    async with reading(child, lines):
        os.close(parent)
        end = await lines.take()
    os.close(child)

    assert end is None
