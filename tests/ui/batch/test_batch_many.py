"""Keys in the table of a batch that act on many rows at once."""

from __future__ import annotations

import pytest
from textual.widgets import Input, Static

from rlm_tui.domain.events_of_steering import LimitsChanged
from rlm_tui.domain.limits import Limits
from rlm_tui.ui.widgets.dialog import Dialog
from tests.ui import batches
from tests.ui.batch.driving import (
    _place,
    approved,
    batch,
    note,
    screen,
    table,
    target,
    type_line,
)
from tests.ui.driving import press


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


async def test_e_with_several_marked_rows_says_what_changes_many() -> None:
    it = batch()

    async with table(it) as pilot:
        await press(pilot, "space", "space", "e")

        assert "% changes the text of all marked ones" in note(pilot)


async def test_x_asks_and_ends_the_marked_elements() -> None:
    it = batch()

    async with table(it) as pilot:
        await press(pilot, "space", "space", "x", "x", "enter")
        assert it.handle.verbs == []
        await press(pilot, "x", "y")

    assert it.handle.verbs == [("abort", "0.1.1"), ("abort", "0.1.2")]


async def test_a_model_is_chosen_for_all_marked_rows() -> None:
    it = batch()

    async with table(it) as pilot:
        await press(pilot, "space", "space", "M", "enter")

    chosen = [verb[:2] for verb in it.handle.verbs if verb[0] == "choose_model"]
    assert chosen == [("choose_model", batches.ticket(n)) for n in (0, 1)]


ANSWERED = ("equals_sign", "4", "2", "ctrl+s")


async def test_no_key_for_the_marked_rows_falls_to_the_row_under_the_cursor() -> None:
    it = batch()

    async with table(it) as pilot:
        await press(pilot, *ANSWERED, "down", "space", "space", "home", "V")

        said = "there is no edit or answer to take back in the 2 marked: space takes"
        assert note(pilot).startswith(said)
        assert batches.ticket(0) in screen(pilot).desk.answers
        await press(pilot, "E")
        assert note(pilot).startswith("E is for one row; % changes the text")
        await press(pilot, "R")
        assert note(pilot).startswith("nothing can be run again of the 2 marked")


async def test_what_was_written_last_for_marked_rows_is_taken_back() -> None:
    it = batch()

    async with table(it) as pilot:
        await press(pilot, *ANSWERED, "space", "space", "percent_sign")
        await type_line(pilot, "s/cap/limit/")
        await press(pilot, "V")

        assert note(pilot).startswith("1 answer or draft and 1 edit taken back")


async def test_an_answer_that_was_written_for_a_marked_row_is_used() -> None:
    it = batch()

    async with table(it) as pilot:
        await press(pilot, *ANSWERED, "space", "space", "a")

    assert approved(it) == [1]
    assert ("answer", batches.ticket(0), "42") in it.handle.verbs


async def test_an_answer_to_what_is_gone_keeps_no_other_from_being_used() -> None:
    it = batch()
    it.handle.gone.add(batches.ticket(0))

    async with table(it) as pilot:
        await press(pilot, *ANSWERED, "down", *ANSWERED, "home", "space", "space", "a")

        assert note(pilot).startswith(f"{batches.ticket(0)} waits no more")

    assert it.handle.verbs == [("answer", batches.ticket(1), "42")]
