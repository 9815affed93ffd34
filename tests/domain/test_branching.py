"""What branching at an event is said to cost."""

from __future__ import annotations

from typing import Any

from rlm_tui.domain.branching import forecast_branch
from rlm_tui.domain.events import Event, NodeFinished, SessionFinished
from rlm_tui.domain.events_of_tickets import TicketDecided
from rlm_tui.domain.text import Text
from tests import factories


def decided(node: str, **fields: Any) -> TicketDecided:
    """What was decided on a query."""
    made = factories.approved(f"{node}:query:1", node)
    return made.model_copy(update=fields)


def steered(kind: str = "llm", actor: str = "you") -> list[Event]:
    """One query is refused, one answered by hand, one sent; an iteration follows."""
    return factories.numbered(
        factories.created(attended=True),
        factories.root_started(),
        *factories.turn(),
        factories.child_started("0.1", kind),
        factories.held("0.1"),
        factories.child_started("0.2"),
        factories.held("0.2"),
        factories.child_started("0.3"),
        factories.held("0.3"),
        decided("0.1", verb="reject", actor=actor),
        NodeFinished(node="0.1", state="rejected"),
        decided("0.2", verb="answer", text=Text.of("3")),
        NodeFinished(node="0.2", state="answered", answer=Text.of("3")),
        decided("0.3"),
        factories.call_started("0.3"),
        factories.call_finished("0.3"),
        NodeFinished(node="0.3", state="done", answer=Text.of("Yes.")),
        *factories.turn(number=2),
        SessionFinished(status="answered", answer=Text.of("3")),
    )


STOP = 11
"""The event at which all three queries wait."""
REFUSED = 13
"""The one at which the first of them has ended."""


def test_what_a_person_kept_from_the_model_is_asked_in_the_branch() -> None:
    said = forecast_branch(steered(), STOP).says()

    assert said == (
        "1 recorded reply costs nothing; about 4 calls will be live (~$0.032)"
    )


def test_what_was_refused_before_is_not_asked_again() -> None:
    assert forecast_branch(steered(), REFUSED).calls == 3


def test_what_a_rule_refuses_it_refuses_in_the_branch_too() -> None:
    assert forecast_branch(steered(actor="rule"), STOP).calls == 3


def test_nobody_knows_how_many_turns_a_refused_agent_would_take() -> None:
    said = forecast_branch(steered(kind="rlm"), STOP).says()

    assert "; at least 4 calls will be live" in said


def test_what_waits_or_is_on_its_way_at_the_end_is_asked_too() -> None:
    so_far = steered()[:STOP]

    said = forecast_branch(so_far, STOP).says()

    assert "; at least 3 calls will be live (~$0.018)" in said
    under_way = [*so_far, decided("0.1"), factories.call_started("0.1")]
    assert forecast_branch(factories.numbered(*under_way), STOP).calls == 3


def test_a_call_that_failed_is_made_again() -> None:
    failed = factories.call_failed("0.3").model_copy(update={"retry_in_s": None})
    events = [
        failed if e.kind == "call_finished" and e.node == "0.3" else e
        for e in steered()
    ]

    assert forecast_branch(factories.numbered(*events), STOP).calls == 4
