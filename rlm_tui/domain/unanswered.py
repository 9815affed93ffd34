"""Calls that a session wanted to make and that brought no reply."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from rlm_tui.domain.crossings import crossing_in
from rlm_tui.domain.decisions import SENDS
from rlm_tui.domain.events import (
    Event,
    IterationFinished,
    NodeFinished,
    NodeKind,
    NodeStarted,
)
from rlm_tui.domain.events_of_calls import CallFailed, CallFinished, CallStarted
from rlm_tui.domain.events_of_tickets import TicketDecided, TicketRaised

_ROOT = "0"


class _Turn(NamedTuple):
    node: str
    iteration: int


@dataclass(frozen=True, slots=True)
class Unanswered:
    """One of them."""

    kind: NodeKind
    """Of its node: after the reply to an RLM node more may follow."""
    cost: float | None
    """An estimate in US dollars; `None`: not known."""


def unanswered(events: Sequence[Event], at: int) -> tuple[Unanswered, ...]:
    """Those that a branch at an event makes: they waited, failed or were on their way,
    or a person refused them or answered in place of the model, after that event.

    What a rule decided is none of them, for it decides the same again.
    """
    wanted = _Wanted()
    for event in events:
        wanted.note(event)
    behind = set(_behind(events, at))
    over = {e.node for e in events[:at] if isinstance(e, NodeFinished)} - {_ROOT}
    return tuple(
        Unanswered(wanted.kinds[turn.node], cost)
        for turn, cost in wanted.costs.items()
        if turn not in behind and turn.node not in over
    )


def _behind(events: Iterable[Event], at: int) -> Iterable[_Turn]:
    """Turns that have a reply, or went on without one before the event."""
    for event in events:
        match event:
            case CallFinished(node=node, iteration=number):
                yield _Turn(node, number)
            case IterationFinished(seq=seq, node=node, iteration=number) if seq <= at:
                yield _Turn(node, number)
            case _:
                pass


@dataclass(slots=True)
class _Wanted:
    """Calls that came to a gate or went out, with what each would cost."""

    kinds: dict[str, NodeKind] = field(default_factory=dict)
    costs: dict[_Turn, float | None] = field(default_factory=dict)
    _turns: dict[str, _Turn] = field(default_factory=dict)
    """By ticket."""

    def note(self, event: Event) -> None:
        raised = crossing_in(event)
        if raised is not None:
            self._cross(raised)
        match event:
            case NodeStarted():
                self.kinds[event.node] = event.node_kind
            case CallStarted() | CallFailed():
                self.costs.setdefault(_Turn(event.node, event.iteration), None)
            case TicketDecided(actor="rule") if event.verb != "approve":
                self.costs.pop(self._turns.get(event.ticket, _Turn("", 0)), None)
            case _:
                pass

    def _cross(self, raised: TicketRaised) -> None:
        if raised.gate not in SENDS or self.kinds[raised.node] == "tool":
            return
        # A sub-query comes to its gate in a turn of the node that asks.
        turn = _Turn(raised.node, 1 if raised.gate == "query" else raised.iteration)
        self._turns[raised.ticket] = turn
        if raised.verb in (None, "approve"):
            self.costs[turn] = raised.cost
