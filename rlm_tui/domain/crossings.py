"""Crossings of gates, wherever an event tells of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from rlm_tui.domain.decisions import Gate
from rlm_tui.domain.events import Event, NodeFinished
from rlm_tui.domain.events_of_calls import CallStarted
from rlm_tui.domain.events_of_tickets import Passed, TicketRaised
from rlm_tui.domain.text import EMPTY, Text


def crossing_in(event: Event) -> TicketRaised | None:
    """The crossing that an event is, or that it came of at once."""
    match event:
        case TicketRaised():
            return event
        case CallStarted(passed=Passed() as passed):
            return _raised(
                event,
                passed,
                gate="query",
                payload=event.messages[-1].content if event.messages else EMPTY,
                model=event.model,
                input_tokens=event.input_tokens,
            )
        case NodeFinished(passed=Passed() as passed):
            return _raised(
                event,
                passed,
                gate="result",
                of="query",
                payload=event.answer or EMPTY,
                model=passed.model,
            )
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


def _raised(
    event: CallStarted | NodeFinished,
    passed: Passed,
    *,
    gate: Gate,
    of: Literal["exec", "query"] | None = None,
    payload: Text,
    model: str,
    input_tokens: int = 0,
) -> TicketRaised:
    """The crossing, at the moment of what came of it."""
    return TicketRaised(
        seq=event.seq,
        at=event.at,
        node=event.node,
        ticket=passed.ticket,
        owner=passed.owner,
        gate=gate,
        of=of,
        iteration=passed.iteration,
        block=passed.block,
        payload=payload,
        model=model,
        input_tokens=input_tokens,
        cost=passed.cost,
    )
