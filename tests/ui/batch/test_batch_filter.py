"""A filter of the table of a batch leaves what it finds, and keys act on that."""

from __future__ import annotations

from textual.widgets import Input

from rlm_tui.ui.screens.run import RunScreen
from tests.ui.batch.driving import (
    _place,
    approved,
    batch,
    screen,
    table,
    type_line,
)
from tests.ui.driving import press


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
