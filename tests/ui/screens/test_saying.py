"""How long a line stands that a screen said."""

from __future__ import annotations

from rlm_tui.ui.screens.saying import ERROR_READ_S, READ_S, STAYS_S, Said
from tests import factories
from tests.ui.driving import opened, press, run_screen
from tests.ui.fakes import bed


def test_a_line_goes_when_the_person_goes_on_and_can_have_read_it() -> None:
    said = Said("0.1: marked", at=100.0)

    assert not said.is_over(100.0 + READ_S / 2, is_touched=True)
    assert said.is_over(100.0 + READ_S, is_touched=True)


def test_a_line_goes_by_itself_after_a_while() -> None:
    said = Said("0.1: marked", at=100.0)

    assert not said.is_over(99.0 + STAYS_S, is_touched=False)
    assert said.is_over(100.0 + STAYS_S, is_touched=False)


def test_what_went_wrong_stands_until_somebody_is_there() -> None:
    said = Said("the disk is full", is_error=True, at=100.0)

    assert not said.is_over(100.0 + 100 * STAYS_S, is_touched=False)
    assert not said.is_over(100.0 + READ_S, is_touched=True)
    assert said.is_over(100.0 + ERROR_READ_S, is_touched=True)


async def test_a_line_goes_with_what_it_was_about() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        screen = run_screen(pilot)
        left = {}
        for words, keys in (("match 1 of 2", "3"), ("0.2: marked", "up")):
            screen.say(words)
            await press(pilot, keys)
            left[words] = screen.message
        await press(pilot, "slash", *"Summarise", "enter")
        found = screen.message
        await press(pilot, "escape")

        assert set(left.values()) == {""}
        assert found.startswith("no match")
        assert screen.message == ""
        screen.said = Said("read long ago")
        await press(pilot, "j")
        assert screen.message == ""
