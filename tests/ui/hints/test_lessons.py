"""A newcomer is told what a key does when it is of use, and not for ever."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rlm_tui.domain.decisions import GATES, Gate
from rlm_tui.domain.events_of_steering import IntentChanged
from rlm_tui.domain.reduce import replay
from rlm_tui.domain.session import Session
from rlm_tui.ui.hints.lessons import MOST, Lessons, moment_of
from rlm_tui.ui.hints.situation import Situation
from rlm_tui.ui.rows.stops import stops_of
from tests import factories
from tests.ui import batches, sessions

WIDE = 80


def situation(session: Session, number: int | None = 0) -> Situation:
    """Before one of the tickets that wait."""
    tickets = session.open_tickets
    ticket = tickets[number] if number is not None and tickets else None
    return Situation(session, ticket, is_live=True)


WAITING = replay(factories.waiting_session())
RUNNING = replay(factories.waiting_session()[:1])


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (situation(WAITING), "e changes it before it is sent"),
        (replace(situation(WAITING), has_answer=True), "a uses your answer"),
        (
            replace(situation(WAITING), has_draft=True),
            "e goes on with what you had begun",
        ),
        (situation(replay(sessions.edited())), "a sends it so, V takes it back"),
        (situation(WAITING, None), "] goes to what waits for you"),
        (situation(RUNNING, None), "p holds it at its next step"),
        (situation(replay(factories.finished_session()), None), "I shows where time"),
        (
            replace(situation(WAITING), is_review=True, has_stops=True),
            "[ goes to where it stopped last",
        ),
        (
            replace(
                situation(WAITING), is_review=True, has_stops=True, is_walking=True
            ),
            "[ and ] go by stops and your decisions",
        ),
        (
            replace(situation(WAITING), is_review=True),
            "< and > go through its events",
        ),
    ],
)
def test_each_moment_has_its_tip(found: Situation, said: str) -> None:
    assert Lessons().tip(found, WIDE).startswith(said)


def test_a_pause_says_how_to_go_on() -> None:
    events = factories.numbered(
        *factories.waiting_session(), IntentChanged(intent="pause", reason="pause")
    )

    told = Lessons().tip(situation(replay(events), None), WIDE)

    assert told.startswith("i runs one iteration, c goes on")


def test_a_batch_has_its_own() -> None:
    session = replay(batches.waiting())
    stop = stops_of(session, session.open_tickets)[0]

    told = moment_of(Situation(session, is_live=True, batch=stop))

    assert told.of == stop.id
    assert "table" in told.words


@pytest.mark.parametrize("gate", GATES)
def test_every_gate_has_one_that_fits_beside_a_tree(gate: Gate) -> None:
    ticket = replace(WAITING.open_tickets[0], gate=gate)
    found = Situation(WAITING, ticket, is_live=True)

    assert 0 < len(Lessons().tip(found, 47)) <= 47


def test_it_says_how_to_be_rid_of_them_where_there_is_room() -> None:
    assert Lessons().tip(situation(WAITING), WIDE).endswith("(:hints off)")
    assert Lessons().tip(situation(WAITING), 30) == "e changes it before it is sent"
    assert Lessons().tip(situation(WAITING), 20) == ""


def test_the_same_moment_is_told_as_long_as_it_lasts() -> None:
    lessons = Lessons()

    assert all(lessons.tip(situation(WAITING), WIDE) for _ in range(20))


def test_after_a_few_moments_it_is_told_no_more() -> None:
    lessons = Lessons()
    told = [lessons.tip(situation(WAITING, turn % 2), WIDE) for turn in range(MOST + 2)]

    assert [bool(tip) for tip in told] == [True] * MOST + [False] * 2
