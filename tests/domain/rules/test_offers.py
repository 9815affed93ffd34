"""The rules that are offered for where one stands, from wide to narrow."""

from __future__ import annotations

import pytest

from rlm_tui.domain.rules.facts import facts_of_ticket
from rlm_tui.domain.rules.offers import offers_from
from rlm_tui.domain.rules.parse import parse_rule
from rlm_tui.domain.session import Session
from tests.factories import child_started, created, folded, held, root_started

PROMPT = "Summarise section 14. Be short."


def session_at(gate: str, *, rules: tuple[str, ...] = (), **changes: object) -> Session:
    """A sub-query of 0.1 waits, or something that 0.1 does itself."""
    node = "0.1.1" if gate == "query" else "0.1"
    waits = held(node, gate, owner="0.1", hold="pause").model_copy(update=changes)
    return folded(
        created(rules=rules),
        root_started(),
        child_started("0.1", "rlm"),
        child_started("0.1.1", prompt=PROMPT),
        waits,
    )


def test_a_sub_query_is_narrowed_by_kind_and_depth_then_by_its_words() -> None:
    session = session_at("query")

    offers = offers_from(session, "0.1.1", session.open_tickets[0])

    assert offers.wider == ("hold gate:query",)
    assert offers.rule == "hold gate:query node:0.1.*"
    assert offers.narrower == (
        "hold gate:query node:0.1.* kind:llm depth=2",
        'hold gate:query node:0.1.* kind:llm depth=2 ~p "Summarise section 14"',
    )


def test_code_is_narrowed_to_code_that_asks() -> None:
    code = held(payload='print(llm_query("Summarise"))').payload
    session = session_at("exec", payload=code)

    offers = offers_from(session, "0.1", session.open_tickets[0])

    assert offers.narrower[-1].endswith('depth=1 ~c "llm_query"')


def test_one_begins_with_a_rule_that_is_not_in_force_yet() -> None:
    session = session_at("query", rules=("hold gate:query node:0.1.*",))

    offers = offers_from(session, "0.1.1", session.open_tickets[0])

    assert offers.rule == "hold gate:query node:0.1.* kind:llm depth=2"
    assert offers.wider == ("hold gate:query", "hold gate:query node:0.1.*")


def test_what_a_rule_holds_can_be_let_pass_but_nobody_begins_with_that() -> None:
    held_by_rule = session_at("result", hold="rule")
    ticket = held_by_rule.open_tickets[0]
    known = offers_from(held_by_rule, "0.1", ticket)
    rules = (known.rule, known.narrower[0])

    session = session_at("result", hold="rule", rules=rules)
    offers = offers_from(session, "0.1", ticket)

    assert known.narrower[-1].startswith("pass gate:result")
    assert offers.rule.startswith("hold"), "though it is in force"


@pytest.mark.parametrize("gate", ["call", "exec", "query", "result", "final"])
def test_every_rule_that_is_offered_fits_what_it_is_offered_for(gate: str) -> None:
    session = session_at(gate, hold="rule")
    [ticket] = session.open_tickets

    offers = offers_from(session, ticket.node, ticket)

    facts = facts_of_ticket(session, ticket)
    lines = (*offers.wider, offers.rule, *offers.narrower)
    assert len(lines) >= 3
    assert all(parse_rule(said).applies(facts) for said in lines)


def test_a_node_that_asked_is_narrowed_by_what_it_asked_last() -> None:
    session = session_at("query")

    offers = offers_from(session, "0.1", None)

    assert offers.narrower[0] == "hold gate:query node:0.1.* kind:llm depth=2"


def test_a_node_that_asked_nothing_has_nothing_to_be_narrowed_by() -> None:
    session = folded(created(), root_started())

    assert offers_from(session, "0", None).narrower == ()
