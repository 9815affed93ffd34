"""A crossing counts the same, whether it is an event or stands in what came of it."""

from __future__ import annotations

from collections.abc import Sequence

from rlm_tui.domain.branching import branch
from rlm_tui.domain.crossings import crossing_in, with_crossings
from rlm_tui.domain.events import Event, NodeFinished
from rlm_tui.domain.events_of_calls import CallStarted
from rlm_tui.domain.events_of_tickets import Passed, TicketRaised
from rlm_tui.domain.reduce import replay
from rlm_tui.domain.rules.parse import parse_rule
from rlm_tui.domain.rules.recorded import crossings_in, tally
from rlm_tui.domain.text import Text
from tests.factories import (
    call_finished,
    call_started,
    child_started,
    created,
    numbered,
    root_started,
    turn,
)

QUERY = Passed(ticket="0.1:query:1", owner="0", iteration=1, block=2, cost=0.5)
RESULT = Passed(ticket="0.1:result:1", owner="0", iteration=1, model="m")


def inside() -> list[Event]:
    """A query whose gates stand in the events behind them."""
    sent = call_started("0.1").model_copy(update={"passed": QUERY, "input_tokens": 7})
    return numbered(
        created(),
        root_started(),
        *turn(),
        child_started("0.1"),
        sent,
        call_finished("0.1"),
        NodeFinished(node="0.1", state="done", answer=Text.of("Yes."), passed=RESULT),
    )


def apart(events: Sequence[Event]) -> list[Event]:
    """The same with an event for each gate."""
    return [
        event.model_copy(update={"passed": None})
        if isinstance(event, CallStarted | NodeFinished)
        else event
        for event in with_crossings(events)
    ]


def test_a_crossing_is_told_before_what_came_of_it() -> None:
    kinds = [e.kind for e in apart(inside()) if getattr(e, "node", "") == "0.1"]

    assert kinds == [
        "node_started",
        "ticket_raised",
        "call_started",
        "call_finished",
        "ticket_raised",
        "node_finished",
    ]


def test_it_says_what_the_event_of_its_own_would() -> None:
    query, result = (
        raised
        for event in inside()
        if (raised := crossing_in(event)) and raised.node == "0.1"
    )

    assert (query.ticket, query.gate, query.payload) == (
        "0.1:query:1",
        "query",
        Text.of("Go on."),
    )
    assert (query.model, query.input_tokens, query.cost) == ("openai/gpt-5", 7, 0.5)
    assert (result.ticket, result.of, result.payload, result.model) == (
        "0.1:result:1",
        "query",
        Text.of("Yes."),
        "m",
    )


def test_it_leads_to_the_same_session() -> None:
    for count in range(1, len(inside()) + 1):
        events = inside()[:count]

        assert replay(apart(events)) == replay(events)


def test_a_call_that_is_out_is_counted_with_its_estimate() -> None:
    events = inside()
    out = replay(event for event in events if event.seq <= events[-3].seq)

    assert (out.out_calls, out.out_tokens, out.out_cost) == (1, 7, 0.5)
    assert replay(events).out_calls == 0


def test_rules_are_asked_about_it() -> None:
    for line in ("hold gate:query", "hold gate:result", "hold len>3", "hold cost>0.1"):
        rule, events = parse_rule(line), inside()

        found = tally(rule, crossings_in(events))
        assert found == tally(rule, crossings_in(apart(events)))
        assert found.acted > 0


def test_a_branch_stands_at_its_gate_once_more() -> None:
    events = inside()

    begun = branch(events, events[-3].seq, session="s_2", now=1.0)

    assert [e.kind for e in begun if getattr(e, "node", "") == "0.1"] == [
        "node_started"
    ]
    assert not any(isinstance(event, TicketRaised) for event in begun)
