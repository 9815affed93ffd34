"""When each node called a model, ran code, waited for others or for a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from rlm_tui.domain.events import Event, NodeFinished, NodeStarted
from rlm_tui.domain.events_of_calls import CallFailed, CallFinished, CallStarted
from rlm_tui.domain.events_of_code import CodeExecuted, CodeStarted
from rlm_tui.domain.events_of_tickets import (
    TicketDecided,
    TicketRaised,
    TicketWithdrawn,
)

Doing: TypeAlias = Literal["model", "code", "waiting", "parked"]
URGENT: tuple[Doing, ...] = ("parked", "model", "waiting", "code")
"""What is shown of several at the same time: the first; code waits while it asks."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """From when to when something was done."""

    doing: Doing
    start: float
    end: float


@dataclass(slots=True)
class Lane:
    """What a node did."""

    node: str
    kind: str
    start: float
    end: float
    stretches: list[Stretch] = field(default_factory=list)

    def seconds(self, doing: Doing) -> float:
        """How long it did this and nothing more urgent."""
        above = URGENT[: URGENT.index(doing)]
        taken = _union(s for s in self.stretches if s.doing in above)
        mine = _union(s for s in self.stretches if s.doing == doing)
        return _length(mine) - _length(_overlaps(mine, taken))

    def cells(self, start: float, end: float, width: int) -> list[Doing | None]:
        """What is shown in each of `width` cells of a stretch of time."""
        cells: list[Doing | None] = [None] * width
        scale = width / max(end - start, 1e-9)
        for doing in reversed(URGENT):
            for stretch in self.stretches:
                if stretch.doing == doing:
                    first = int((stretch.start - start) * scale)
                    last = max(first, int((stretch.end - start) * scale - 1e-9))
                    for cell in range(max(0, first), min(width - 1, last) + 1):
                        cells[cell] = doing
        return cells


class _Open:
    """Beginnings whose ends have not come."""

    def __init__(self) -> None:
        self.lanes: dict[str, Lane] = {}
        self._since: dict[tuple[Doing, str], tuple[str, float]] = {}

    def begin(self, doing: Doing, key: str, node: str, at: float) -> None:
        self._since.setdefault((doing, key), (node, at))

    def end(self, doing: Doing, key: str, at: float) -> None:
        begun = self._since.pop((doing, key), None)
        if begun is not None and begun[0] in self.lanes:
            lane = self.lanes[begun[0]]
            lane.stretches.append(Stretch(doing, begun[1], at))
            lane.end = max(lane.end, at)

    def end_all(self, at: float) -> None:
        for doing, key in list(self._since):
            self.end(doing, key, at)


def lanes(events: Iterable[Event]) -> list[Lane]:
    """A lane for each node, in the order in which they came to be."""
    found = _Open()
    at = 0.0
    for event in events:
        at = event.at
        _take(found, event)
    found.end_all(at)
    return list(found.lanes.values())


def _take(found: _Open, event: Event) -> None:
    at = event.at
    match event:
        case NodeStarted(node=node):
            found.lanes[node] = Lane(node, event.node_kind, at, at)
            if "." in node:
                found.begin("waiting", node, node.rpartition(".")[0], at)
        case NodeFinished(node=node):
            found.end("waiting", node, at)
            if node in found.lanes:
                found.lanes[node].end = max(found.lanes[node].end, at)
        case CallStarted(node=node):
            found.begin("model", node, node, at)
        case CallFinished(node=node) | CallFailed(node=node):
            found.end("model", node, at)
        case CodeStarted(node=node):
            found.begin("code", node, node, at)
        case CodeExecuted(node=node):
            found.end("code", node, at)
        case TicketRaised(ticket=ticket, node=node) if event.hold is not None:
            found.begin("parked", ticket, node, at)
        case TicketDecided(ticket=ticket) | TicketWithdrawn(ticket=ticket):
            found.end("parked", ticket, at)
        case _:
            pass


Spans: TypeAlias = list[tuple[float, float]]


def _union(stretches: Iterable[Stretch]) -> Spans:
    merged: Spans = []
    for start, end in sorted((s.start, s.end) for s in stretches):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _overlaps(some: Spans, others: Spans) -> Spans:
    return [
        (max(a, c), min(b, d))
        for a, b in some
        for c, d in others
        if max(a, c) < min(b, d)
    ]


def _length(spans: Sequence[tuple[float, float]]) -> float:
    return sum(end - start for start, end in spans)
