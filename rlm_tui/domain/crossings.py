"""Crossings of gates, wherever an event tells of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rlm_tui.domain.events import Event, NodeFinished
from rlm_tui.domain.events_of_calls import CallStarted
from rlm_tui.domain.events_of_tickets import TicketRaised
from rlm_tui.domain.text import EMPTY


def crossing_in(event: Event) -> TicketRaised | None:
    """The crossing that an event is, or that it came of at once."""
    match event:
        case TicketRaised():
            return event
        case CallStarted() if event.passed is not None:
            return _before_call(event)
        case NodeFinished() if event.passed is not None:
            return _before_end(event)
        case _:
            return None


def with_crossings(events: Iterable[Event]) -> Iterator[Event]:
    """The events, each crossing as one of its own before what came of it.

    Both have the same number then: this is for readers, not for folding.
    """
    for event in events:
        raised = crossing_in(event)
        if raised is not None and raised is not event:
            yield raised
        yield event


def _before_call(event: CallStarted) -> TicketRaised:
    passed = event.passed
    assert passed is not None
    return TicketRaised(
        seq=event.seq,
        at=event.at,
        node=event.node,
        ticket=passed.ticket,
        owner=passed.owner,
        gate="query",
        iteration=passed.iteration,
        block=passed.block,
        payload=event.messages[-1].content if event.messages else EMPTY,
        model=event.model,
        input_tokens=event.input_tokens,
        cost=passed.cost,
    )


def _before_end(event: NodeFinished) -> TicketRaised:
    passed = event.passed
    assert passed is not None
    return TicketRaised(
        seq=event.seq,
        at=event.at,
        node=event.node,
        ticket=passed.ticket,
        owner=passed.owner,
        gate="result",
        of="query",
        iteration=passed.iteration,
        block=passed.block,
        payload=event.answer or EMPTY,
        model=passed.model,
        cost=passed.cost,
    )
