"""Keys in the table of a batch reach what is marked or shown, and nothing else."""

from __future__ import annotations

import pytest
from textual.widgets import TextArea

from rlm_tui.domain.events_of_tickets import TicketDecided, TicketEdited
from rlm_tui.domain.text import Text
from rlm_tui.ui.rows.tree import RowKey
from rlm_tui.ui.screens.batch import BatchScreen
from rlm_tui.ui.screens.edit import EditScreen
from rlm_tui.ui.screens.run import RunScreen
from rlm_tui.ui.text.lines import plain
from tests import factories
from tests.ui import batches
from tests.ui.batch.driving import (
    approved,
    batch,
    note,
    screen,
    table,
)
from tests.ui.driving import opened, press, run_screen
from tests.ui.fakes import bed


async def test_enter_on_the_batch_opens_the_table_and_escape_goes_back() -> None:
    async with table(batch()) as pilot:
        assert len(screen(pilot).rows) == 10
        await press(pilot, "escape")

        assert isinstance(pilot.app.screen, RunScreen)
        pilot.app.screen.focus_detail()
        await press(pilot, "enter")

        assert len(screen(pilot).rows) == 10


async def test_a_approves_the_row_and_goes_on_to_the_next() -> None:
    it = batch()

    async with table(it) as pilot:
        await press(pilot, "down", "a")

        assert approved(it) == [1]
        assert screen(pilot).desk.at == 2


async def test_what_waits_elsewhere_is_told_when_nothing_here_waits() -> None:
    other = [*batches.begun(1, node="0.2")[-2:], batches.element_held(0, node="0.2")]
    it = batch(*other, size=1)

    async with table(it) as pilot:
        await press(pilot, "a", "right_square_bracket")

        said = note(pilot)
    assert said.startswith("nothing that is shown waits; 1 elsewhere: esc goes back")


async def test_a_held_key_decides_one_row_only() -> None:
    it = batch()

    async with table(it, grace_ms=400) as pilot:
        it.clock.now += 1
        await pilot.press(*["a"] * 20)
        await press(pilot)

        assert approved(it) == [0]
        assert note(pilot).startswith("what is shown had just changed")


async def test_e_edits_one_row_and_sends_nothing() -> None:
    it = batch()

    async with table(it) as pilot:
        await press(pilot, "down", "e")
        assert isinstance(pilot.app.screen, EditScreen)
        pilot.app.screen.query_one(TextArea).text = "Shorter."
        await press(pilot, "ctrl+s")

        assert it.handle.verbs == [("edit", batches.ticket(1), "Shorter.")]
        assert "edited by you" in str(screen(pilot).preview.border_title)


async def test_an_answer_that_is_not_used_yet_is_seen_in_its_row() -> None:
    async with table(batch()) as pilot:
        await press(pilot, "down", "equals_sign")
        pilot.app.screen.query_one(TextArea).text = "none"
        await press(pilot, "ctrl+s")
        rows = [screen(pilot).table.line_at(y) for y in range(3)]
        title = str(screen(pilot).preview.border_title)

    marked = ["waiting ≈" in plain(row.line) for row in rows if row is not None]
    assert marked == [False, True, False]
    assert title == "row 1 (0.1.2) waits, answered by you"


async def test_a_draft_of_the_run_screen_is_there_in_the_table() -> None:
    it = batch()

    async with table(it) as pilot:
        await press(pilot, "e")
        pilot.app.screen.query_one(TextArea).text = "Begun"
        await press(pilot, "escape", "escape", "right")
        run_screen(pilot).desk.choose(it.controller.session, RowKey("0.1.1"))
        await press(pilot, "e")
        text = pilot.app.screen.query_one(TextArea).text

    assert text == "Begun"


async def test_enter_shows_the_element_in_the_run() -> None:
    async with table(batch()) as pilot:
        await press(pilot, "down", "down", "enter")

        assert run_screen(pilot).desk.selected == RowKey("0.1.3")


async def test_the_table_is_as_it_was_left() -> None:
    async with table(batch()) as pilot:
        await press(pilot, "down", "space", "S", "S", "q")
        await press(pilot, "enter")

        assert screen(pilot).view.order == "tokens"
        assert screen(pilot).view.marked == {"0.1.2"}
        assert screen(pilot).desk.selected == RowKey("0.1.3")


