"""A key acts on what was seen: held keys, and keys for what was there before."""

from __future__ import annotations

import pytest

from tests import factories
from tests.ui import batches
from tests.ui.driving import header, note, opened, press, run_screen, settle
from tests.ui.fakes import bed

FIRST, SECOND = "0.1:query:1", "0.2:query:1"


async def test_an_arrival_moves_neither_cursor_nor_ticket_nor_text() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await press(pilot, "right_square_bracket")
        screen = run_screen(pilot)
        before = (screen.desk.shown, screen.tree_pane.selected)
        text, top = screen.main_text.plain_text, screen.main_text.scroll_offset
        await it.journal.record(factories.child_started("0.3"))
        await it.journal.record(factories.held("0.3"))
        await settle(pilot)

        assert (screen.desk.shown, screen.tree_pane.selected) == before
        assert (screen.main_text.plain_text, screen.main_text.scroll_offset) == (
            text,
            top,
        )
        assert "WAITING 3" in header(pilot)


async def test_a_held_key_decides_one_ticket_only() -> None:
    it = bed(factories.waiting_session())

    async with opened(it, grace_ms=400) as pilot:
        it.clock.now += 1
        await pilot.press(*["a"] * 20)
        await settle(pilot)

        assert it.handle.verbs == [("approve", FIRST)]
        assert note(pilot).startswith("what is shown had just changed")


async def test_words_for_a_box_that_did_not_open_do_not_act_as_keys() -> None:
    it = bed(factories.waiting_session())

    async with opened(it, grace_ms=400) as pilot:
        it.clock.now += 1
        await press(pilot, "a", "r")
        for letter in "nothisone":
            it.clock.now += 0.2
            await press(pilot, letter)

        assert it.handle.verbs == [("approve", FIRST)]


async def test_the_answer_to_a_question_that_was_not_asked_is_no_key() -> None:
    it = bed(factories.waiting_session())

    async with opened(it, grace_ms=400) as pilot:
        it.clock.now += 1
        await press(pilot, "a", "A", "y")

        assert it.handle.verbs == [("approve", FIRST)]
        assert note(pilot).startswith("what is shown had just changed")


@pytest.mark.parametrize("key", ["r", "e", "equals_sign"])
async def test_words_for_a_box_that_a_batch_does_not_open_are_no_keys(key: str) -> None:
    it = bed(batches.waiting())

    async with opened(it, grace_ms=400) as pilot:
        it.clock.now += 1
        await press(pilot, key)
        for letter in "pause":
            it.clock.now += 0.2
            await press(pilot, letter)
        said = note(pilot)

        assert it.handle.verbs == []
        assert said.startswith(
            "that key is for one of the 5: enter shows them, there choose one"
        )
        it.clock.now += 0.5
        await press(pilot, "p")
        assert it.handle.verbs == [("pause",)]


async def test_after_the_grace_the_next_ticket_can_be_decided() -> None:
    it = bed(factories.waiting_session())

    async with opened(it, grace_ms=400) as pilot:
        it.clock.now += 1
        await press(pilot, "a")
        it.clock.now += 0.5
        await press(pilot, "a")

        assert it.handle.verbs == [("approve", FIRST), ("approve", SECOND)]


async def test_without_grace_each_press_decides_one_ticket() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await pilot.press("a", "a", "a")
        await settle(pilot)

        assert it.handle.verbs == [("approve", FIRST), ("approve", SECOND)]


async def test_navigating_turns_the_keys_on_at_once() -> None:
    it = bed(factories.waiting_session())

    async with opened(it, grace_ms=400) as pilot:
        await press(pilot, "right_square_bracket", "a")

        assert it.handle.verbs == [("approve", SECOND)]


async def test_without_grace_a_held_key_decides_one_ticket_after_the_other() -> None:
    child, held = factories.child_started("0.3"), factories.held("0.3")
    it = bed(factories.numbered(*factories.waiting_session(), child, held))

    async with opened(it, grace_ms=0) as pilot:
        await pilot.press(*["a"] * 20)
        await settle(pilot)

        assert len(it.handle.verbs) == 3
