"""Words for a node, marks, notes, and pauses of a subtree."""

from __future__ import annotations

from textual.widgets import Input

from rlm_tui.domain.events_of_answers import GuidanceGiven
from rlm_tui.domain.events_of_steering import Latch, LatchSet, NodeMarked
from rlm_tui.domain.text import Text
from rlm_tui.ui.labels.look import Look
from rlm_tui.ui.labels.rows import row_line
from rlm_tui.ui.rows.tree import Row, RowKey
from rlm_tui.ui.style.glyphs import UNICODE
from rlm_tui.ui.text.lines import plain
from tests import factories
from tests.ui import sessions
from tests.ui.driving import note, opened, press, run_screen, settle
from tests.ui.fakes import bed


async def test_words_go_to_the_nearest_node_that_holds_a_conversation() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await press(pilot, "u", *"be brief: a x c", "enter")

        assert it.handle.verbs == [("inject", "0", "be brief: a x c")]


async def test_words_are_shown_as_not_sent_until_they_go() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        said = GuidanceGiven(node="0", guidance=1, text=Text.of("be brief"))
        await it.journal.record(said)
        await press(pilot, "home", "2")

        screen = run_screen(pilot)
        assert "you say, not sent yet\nbe brief" in screen.main_text.plain_text
        row = row_line(screen.session, Row("0"), 60, Look(UNICODE, 0.0), cursor=False)
        assert "»1" in plain(row)


async def test_an_empty_line_takes_the_last_words_back() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        for number in (1, 2):
            said = GuidanceGiven(node="0", guidance=number, text=Text.of("more"))
            await it.journal.record(said)
        await settle(pilot)
        await press(pilot, "u", "enter")

        assert it.handle.verbs == [("withdraw", "0", "2")]


async def test_an_empty_line_with_nothing_to_take_back_says_nothing() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await press(pilot, "u", "enter")

        assert it.handle.verbs == []
        assert note(pilot).startswith("no words were typed")


async def test_m_marks_and_takes_the_mark_away() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await press(pilot, "m")
        assert "marked" in it.controller.session.nodes["0.1"].flags
        await press(pilot, "m")

        assert "marked" not in it.controller.session.nodes["0.1"].flags


async def test_a_note_is_kept_and_comes_back_to_be_changed() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await press(pilot, "semicolon", *"odd", "enter", "semicolon")

        assert it.controller.session.nodes["0.1"].note == Text.of("odd")
        assert pilot.app.screen.query_one(Input).value == "odd"


async def test_shift_p_pauses_the_subtree_and_lets_it_go_on() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await press(pilot, "P", "P")

        assert it.handle.verbs == [("latch", "node", "0.1"), ("unlatch", "node", "0.1")]


async def test_a_paused_subtree_has_a_mark() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await it.journal.record(LatchSet(latch=Latch(on="node", name="0.2")))
        await settle(pilot)
        pane = run_screen(pilot).tree_pane
        y = [row.key for row in pane.rows].index(RowKey("0.2"))

        assert "‖" in pane.render_line(y).text


async def test_a_folded_row_keeps_its_marks() -> None:
    it = bed(sessions.waiting())

    async with opened(it) as pilot:
        await it.journal.record(NodeMarked(node="0.3", marked=True))
        await settle(pilot)
        pane = run_screen(pilot).tree_pane
        y = [row.key for row in pane.rows].index(RowKey("0.3"))

        assert pane.rows[y].is_folded
        assert "batch 100 *" in pane.render_line(y).text
