"""How often a screen is drawn."""

from __future__ import annotations

import pytest

from rlm_tui.ui.screens.pace import (
    AWAY_S,
    GLIMPSE_S,
    QUICK_FOR_S,
    QUICK_S,
    STEADY_S,
    Pace,
)
from tests.ui import sessions
from tests.ui.driving import opened, run_screen
from tests.ui.fakes import bed


def test_after_a_rest_what_comes_is_drawn_at_once() -> None:
    pace = Pace()

    assert pace.wait_s(5.0) <= 0
    pace.drawn(5.0)
    assert pace.wait_s(9.0) <= 0


def test_events_that_go_on_are_drawn_steadily() -> None:
    pace = Pace()
    pace.drawn(5.0)

    assert pace.wait_s(5.02) == pytest.approx(STEADY_S - 0.02)


def test_while_somebody_is_there_the_next_drawing_comes_sooner() -> None:
    pace = Pace()
    pace.touched(5.0)
    pace.drawn(5.0)

    assert pace.wait_s(5.0) == pytest.approx(QUICK_S)
    pace.drawn(5.0 + QUICK_FOR_S)
    assert pace.wait_s(5.0 + QUICK_FOR_S) == pytest.approx(STEADY_S)


def test_clocks_that_count_a_persons_time_are_slow_while_nobody_is_there() -> None:
    pace = Pace()
    pace.touched(0.0)

    seconds = [second for second in range(1, AWAY_S + 25) if pace.ticks(second)]

    every_second = list(range(1, AWAY_S))
    first = AWAY_S - 1 + GLIMPSE_S
    assert seconds == [*every_second, first, first + GLIMPSE_S]
    pace.touched(AWAY_S + 24.5)
    assert pace.ticks(AWAY_S + 25), "somebody has come back"


async def test_a_key_makes_the_screen_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(bed(sessions.waiting())) as pilot:
        screen = run_screen(pilot)
        later = screen.loop_time() + 2 * QUICK_FOR_S
        monkeypatch.setattr(screen, "loop_time", lambda: later)
        screen.note_drawing()
        before = screen.until_drawing_s

        await pilot.press("j")

        screen.note_drawing()
        assert before == pytest.approx(STEADY_S)
        assert screen.until_drawing_s == pytest.approx(QUICK_S)