async def test_arrivals_and_replies_do_not_move_what_is_read() -> None:
    it = batch(size=60, except_={59})

    async with table(it) as pilot:
        await press(pilot, *["down"] * 30)
        before = (screen(pilot).desk.selected, screen(pilot).table.scroll_offset)
        text = screen(pilot).preview.plain_text
        for event in [batches.element_held(59), *batches.answered(3, "none")]:
            await it.journal.record(event)
        await press(pilot)

        shown = screen(pilot)
        assert (shown.desk.selected, shown.table.scroll_offset) == before
        assert shown.preview.plain_text == text


async def test_a_row_that_came_while_another_was_looked_at_has_its_keys_off() -> None:
    it = batch(except_={0})

    async with table(it, grace_ms=400) as pilot:
        await press(pilot, "home")
        it.clock.now += 1
        await it.journal.record(batches.element_held(0))
        await press(pilot, "a")

        assert approved(it) == []


async def test_pausing_works_in_the_table_as_well() -> None:
    it = batch()

    async with table(it) as pilot:
        await press(pilot, "p", "ctrl+c")

    assert it.handle.verbs == [("pause",), ("pause",)]


async def test_a_small_batch_leaves_its_room_to_the_text() -> None:
    async with table(batch(size=4)) as pilot:
        shown = screen(pilot)

        assert shown.table.size.height == 4
        assert shown.preview.size.height > 10


async def test_a_click_selects_a_double_click_opens_and_hints_can_be_clicked() -> None:
    it = batch()

    async with table(it) as pilot:
        await pilot.click("#batch-table", offset=(20, 4))
        assert screen(pilot).desk.at == 4
        column = plain(screen(pilot).hints.lines[0]).index("a approve")
        await pilot.click("#hints", offset=(column, 0))
        await press(pilot)
        assert approved(it) == [4]
        await pilot.click("#batch-head", offset=(10, 0))
        assert screen(pilot).view.order == "state"
        await pilot.click("#batch-table", offset=(20, 2), times=2)
        await press(pilot)

        assert isinstance(pilot.app.screen, RunScreen)


async def test_a_saved_batch_can_be_read_and_nothing_decided() -> None:
    it = bed(batches.waiting(10, *batches.answered(0, "none")), is_review=True)

    async with opened(it) as pilot:
        run_screen(pilot).desk.choose(it.controller.session, RowKey("0.1"))
        await press(pilot, "enter")
        for key in ("a", "A", "r", "e", "equals_sign", "T", "percent_sign", "x", "V"):
            await press(pilot, key)
            assert isinstance(pilot.app.screen, BatchScreen), key
        events = len(it.controller.events)

    assert it.handle.verbs == []
    assert events == len(batches.waiting(10, *batches.answered(0, "none")))


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 15), (40, 10)])
async def test_no_line_is_wider_than_the_window(size: tuple[int, int]) -> None:
    async with table(batch(size=100), size=size) as pilot:
        await press(pilot, "space", "down")
        shown = screen(pilot)
        bars = (shown.header, shown.counts, shown.target, shown.hints, shown.note)

        assert all(len(plain(row)) <= size[0] for bar in bars for row in bar.lines)


async def test_an_empty_line_of_hints_is_never_all_there_is() -> None:
    it = bed(batches.waiting(5))

    async with table(it, size=(60, 15)) as pilot:
        row = plain(screen(pilot).hints.lines[0])

    assert "a approve" in row
    assert row.rstrip().endswith("? help")


async def test_a_column_that_is_clicked_again_is_read_from_its_end() -> None:
    async with table(batch()) as pilot:
        await pilot.click("#batch-head", offset=(10, 0))
        await pilot.click("#batch-head", offset=(10, 0))
        assert screen(pilot).view.is_reversed
        assert "▴" in plain(screen(pilot).head.lines[0])
        await press(pilot, "O")

        assert not screen(pilot).view.is_reversed


async def test_a_reply_to_an_edited_prompt_is_not_offered_as_edited() -> None:
    replied = (
        TicketEdited(node="0.1.1", ticket=batches.ticket(0), text=Text.of("Short.")),
        TicketDecided(
            node="0.1.1", ticket=batches.ticket(0), verb="approve", edited=True
        ),
        factories.held("0.1.1", "result", payload="none"),
    )
    async with table(batch(*replied)) as pilot:
        shown = "".join(plain(row) for row in screen(pilot).hints.lines)

    assert "a approve " in shown
    assert "as edited" not in shown
