"""Where only one pane fits, a row of tabs tells which there are."""

from __future__ import annotations

import pytest

from rlm_tui.ui.labels.views import View, view_at, view_line
from rlm_tui.ui.screens.limits import LimitsScreen
from rlm_tui.ui.text.lines import plain, width_of
from tests.ui import sessions
from tests.ui.driving import opened, press, run_screen, settle
from tests.ui.fakes import bed


def row(front: View, *, waiting: int = 2, said: str = "", width: int = 60) -> str:
    """What the row says."""
    spans = view_line(
        front, waiting=waiting, has_ticket=waiting > 0, said=said, width=width
    )
    assert width_of(spans) <= width
    return plain(spans)


def test_it_names_the_views_and_how_to_get_on() -> None:
    assert row("tree").startswith(" [Tree]  Ticket   Queue 2 ")
    assert row("tree").endswith(" tab next view ")
    assert row("queue").startswith("  Tree   Ticket  [Queue 2]")
    assert row("detail", waiting=0).startswith("  Tree  [Text]  ")


def test_what_is_said_about_a_view_goes_before_the_key_and_never_over_a_name() -> None:
    assert row("tree", said="f: state:held").endswith(" f: state:held ")
    assert row("tree", said="x" * 50).rstrip() == " [Tree]  Ticket   Queue 2"


@pytest.mark.parametrize(
    ("word", "view"), [("Tree", "tree"), ("Ticket", "detail"), ("Queue", "queue")]
)
def test_a_name_stands_for_its_view(word: str, view: View) -> None:
    spans = view_line("tree", waiting=2, has_ticket=True, said="", width=60)

    at = plain(spans).index(word)

    assert view_at(spans, at, waiting=2) == view
    assert view_at(spans, 55, waiting=2) is None


async def test_the_least_window_shows_what_a_question_asks_for() -> None:
    async with opened(bed(sessions.waiting()), size=(40, 10)) as pilot:
        await press(pilot, "x")
        answers = pilot.app.screen.query_one("#dialog-hints")
        assert pilot.app.screen.region.contains_region(answers.region)
        await press(pilot, "n", "dollar_sign")
        limits = pilot.app.screen
        assert isinstance(limits, LimitsScreen)
        assert [plain(row).split() for row in limits.table.lines] == [
            ["used", "allowed"],
            ["›", "money", "$0.054", "$1.00"],
        ]


async def test_one_pane_at_a_time_by_tab_by_mouse_and_by_what_is_asked_for() -> None:
    async with opened(bed(sessions.waiting()), size=(80, 15)) as pilot:
        screen = run_screen(pilot)

        def seen() -> list[bool]:
            panes = (screen.tree_pane, screen.detail, screen.queue_pane)
            return [pane.region.area > 0 for pane in panes]

        assert seen() == [True, False, False]
        await pilot.press("tab")
        await pilot.pause()
        assert "[Ticket]" in plain(screen.views.lines[0])
        assert seen() == [False, True, False]
        assert screen.main_text.has_focus
        await press(pilot, "tab")
        assert seen() == [False, False, True]
        assert screen.queue_pane.has_focus
        await press(pilot, "tab")
        assert seen() == [True, False, False]
        await press(pilot, "3")
        assert seen() == [False, True, False]
        await pilot.click(screen.views, offset=(19, 0))
        await settle(pilot)
        assert seen() == [False, False, True]
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        assert seen() == [True, True, True]
