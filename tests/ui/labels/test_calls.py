"""Who waits for a model sees how long, and since when nothing has come."""

from __future__ import annotations

import pytest

from rlm_tui.domain.events import Event
from rlm_tui.domain.events_of_calls import ReplyDelta
from rlm_tui.domain.limits import Limits
from rlm_tui.domain.turns import Iteration
from rlm_tui.ui.labels.calls import call_words, waiting_words
from tests import factories
from tests.ui.driving import opened, press, run_screen
from tests.ui.fakes import bed

NOW = 1_000.0


@pytest.mark.parametrize(
    ("out_s", "silent_s", "words"),
    [
        (7, None, "model call 7s"),
        (45, None, "no word for 45s"),
        (45, 1, "model call 45s"),
        (45, 5, "quiet 5s of 45s"),
        (45, 20, "stalled? 20s of 45s"),
    ],
)
def test_a_row_says_how_long_nothing_has_come(
    out_s: float, silent_s: float | None, words: str
) -> None:
    assert call_words(turn(out_s, silent_s), NOW) == words


@pytest.mark.parametrize(
    ("silent_s", "words"),
    [
        (None, "model call 45s, no word yet: given up after 120s"),
        (1, "model call 45s"),
        (5, "model call 45s, last word 5s ago"),
        (
            20,
            "model call 45s, last word 20s ago, stalled? given up after 60s",
        ),
    ],
)
def test_the_pane_says_when_it_is_given_up(silent_s: float | None, words: str) -> None:
    assert waiting_words(turn(45, silent_s), Limits(), NOW) == words


def turn(out_s: float, silent_s: float | None) -> Iteration:
    heard_at = None if silent_s is None else NOW - silent_s
    return Iteration(1, called_at=NOW - out_s, heard_at=heard_at)


def streaming() -> list[Event]:
    return factories.numbered(
        factories.created(),
        factories.root_started(),
        *factories.turn()[:-1],
        ReplyDelta(node="0", iteration=1, text="The "),
    )


def test_a_reply_that_is_there_is_not_waited_for() -> None:
    before = factories.folded(*streaming())
    after = factories.folded(*streaming(), factories.call_finished())

    assert before.nodes["0"].iterations[0].heard_at is not None
    assert after.nodes["0"].iterations[0].heard_at is None


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_the_clocks_go_on_while_nothing_comes(size: tuple[int, int]) -> None:
    it = bed(streaming())

    async with opened(it, size=size) as pilot:
        heard = it.controller.session.nodes["0"].iterations[0].heard_at or 0.0
        it.clock.now = heard + 20
        await press(pilot, "2")
        screen = run_screen(pilot)

        assert "stalled?" in str(screen.detail.border_subtitle)
        it.clock.now = heard + 1
        screen.draw()
        assert "stalled?" not in str(screen.detail.border_subtitle)
