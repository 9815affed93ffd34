"""Nodes of a saved session whose texts are fetched when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields

from immutables import Map

from rlm_tui.domain.event_base import NodeEvent
from rlm_tui.domain.events import Event
from rlm_tui.domain.events_of_answers import ToolCalled
from rlm_tui.domain.events_of_steering import AbortAsked, CancelAsked
from rlm_tui.domain.events_of_tickets import (
    AttemptPicked,
    LaneParked,
    ModelChosen,
    TicketDecided,
    TicketEdited,
    TicketHeld,
    TicketRaised,
    TicketWithdrawn,
)
from rlm_tui.domain.limits import Usage
from rlm_tui.domain.reduce import reduce
from rlm_tui.domain.session import Node, Session, ancestors

AT_HAND = frozenset(
    {
        "id", "kind", "state", "depth", "model", "function", "place", "index",
        "elements", "children", "usage", "total", "out", "below", "flags",
        "started_at", "ended_at",
    }
)  # fmt: skip
"""Fields that an outline has; events of other nodes and of tickets change them too."""

FIELDS = tuple(field.name for field in fields(Node))
FETCHED = tuple(name for name in FIELDS if name not in AT_HAND)
"""Fields that nothing but the node's own events tells."""

_TELLS_NO_TEXT = (
    TicketRaised, TicketEdited, TicketDecided, TicketWithdrawn, TicketHeld,
    ModelChosen, AttemptPicked, LaneParked, CancelAsked, AbortAsked, ToolCalled,
)  # fmt: skip


def tells_of(event: Event) -> str | None:
    """The node whose texts an event changes, if it does."""
    if isinstance(event, NodeEvent) and not isinstance(event, _TELLS_NO_TEXT):
        return event.node
    return None


def told_alone(node: str, events: Iterable[Event]) -> Node:
    """What the events that tell of one node make of it; only the texts are right."""
    # Those above wait, and each counts the ones between itself and the node.
    above = {
        path: Node(path, "rlm", "waiting", below=Map({"waiting": between}))
        for between, path in enumerate(ancestors(node))
    }
    session = Session(nodes=Map(above))
    for event in events:
        session = reduce(session, event)
    return session.nodes[node]


UsageRow = tuple[int, int, int, int, int, float, int, int, bool]
"""The fields of `Usage`, in their order."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What an outline knows of a node and gives it only when it is asked."""

    turns: tuple[int, ...]
    blocks: tuple[int, ...]
    plays_back: bool | None
    usage: UsageRow | None
    """`None`: it called nothing."""
    total: UsageRow | None
    """With all below it; `None`: as much."""
    fetch: Callable[[str], Node]
    """Gives the node with its texts."""


SAVED = "saved of"
"""Where a saved node keeps it: a name that no field has."""


class SavedNode(Node):
    """A node that an outline has made: equal to the node that its events make."""

    @property
    def saved(self) -> Saved:
        """Where the rest is."""
        found: Saved = self.__dict__[SAVED]
        return found

    @property
    def turns(self) -> tuple[int, ...]:
        """Numbers of its iterations; they are known before the texts are."""
        return super().turns if self.is_fetched else self.saved.turns

    @property
    def blocks(self) -> tuple[int, ...]:
        """How many blocks each of its iterations has."""
        return super().blocks if self.is_fetched else self.saved.blocks

    @property
    def plays_back(self) -> bool | None:
        """Whether all its replies were played back; `None` without iterations."""
        return super().plays_back if self.is_fetched else self.saved.plays_back

    @property
    def is_fetched(self) -> bool:
        """Whether its texts are at hand."""
        return "iterations" in self.__dict__

    def fetch(self) -> None:
        """Get the texts. What has happened since the outline was made stays."""
        node = self.saved.fetch(self.id)
        for name in FETCHED:
            self.__dict__.setdefault(name, getattr(node, name))

    def unpack_usage(self) -> None:
        """Make values of the rows that say what was used."""
        own, total = self.saved.usage, self.saved.total
        usage = Usage(*own) if own is not None else Usage()
        self.__dict__.setdefault("usage", usage)
        self.__dict__.setdefault("total", usage if total is None else Usage(*total))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Node):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in FIELDS)

    __hash__ = Node.__hash__


class _OnDemand:
    """A field that is put into its node when it is first asked for."""

    def __init__(self, name: str, fill: Callable[[SavedNode], None]) -> None:
        self._name = name
        self._fill = fill

    def __get__(self, node: SavedNode, _kind: type[SavedNode]) -> object:
        self._fill(node)
        return node.__dict__[self._name]


# The values of a node lie in its dictionary, before which Python looks for descriptors
# that can be set; these cannot, so that each of them is asked once.
for _name in FETCHED:
    setattr(SavedNode, _name, _OnDemand(_name, SavedNode.fetch))
for _name in ("usage", "total"):
    setattr(SavedNode, _name, _OnDemand(_name, SavedNode.unpack_usage))
