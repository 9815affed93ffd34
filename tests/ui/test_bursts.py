"""Keys that come together: a verb acts on the row to which a move before it led."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from textual.events import Key
from textual.keys import key_to_character
from textual.pilot import Pilot
from textual.widgets import TextArea

from rlm_tui.ui.screens.edit import EditScreen
from rlm_tui.ui.screens.run import RunScreen
from rlm_tui.ui.text.lines import plain
from tests import factories
from tests.ui.batch.driving import approved, batch, screen, table
from tests.ui.driving import opened, press, run_screen, settle
from tests.ui.fakes import Bed, bed

MOVES = ("j", "k", "g", "G", "pagedown", "pageup")
ELSEWHERE = ("right_square_bracket", "left_square_bracket")


async def burst(pilot: Pilot[None], *keys: str) -> None:
    """Have keys arrive at once, as from a quick hand or over a slow line."""
    for key in keys:
        pilot.app.post_message(Key(key, key_to_character(key)))
    await settle(pilot)


def bursts(*moves: str) -> Iterator[list[str]]:
    """Some rows of moves, each time the same."""
    chance = random.Random(3)
    for _ in range(8):
        yield chance.choices(moves, k=chance.randint(1, 6))


def answered(pilot: Pilot[None]) -> str:
    """The node for which an answer is being written; empty: none is."""
    box = pilot.app.screen
    if not isinstance(box, EditScreen):
        return ""
    return plain(box.header.lines[0]).split()[0]


def children_waiting(*numbers: int) -> Bed:
    """A run with eight children of which some wait."""
    events = factories.waiting_session()[:-4]
    for number in range(1, 9):
        events.append(factories.child_started(f"0.{number}"))
        if number in numbers:
            events.append(factories.held(f"0.{number}"))
    return bed(factories.numbered(*events))


async def test_in_the_table_a_verb_acts_on_the_row_that_the_cursor_is_on() -> None:
    it = batch(size=60, except_=range(1, 60, 3))

    async with table(it, grace_ms=400) as pilot:
        shown = screen(pilot)
        for moves in bursts(*MOVES, *ELSEWHERE):
            it.clock.now += 1  # a key that found nothing had letters swallowed
            await burst(pilot, *moves, "equals_sign")

            row = shown.rows[shown.table.at]
            assert row == shown.desk.row
            assert answered(pilot) == (row.node.id if row.ticket else ""), moves
            await press(pilot, *["escape"] * bool(answered(pilot)))


async def test_in_the_tree_a_verb_acts_on_the_row_that_the_cursor_is_on() -> None:
    it = children_waiting(2, 3, 5, 8)

    async with opened(it, grace_ms=400) as pilot:
        shown = run_screen(pilot)
        for moves in bursts(*MOVES, *ELSEWHERE):
            it.clock.now += 1  # a key that found nothing had letters swallowed
            await burst(pilot, *moves, "equals_sign")

            row = shown.tree_pane.selected
            waiting = {ticket.node for ticket in shown.session.open_tickets}
            assert row == shown.desk.selected
            assert answered(pilot) == (row.node if row.node in waiting else ""), moves
            await press(pilot, *["escape"] * bool(answered(pilot)))


async def test_in_the_queue_each_move_counts_and_a_verb_acts_on_the_last() -> None:
    it = children_waiting(2, 3, 5, 8)

    async with opened(it, grace_ms=400) as pilot:
        run_screen(pilot).focus_queue()
        await settle(pilot)
        await burst(pilot, "j", "j", "a")

    assert it.handle.verbs == [("approve", "0.5:query:1")]


async def test_rows_that_are_marked_count_for_a_verb_at_once() -> None:
    it = batch()

    async with table(it, grace_ms=400) as pilot:
        await burst(pilot, "space", "j", "space", "a")

    assert approved(it) == [0, 2]


async def test_the_row_that_is_opened_is_the_one_before_the_next_move() -> None:
    it = batch()

    async with table(it) as pilot:
        await burst(pilot, "j", "enter", "j")

        assert run_screen(pilot).desk.selected.node == "0.1.2"


@pytest.mark.parametrize("key", ["e", "equals_sign"])
async def test_words_typed_right_behind_their_key_are_in_the_box(key: str) -> None:
    it = children_waiting(2, 3)

    async with opened(it) as pilot:
        await burst(pilot, key, *"axXy")
        box = pilot.app.screen.query_one(TextArea)

        assert box.text.startswith("axXy")
    assert it.handle.verbs == []


async def test_words_for_a_box_that_does_not_open_do_nothing() -> None:
    it = children_waiting(2, 3)

    async with opened(it) as pilot:
        await burst(pilot, "E", *"axXy")

        assert isinstance(pilot.app.screen, RunScreen)
        assert it.handle.verbs == []
        await press(pilot, "p")
    assert it.handle.verbs == [("pause",)]


async def test_pausing_and_leaving_do_not_wait_for_a_box() -> None:
    it = children_waiting(2, 3)

    async with opened(it) as pilot:
        await burst(pilot, "e", "ctrl+c")

        assert isinstance(pilot.app.screen, EditScreen)
    assert it.handle.verbs == [("pause",)]
