"""Words and numbers as people read them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rlm_tui import wording
from rlm_tui.domain.events import RunBroken, SessionFinished
from rlm_tui.domain.limit_words import LIMIT_WORDS, in_words_of_people, refusal
from rlm_tui.domain.limits import LIMIT_NAMES, Exceeded
from rlm_tui.domain.reduce import replay
from rlm_tui.domain.session import Session
from rlm_tui.ui.labels.status import window_title
from rlm_tui.ui.labels.tickets import state_chip
from rlm_tui.ui.rows.limits import LIMIT_ROWS
from rlm_tui.ui.style.glyphs import UNICODE
from tests import factories


@pytest.mark.parametrize(
    ("count", "shown"), [(950, "950"), (18_200, "18.2k"), (1_400_000, "1.4M")]
)
def test_tokens_are_short(count: int, shown: str) -> None:
    assert wording.tokens(count) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0.42, "0.4s"), (12.3, "12s"), (252, "4m12s"), (3_720, "1h02m"), (-1, "0.0s")],
)
def test_durations_are_short(seconds: float, shown: str) -> None:
    assert wording.duration(seconds) == shown


@pytest.mark.parametrize(
    "status", ["answered", "forced", "stopped", "limit", "failed", "interrupted"]
)
def test_leaving_says_how_to_come_back(status: str) -> None:
    end = SessionFinished.model_validate({"status": status, "error": "why"})
    ended = factories.folded(factories.created(), factories.root_started(), end)

    assert wording.exit_line(ended).endswith("rlm-tui review s_test01")


def test_a_run_that_was_left_does_not_go_on() -> None:
    left = Session()

    assert "interrupted and kept" in wording.exit_line(left)
    assert "not ended; it can go on" in wording.exit_line(left, is_review=True)


def test_a_run_that_cannot_be_saved_any_more_is_over_on_every_line() -> None:
    full = "sessions.db cannot grow, the disk is full; make room and start again"
    session = replay([*factories.waiting_session(), RunBroken(error=full)])

    assert wording.end_line(session) == (
        f"interrupted: {full}; what is recorded is kept"
    )
    assert f"go on: rlm-tui resume {session.id}" in wording.exit_line(session)
    assert state_chip(session).text == "? INTERRUPTED"
    assert "waiting" not in window_title(session, UNICODE)


@pytest.mark.parametrize(
    ("sure", "said"),
    [
        (None, "answered"),
        (0.9, "answered"),
        (0.0, "answered, but not sure of it: confidence 0.00"),
    ],
)
def test_an_answer_that_doubts_itself_says_so_at_the_end(
    sure: float | None, said: str
) -> None:
    session = replace(replay(factories.finished_session()), confidence=sure)

    assert wording.end_line(session) == said


@pytest.mark.parametrize(
    ("field", "word"),
    [("max_llm_calls", "sub-queries"), ("max_cost", "money"), ("max_time", "time")],
)
def test_a_limit_has_one_word_and_the_header_leaves_the_amounts_to_the_stop(
    field: str, word: str
) -> None:
    why = str(Exceeded(field, 6, 3))
    waiting = replay(factories.waiting_session())
    paused = replace(waiting, intent="pause", intent_reason=why)
    held = replace(waiting.open_tickets[0], gate="limit", why=why)

    assert state_chip(paused).text.startswith(f"\u25c6 PAUSED (limit of {word})")
    assert wording.reason_of(held) == f"limit of {word}: {why.partition(': ')[2]}"
    assert next(row.title for row in LIMIT_ROWS if row.field == field) == word


def test_words_that_are_of_no_limit_stay_as_they_are() -> None:
    for said in ("rule 2", "cap reached: 3", "max_cost", "Error 400: max_tokens used"):
        assert in_words_of_people(said) == said


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (str(Exceeded("max_time", 61, 60)), "limit of time: 61 s of 60 s"),
        ("max_time reached", "limit of time"),
        (
            Exceeded("max_cost", 0.9, 1).ahead(),
            "90% of the limit of money used: $0.900 of $1.00",
        ),
        (
            "max_cost cannot be enforced: nobody knows the price of m; max_tokens can",
            "the limit of money cannot be enforced: nobody knows the price of m; "
            "the limit of tokens can",
        ),
    ],
)
def test_what_is_said_of_a_limit_has_no_name_of_a_field(said: str, words: str) -> None:
    assert in_words_of_people(said) == words


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("max_cost", 0, ""),
        ("max_cost", None, ""),
        ("max_cost", -5.0, "money must be 0 or more, not -5"),
        ("max_time", 0, "time must be more than 0, not 0"),
        ("max_depth", 1e9, "depth must be 0 or more and 10 or less, not 1e+09"),
        ("max_llm_calls", None, "sub-queries must be 0 or more, not none"),
        ("max_iterations", 2.5, "iterations must be a whole number, not 2.5"),
        ("max_errors", 1e19, "errors in a row must be less, not 1e+19"),
        ("max_cost", float("inf"), "money must be less, not inf"),
    ],
)
def test_why_a_limit_is_refused_is_said_by_its_word(
    field: str, value: float | None, problem: str
) -> None:
    assert refusal(field, value) == problem


def test_every_limit_has_a_word() -> None:
    assert set(LIMIT_WORDS) == set(LIMIT_NAMES)


def test_the_limit_that_ended_a_run_is_told_by_its_word() -> None:
    ended = replace(
        replay(factories.finished_session()),
        status="limit",
        error="max_tokens reached: 16,938 of 9,000",
    )

    said = "the limit of tokens ended the run: 16,938 of 9,000"
    assert wording.end_line(ended) == said
    assert wording.end_line(replace(ended, error="no more")).endswith("run: no more")
