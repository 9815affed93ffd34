"""Outputs of any length can be read to their end, and searched."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from rlm_tui.domain.events import Event
from rlm_tui.domain.text import Text
from rlm_tui.ui.text import stored
from rlm_tui.ui.text.lines import plain
from rlm_tui.ui.text.stored import Texts
from rlm_tui.ui.widgets.paged_view import PagedView
from tests import factories
from tests.ui.driving import note, opened, press, run_screen
from tests.ui.fakes import bed

LINES = 20_000
LONG = "".join(f"line {number} of the output\n" for number in range(LINES))


def printed(stdout: str) -> list[Event]:
    """A run whose first block has printed something."""
    return factories.numbered(
        factories.created(),
        factories.root_started(),
        *factories.turn(),
        *factories.block(stdout=stdout),
    )


def in_view(pilot: Pilot[None]) -> list[str]:
    """The rows of the pane as they are on the screen."""
    view = run_screen(pilot).main_text
    drawn = [view.line_at(y) for y in range(view.size.height)]
    return [plain(row.line) for row in drawn if row is not None]


async def test_the_last_line_of_a_long_output_is_at_its_end() -> None:
    async with opened(bed(printed(LONG))) as pilot:
        await press(pilot, "4", "enter", "G")

        assert in_view(pilot)[-2] == f"line {LINES - 1} of the output"


async def test_paging_leaves_nothing_out() -> None:
    async with opened(bed(printed(LONG))) as pilot:
        await press(pilot, "4", "enter", "home")
        seen = [*in_view(pilot)]
        for _ in range(3):
            await press(pilot, "pagedown")
            assert in_view(pilot)[0] == seen[-1]
            seen += in_view(pilot)[1:]

        assert seen[1:] == LONG.split("\n")[: len(seen) - 1]


async def test_going_up_from_the_end_leaves_nothing_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def never(_view: PagedView) -> None: ...

    monkeypatch.setattr(PagedView, "_measure", never)
    odd = LONG + "a much longer line than those of the beginning " * 9_000

    async with opened(bed(printed(odd))) as pilot:
        await press(pilot, "4", "enter", "G")
        for _ in range(3):
            before = in_view(pilot)
            await press(pilot, *["pageup"] * 8)
            await press(pilot, *["pagedown"] * 8)

            assert in_view(pilot) == before


async def test_a_search_goes_through_all_of_it() -> None:
    async with opened(bed(printed(LONG))) as pilot:
        await press(pilot, "4", "enter", "slash", *"line 19999", "enter")

        assert note(pilot).startswith("match 1 of 1;")
        assert "line 19999 of the output" in in_view(pilot)


async def test_escape_stops_a_search() -> None:
    async with opened(bed(printed(LONG))) as pilot:
        await press(pilot, "4")
        screen = run_screen(pilot)
        screen.search("line 19999")

        assert screen.go_back()
        assert note(pilot).startswith("the search was stopped")
        assert screen.main_text.has_search


async def test_another_text_is_searched_from_its_beginning() -> None:
    async with opened(bed(printed(LONG))) as pilot:
        await press(pilot, "4", "slash", *"print", "enter")
        await press(pilot, "3", "full_stop")

        assert note(pilot).startswith("match 1 of 1;")


async def test_at_another_width_the_same_lines_are_in_view() -> None:
    async with opened(bed(printed(LONG))) as pilot:
        await press(pilot, "4", "enter", "home", *["pagedown"] * 5)
        before = in_view(pilot)[0]
        await pilot.resize_terminal(90, 30)
        await press(pilot)

        assert in_view(pilot)[0] == before


async def test_texts_that_nobody_looks_at_are_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stored, "MOST_CHARS", 10)
    fetched: list[str] = []

    async def fetch(text: Text) -> str:
        fetched.append(text.hash)
        return "x" * 8

    kept = Texts(fetch)
    for name in ("a", "b", "c", "a"):
        kept.read(Text("", 8, name))
        await kept.fetch()
        assert kept.read(Text("", 8, name)) == "x" * 8

    assert fetched == ["a", "b", "c", "a"]


async def test_what_is_looked_at_is_kept_however_long_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stored, "MOST_CHARS", 10)
    fetched: list[str] = []

    async def fetch(text: Text) -> str:
        fetched.append(text.hash)
        return "x" * 8

    kept = Texts(fetch)
    for _ in range(3):
        for name in ("a", "b"):
            kept.read(Text("", 8, name))
        await kept.fetch()

    assert fetched == ["a", "b"]
