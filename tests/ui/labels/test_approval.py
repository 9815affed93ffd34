"""The question before many tickets are let through says what a yes means."""

from __future__ import annotations

from dataclasses import replace

from rlm_tui.domain.events import Event
from rlm_tui.domain.events_of_steering import LimitsChanged
from rlm_tui.domain.events_of_tickets import TicketEdited
from rlm_tui.domain.limits import Limits
from rlm_tui.domain.reduce import replay
from rlm_tui.domain.text import Text
from rlm_tui.ui.labels.approval import Approval, approval_of, try_prompt
from tests import factories
from tests.ui import batches


def approval(
    *more: Event, size: int = 5, unused: frozenset[str] = frozenset()
) -> Approval:
    session = replay(factories.numbered(*batches.waiting(size), *more))
    return approval_of(
        session, session.open_tickets, where="0.1, idx<10", unused=unused
    )


def test_it_counts_and_adds_up() -> None:
    question = approval(size=97).question

    assert "Approve 97 sub-queries?" in question
    assert "Shown in: 0.1, idx<10" in question
    assert "Estimate: ~$0.388 for 397.7k tokens in" in question
    assert "LIMIT" not in question


def test_it_names_the_limit_that_a_yes_would_pass() -> None:
    limits = LimitsChanged(limits=Limits(max_cost=0.03))

    question = approval(limits).question
    assert "PASSES THE LIMIT money: $0.020 used + ~$0.020 of $0.030" in question


def test_it_says_how_many_were_edited() -> None:
    edited = TicketEdited(
        node="0.1.3", ticket=batches.ticket(2), text=Text.of("Shorter.")
    )

    assert "1 goes out as edited" in approval(edited).question


def test_a_limit_and_an_unused_answer_are_left_out() -> None:
    limit = factories.held("0", "limit")
    found = approval(limit, unused=frozenset({batches.ticket(0)}))

    assert len(found.tickets) == 4
    assert "2 left out" in found.question


def test_several_kinds_of_stops_are_counted_apart() -> None:
    call = factories.held("0", "call")

    assert "Approve 5 sub-queries and 1 model call?" in approval(call).question


def test_an_unknown_price_is_not_taken_for_nothing() -> None:
    session = replay(batches.waiting(2))
    tickets = [replace(ticket, cost=None) for ticket in session.open_tickets]

    assert "the price is not known" in approval_of(session, tickets, where="x").question


def test_the_question_how_many_to_try_says_that_a_pause_holds_their_results() -> None:
    running = factories.folded(*factories.waiting_session())
    paused = replace(running, intent="pause")

    assert try_prompt(running, 8) == "how many of 8? empty: 3, spread over them"
    assert try_prompt(paused, 8).endswith("; paused: results wait for you too")
    assert len(try_prompt(paused, 100)) < 80
