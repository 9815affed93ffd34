"""Keys in the table of a batch reach what is marked or shown, and nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static, TextArea

from rlm_tui.domain.events import Event
from rlm_tui.domain.events_of_steering import LimitsChanged
from rlm_tui.domain.limits import Limits
from rlm_tui.ui.rows.tree import RowKey
from rlm_tui.ui.screens.batch import BatchScreen
from rlm_tui.ui.screens.edit import EditScreen
from rlm_tui.ui.screens.run import RunScreen
from rlm_tui.ui.text.lines import plain
from rlm_tui.ui.widgets.dialog import Dialog
from tests.ui import batches
from tests.ui.driving import opened, press, run_screen
from tests.ui.fakes import Bed, bed


@asynccontextmanager
async def table(
    it: Bed, *, size: tuple[int, int] = (120, 40), grace_ms: int = 0
) -> AsyncIterator[Pilot[None]]:
    """The table of the only batch."""
    async with opened(it, size=size, grace_ms=grace_ms) as pilot:
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, BatchScreen)
        yield pilot


def screen(pilot: Pilot[None]) -> BatchScreen:
    found = pilot.app.screen
    assert isinstance(found, BatchScreen)
    return found


def batch(*more: Event, size: int = 10, except_: Collection[int] = ()) -> Bed:
    return bed(batches.waiting(size, *more, except_=except_))


def approved(it: Bed) -> list[int]:
    """Which elements were let through."""
    return [_place(verb) for verb in it.handle.verbs if verb[0] == "approve"]


def _place(verb: tuple[str, ...]) -> int:
    return int(verb[1].split(":")[0].split(".")[-1]) - 1


async def type_line(pilot: Pilot[None], text: str) -> None:
    """Write into the line at the bottom and press Enter."""
    pilot.app.screen.query_one(Input).value = text
    await press(pilot, "enter")


def note(pilot: Pilot[None]) -> str:
    return plain(screen(pilot).note.lines[0]).strip()


def target(pilot: Pilot[None]) -> str:
    return plain(screen(pilot).target.lines[0]).strip()


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
        assert note(pilot).startswith("what is shown changed: keys are off for 0.4 s")


async def test_keys_act_on_the_marked_rows_as_long_as_there_are_any() -> None:
    it = batch()

    async with table(it) as pilot:
        await press(pilot, "space", "down", "space")
        assert target(pilot).startswith("keys act on the 2 marked")
        await press(pilot, "a")

        assert approved(it) == [0, 2]
        assert screen(pilot).view.marked == frozenset()
        assert target(pilot).startswith("keys act on row 3")


async def test_a_held_key_decides_the_marked_rows_and_no_other() -> None:
    it = batch()

    async with table(it, grace_ms=400) as pilot:
        it.clock.now += 1
        await press(pilot, "space", "space")
        await pilot.press(*["a"] * 20)
        await press(pilot)

    assert approved(it) == [0, 1]


async def test_all_shown_are_marked_at_once_and_unmarked_again() -> None:
    async with table(batch()) as pilot:
        await press(pilot, "f")
        await type_line(pilot, "idx<4")
        await press(pilot, "asterisk")
        assert len(screen(pilot).view.marked) == 4
        await press(pilot, "asterisk")

        assert screen(pilot).view.marked == frozenset()


async def test_a_sample_is_let_through_and_the_rest_is_held() -> None:
    it = batch(size=97)

    async with table(it) as pilot:
        await press(pilot, "T", "enter")

        assert approved(it) == [0, 48, 96]
        assert len(it.controller.session.waiting) == 94


@pytest.mark.parametrize(("size", "tried"), [(1, [0]), (3, [0]), (4, [0, 3])])
async def test_of_a_few_at_most_half_are_offered_to_be_tried(
    size: int, tried: list[int]
) -> None:
    it = batch(size=size)

    async with table(it) as pilot:
        await press(pilot, "T", "enter")

    assert approved(it) == tried


async def test_how_many_to_try_is_asked_until_it_is_a_number() -> None:
    it = batch()

    async with table(it) as pilot:
        await press(pilot, "T")
        await type_line(pilot, "some")
        assert screen(pilot).is_asking
        await type_line(pilot, "2")

    assert approved(it) == [0, 9]


async def test_only_what_the_filter_shows_is_edited_and_approved() -> None:
    it = batch(size=100)

    async with table(it) as pilot:
        await press(pilot, "f")
        await type_line(pilot, "idx<10")
        await press(pilot, "percent_sign")
        await type_line(pilot, "s/cap/limit/")
        edits = [verb for verb in it.handle.verbs if verb[0] == "edit"]
        assert [_place(verb) for verb in edits] == list(range(10))
        assert "liability limit from" in edits[0][2]
        await press(pilot, "A", "y")

    assert approved(it) == list(range(10))
    assert len(it.controller.session.waiting) == 90


async def test_what_arrives_during_the_question_is_not_let_through() -> None:
    it = batch(except_={9})

    async with table(it) as pilot:
        await press(pilot, "A")
        assert isinstance(pilot.app.screen, Dialog)
        await it.journal.record(batches.element_held(9))
        await press(pilot, "y")

    assert approved(it) == list(range(9))
    assert it.controller.session.waiting == (batches.ticket(9),)


async def test_the_question_says_how_many_of_what_the_filter_shows() -> None:
    async with table(batch()) as pilot:
        await press(pilot, "f")
        await type_line(pilot, "castor")
        await press(pilot, "A")
        asked = str(pilot.app.screen.query_one("#dialog-question", Static).content)

    assert "Approve 2 sub-queries?" in asked
    assert "filter castor" in asked


async def test_a_sample_that_would_pass_a_limit_is_asked_about() -> None:
    it = batch(LimitsChanged(limits=Limits(max_cost=0.03)))

    async with table(it) as pilot:
        await press(pilot, "T", "enter")
        asked = str(pilot.app.screen.query_one("#dialog-question", Static).content)
        assert approved(it) == []
        await press(pilot, "y")

    assert "PASSES THE LIMIT money" in asked
    assert approved(it) == [0, 4, 9]


async def test_a_substitution_shows_what_it_would_change_before_it_does() -> None:
    it = batch()

    async with table(it) as pilot:
        await press(pilot, "percent_sign")
        screen(pilot).query_one(Input).value = "s/below/above/"
        await press(pilot)
        shown = screen(pilot).preview.plain_text
        assert it.handle.verbs == []
        await press(pilot, "escape")
        after = screen(pilot).preview.plain_text

    assert "10 of 10 prompts change" in shown
    assert "row 0" in shown
    assert "agreement above" in shown
    assert "and 7 more" in shown
    assert "agreement above" not in after
    assert it.handle.verbs == []


async def test_a_substitution_that_fits_nowhere_keeps_the_line_open() -> None:
    it = batch()

    async with table(it) as pilot:
        await press(pilot, "percent_sign")
        await type_line(pilot, "s/no such words/x/")

        assert screen(pilot).is_asking
    assert it.handle.verbs == []


@pytest.mark.parametrize(
    "typed",
    [("s/below/above/", ()), ("below/above/", ()), ("below/above/", ("end",))],
    ids=["whole", "rest", "after end"],
)
async def test_a_substitution_can_be_typed_whole_or_go_on_from_its_beginning(
    typed: tuple[str, tuple[str, ...]],
) -> None:
    it = batch(size=1)
    text, before = typed

    async with table(it) as pilot:
        keys = ["slash" if letter == "/" else letter for letter in text]
        await press(pilot, "percent_sign", *before, *keys, "enter")

    assert len(it.handle.verbs) == 1
    assert "agreement above" in it.handle.verbs[0][2]


async def test_edits_of_marked_rows_are_taken_back_together() -> None:
    it = batch()

    async with table(it) as pilot:
        await press(pilot, "space", "space", "percent_sign")
        await type_line(pilot, "s/cap/limit/")
        await press(pilot, "V")

    reverted = [_place(verb) for verb in it.handle.verbs if verb[0] == "revert"]
    assert reverted == [0, 1]


async def test_marked_rows_are_refused_with_the_same_words() -> None:
    it = batch()

    async with table(it) as pilot:
        await press(pilot, "space", "space", "r")
        await type_line(pilot, "too broad")

    refused = [("reject", batches.ticket(index), "too broad") for index in (0, 1)]
    assert it.handle.verbs == refused


async def test_marked_rows_are_answered_with_a_text_for_each_place() -> None:
    it = batch()

    async with table(it) as pilot:
        await press(pilot, "down", "space", "space", "equals_sign")
        await type_line(pilot, "none in {idx}")

    answers = [verb[2] for verb in it.handle.verbs if verb[0] == "answer"]
    assert answers == ["none in 1", "none in 2"]


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

    marked = ["waiting ≈" in plain(row.line) for row in rows if row is not None]
    assert marked == [False, True, False]


async def test_e_with_several_marked_rows_says_what_changes_many() -> None:
    it = batch()

    async with table(it) as pilot:
        await press(pilot, "space", "space", "e")

        assert "% changes the text of all marked ones" in note(pilot)


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


async def test_x_asks_and_ends_the_marked_elements() -> None:
    it = batch()

    async with table(it) as pilot:
        await press(pilot, "space", "space", "x", "x", "enter")
        assert it.handle.verbs == []
        await press(pilot, "x", "y")

    assert it.handle.verbs == [("abort", "0.1.1"), ("abort", "0.1.2")]


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


async def test_a_filter_is_followed_while_it_is_typed_and_forgotten_on_escape() -> None:
    async with table(batch()) as pilot:
        await press(pilot, "f")
        screen(pilot).query_one(Input).value = "idx<3"
        await press(pilot)
        assert len(screen(pilot).rows) == 3
        await press(pilot, "escape")

        assert len(screen(pilot).rows) == 10


async def test_a_filter_that_cannot_be_read_keeps_the_line_open() -> None:
    async with table(batch()) as pilot:
        await press(pilot, "f")
        await type_line(pilot, "dpth>2")

        assert screen(pilot).is_asking
        assert len(screen(pilot).rows) == 10


async def test_escape_takes_the_filter_away_before_it_leaves() -> None:
    async with table(batch()) as pilot:
        await press(pilot, "f")
        await type_line(pilot, "castor")
        await press(pilot, "escape")
        assert len(screen(pilot).rows) == 10
        await press(pilot, "escape")

        assert isinstance(pilot.app.screen, RunScreen)


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


async def test_a_key_is_not_lost_when_rows_are_drawn_before_it_is_heard_of() -> None:
    async with table(batch()) as pilot:
        shown = screen(pilot)
        shown.table.action_cursor_down()
        shown.draw()
        shown.table.action_cursor_down()
        await press(pilot)

        assert shown.desk.at == 2


async def test_a_verb_never_meets_the_row_that_the_cursor_has_just_left() -> None:
    it = batch()

    async with table(it) as pilot:
        shown = screen(pilot)
        shown.table.action_cursor_down()
        await shown.run_action("ticket_approve")
        assert it.handle.verbs == []
        await press(pilot, "a")

        assert approved(it) == [1]


async def test_a_model_is_chosen_for_all_marked_rows() -> None:
    it = batch()

    async with table(it) as pilot:
        await press(pilot, "space", "space", "M", "enter")

    chosen = [verb[:2] for verb in it.handle.verbs if verb[0] == "choose_model"]
    assert chosen == [("choose_model", batches.ticket(n)) for n in (0, 1)]


async def test_a_column_that_is_clicked_again_is_read_from_its_end() -> None:
    async with table(batch()) as pilot:
        await pilot.click("#batch-head", offset=(10, 0))
        await pilot.click("#batch-head", offset=(10, 0))
        assert screen(pilot).view.is_reversed
        assert "▴" in plain(screen(pilot).head.lines[0])
        await press(pilot, "O")

        assert not screen(pilot).view.is_reversed
