"""What the facts of crossings, tickets and nodes say."""

from __future__ import annotations

import pytest

from rlm_tui.domain.events import Event, NodeStarted
from rlm_tui.domain.events_of_calls import CallFailed
from rlm_tui.domain.events_of_tickets import TicketEdited
from rlm_tui.domain.limits import Usage
from rlm_tui.domain.rules.facts import (
    facts_of_crossing,
    facts_of_node,
    facts_of_ticket,
)
from rlm_tui.domain.rules.parse import parse_filter
from rlm_tui.domain.session import Session
from rlm_tui.domain.text import Text
from tests import factories

WAITING = factories.folded(*factories.waiting_session())


def with_events(*more: Event) -> Session:
    """The waiting session, gone on."""
    return factories.folded(*factories.waiting_session(), *more)


def batch_session() -> Session:
    """A batch of two elements, of which the second waits."""
    element = {"depth": 1, "function": "llm_query_batched"}
    return with_events(
        NodeStarted(node="0.3", node_kind="batch", elements=2, depth=1),
        *(
            NodeStarted.model_validate(
                {
                    "node": f"0.3.{index + 1}",
                    "node_kind": "llm",
                    "index": index,
                    "model": "openai/gpt-5-mini",
                    "prompt": Text.of(f"part {index}"),
                    **element,
                }
            )
            for index in range(2)
        ),
        factories.held("0.3.2", owner="0.3.2", payload="part 1"),
    )


def asks(text: str, session: Session, ticket: str = "0.1:query:1") -> bool | None:
    """What a filter says of a ticket."""
    facts = facts_of_ticket(session, session.tickets[ticket])
    return parse_filter(text).matches(facts)


def asks_node(text: str, session: Session, node: str = "0") -> bool | None:
    """What a filter says of a node."""
    facts = facts_of_node(session, session.nodes[node])
    return parse_filter(text).matches(facts)


@pytest.mark.parametrize(
    "text",
    [
        "gate:query",
        "kind:llm",
        "kind:query",
        "!kind:root",
        "model:gpt-5-mini",
        "model:openai/gpt-5-mini",
        "node:0.1",
        "state:held",
        "reason:rule",
        "session:s_test01",
        "depth=1",
        "iter=1",
        "tokens=18200",
        "cost=0.006",
        "spent=0",
        "total=0.03",
        "len=21",
        "calls=0",
        "children=0",
        "retry=0",
        "age=2",
        '"section 14"',
        '~p "section 14"',
        "!edited !marked !err !final !mocked",
        "!idx:0 !batch>0 !block=1 !of:exec",
    ],
)
def test_of_a_waiting_query_everything_is_known(text: str) -> None:
    assert asks(text, WAITING) is True


def test_whether_a_person_has_seen_it_is_said_by_who_knows() -> None:
    ticket = WAITING.tickets["0.1:query:1"]
    new = parse_filter("new")

    assert asks("new", WAITING) is None
    assert new.matches(facts_of_ticket(WAITING, ticket, is_new=False)) is False
    assert new.matches(facts_of_crossing(WAITING, ticket)) is True


def test_a_price_nobody_knows_is_not_known() -> None:
    raised = factories.held().model_copy(update={"cost": None})
    facts = facts_of_crossing(WAITING, raised)

    assert parse_filter("cost>0.05").matches(facts) is None


@pytest.mark.parametrize("gate", ["exec", "result", "final", "limit", "error"])
def test_a_gate_where_nothing_is_sent_has_no_price(gate: str) -> None:
    raised = factories.held(gate=gate).model_copy(update={"cost": None})
    facts = facts_of_crossing(WAITING, raised)

    assert parse_filter("cost>0.05 | tokens>1").matches(facts) is False


@pytest.mark.parametrize(
    ("gate", "of", "text"),
    [
        ("call", None, "~p payload"),
        ("query", None, "~p payload"),
        ("exec", None, "~c payload"),
        ("result", "exec", "~o payload of:exec"),
        ("result", "query", "~a payload of:query"),
        ("final", None, "~a payload final"),
        ("error", None, "~o payload err"),
        ("limit", None, "~o payload !err"),
    ],
)
def test_a_payload_is_found_in_its_scope(gate: str, of: str | None, text: str) -> None:
    raised = factories.held(gate=gate, payload="payload")
    facts = facts_of_crossing(WAITING, raised.model_copy(update={"of": of}))

    assert parse_filter(text).matches(facts) is True
    assert parse_filter('"payload"').matches(facts) is True


@pytest.mark.parametrize("flag", ["literal", "repeat", "samecontext"])
def test_what_is_odd_about_a_crossing_can_be_asked(flag: str) -> None:
    plain = factories.held()
    odd = plain.model_copy(update={"flags": (flag,)})

    for raised, expected in ((plain, False), (odd, True)):
        facts = facts_of_crossing(WAITING, raised)
        assert parse_filter(flag).matches(facts) is expected


def test_what_was_refused_before_is_a_repeat() -> None:
    again = factories.held().model_copy(update={"refused": 1})

    assert parse_filter("repeat").matches(facts_of_crossing(WAITING, again)) is True


def test_an_edited_ticket_is_asked_with_both_texts() -> None:
    session = with_events(
        TicketEdited(node="0.1", ticket="0.1:query:1", text=Text.of("Shorter."))
    )

    assert asks('edited "shorter" "section 14" len=8', session) is True


def test_a_decided_ticket_has_the_verb_as_its_state() -> None:
    assert asks("state:approve", with_events(factories.approved())) is True


def test_the_age_is_taken_at_the_given_time() -> None:
    ticket = WAITING.tickets["0.1:query:1"]
    facts = facts_of_ticket(WAITING, ticket, now=ticket.raised_at + 301)

    assert parse_filter("age>5m").matches(facts) is True


@pytest.mark.parametrize(
    "text",
    [
        "kind:rlm kind:root !kind:query",
        "depth=0 iter=2 children=2 calls=2",
        "cost=0.03 spent=0.03 total=0.03 tokens=2100",
        "model:gpt-5",
        '~p liability ~c "print|llm_query" ~o 214310',
        '"214310"',
        "!err !final !marked",
        "!gate:query !reason:rule",
    ],
)
def test_of_a_node_everything_is_known(text: str) -> None:
    assert asks_node(text, WAITING) is True


def test_a_node_with_a_ticket_has_the_facts_of_both() -> None:
    ticket = WAITING.tickets["0.1:query:1"]
    facts = facts_of_node(WAITING, WAITING.nodes["0.1"], ticket=ticket)

    assert parse_filter("gate:query reason:rule tokens>10k").matches(facts) is True


def test_an_element_knows_its_batch() -> None:
    session = batch_session()

    assert asks_node("idx:1 batch=2", session, "0.3.2") is True
    assert asks("idx:1 batch=2", session, "0.3.2:query:1") is True
    assert asks_node("batch=2 kind:batch !idx:0", session, "0.3") is True


def test_what_an_unpriced_model_spent_is_not_known() -> None:
    session = with_events(
        CallFailed(
            node="0",
            iteration=2,
            error_type="x",
            error="x",
            usage=Usage(calls=1, unpriced_calls=1),
            retry_in_s=1.0,
        )
    )

    assert asks_node("spent>1", session) is None
    assert asks_node("retry=1", session) is True
    assert asks("total>1", session) is None


def test_a_finished_root_is_an_answer() -> None:
    session = factories.folded(*factories.finished_session())

    assert asks_node('final state:done ~a "14.2"', session) is True
