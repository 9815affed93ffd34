"""The mouse can do what keys do, and the window says what waits."""

from __future__ import annotations

import pytest
from textual.events import AppBlur, AppFocus
from textual.pilot import Pilot

from rlm_tui.domain.reduce import replay
from rlm_tui.ui.app import RlmTuiApp
from rlm_tui.ui.keys.keymap import keys_of
from rlm_tui.ui.labels.status import window_title
from rlm_tui.ui.rows.tree import RowKey
from rlm_tui.ui.screens.help import HelpScreen
from rlm_tui.ui.screens.insight import InsightScreen
from rlm_tui.ui.screens.rules import RulesScreen
from rlm_tui.ui.style.glyphs import ASCII, UNICODE
from rlm_tui.ui.text.lines import plain
from rlm_tui.ui.widgets.bar import Bar
from tests import factories
from tests.ui.driving import opened, press, run_screen, settle
from tests.ui.fakes import bed

FIRST = "0.1:query:1"
WAITING = replay(factories.waiting_session())


async def click(pilot: Pilot[None], bar: Bar, words: str) -> None:
    """Click on some words in a bar."""
    for y, row in enumerate(bar.lines):
        if (x := plain(row).find(words)) >= 0:
            await pilot.click(bar, offset=(x + 1, y + bar.gutter.top))
            await settle(pilot)
            return
    raise AssertionError(words)


async def test_a_tab_can_be_clicked() -> None:
    async with opened(bed(factories.waiting_session())) as pilot:
        screen = run_screen(pilot)
        await click(pilot, screen.detail.tabs, "3 Code")
        assert screen.tab == "code"
        await click(pilot, screen.detail.tabs, "6 Log")
        assert run_screen(pilot).tab == "events"


async def test_a_box_of_the_third_column_shows_all_of_what_it_begins() -> None:
    async with opened(bed(factories.waiting_session()), size=(170, 40)) as pilot:
        screen = run_screen(pilot)
        for box, tab in (("#side-scope", "vars"), ("#side-log", "events")):
            await pilot.click(box, offset=(4, 1))
            await settle(pilot)
            assert screen.tab == tab
        await pilot.click("#side-rules", offset=(4, 1))
        await settle(pilot)
        assert isinstance(pilot.app.screen, RulesScreen)


async def test_a_view_of_the_insight_can_be_clicked() -> None:
    async with opened(bed(factories.waiting_session())) as pilot:
        await press(pilot, "I")
        insight = pilot.app.screen
        assert isinstance(insight, InsightScreen)
        await click(pilot, insight.tabs, "3 costs")

        assert "[3 costs]" in plain(insight.tabs.lines[0])


async def test_an_item_of_the_hint_rows_can_be_clicked() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await click(pilot, run_screen(pilot).hints, "pause")
        await click(pilot, run_screen(pilot).hints, "a approve")
        await click(pilot, run_screen(pilot).hints, "? help")

        assert it.handle.verbs == [("pause",), ("approve", FIRST)]
        assert isinstance(pilot.app.screen, HelpScreen)


async def test_a_verb_in_the_ticket_can_be_clicked() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await click(pilot, run_screen(pilot).detail.verbs, "approve")

        assert it.handle.verbs == [("approve", FIRST)]


async def test_beside_the_items_a_click_does_nothing() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await pilot.click("#hints", offset=(2, 0))
        await pilot.click("#hints", offset=(118, 0))
        await settle(pilot)

        assert it.handle.verbs == []


async def test_a_click_chooses_the_row_under_it() -> None:
    async with opened(bed(factories.waiting_session())) as pilot:
        await pilot.click("#nodes", offset=(8, 2))
        await settle(pilot)
        assert run_screen(pilot).desk.selected == RowKey("0", 1)
        await pilot.click("#queue", offset=(8, 2))
        await settle(pilot)
        assert run_screen(pilot).desk.shown == "0.2:query:1"


def test_a_clicked_key_means_one_thing() -> None:
    shown = [key.shown for key in keys_of("ticket", "run", "view", "review")]
    shown += [key.shown for key in keys_of("anywhere")]

    assert len(shown) == len(set(shown))


def test_the_title_of_the_window_says_what_waits() -> None:
    finished = replay(factories.finished_session())

    assert window_title(WAITING, UNICODE) == "rlm ◆2 contract.md"
    assert window_title(WAITING, ASCII) == "rlm ?2 contract.md"
    assert window_title(finished, UNICODE) == "rlm ✓ contract.md"


def test_a_file_name_cannot_steer_the_terminal() -> None:
    events = factories.waiting_session()
    info = factories.created().context.model_copy(update={"label": "a\x07\x1b]2;b"})
    events[0] = factories.numbered(factories.created(context=info))[0]

    assert window_title(replay(events), UNICODE).isprintable()


@pytest.mark.parametrize(("focused", "rings"), [(True, 0), (False, 1)])
async def test_it_rings_once_where_nobody_looks(
    focused: bool, rings: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[None] = []
    monkeypatch.setattr(RlmTuiApp, "bell", lambda _app: rung.append(None))
    it = bed(factories.waiting_session()[:-4])

    async with opened(it) as pilot:
        pilot.app.post_message(AppFocus() if focused else AppBlur())
        await settle(pilot)
        for node in ("0.1", "0.2"):
            await it.journal.record(factories.child_started(node))
            await it.journal.record(factories.held(node))
            await settle(pilot)

    assert len(rung) == rings
