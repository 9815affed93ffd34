"""Where one goes to in a saved session: what waited for a person, and what they did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from rlm_tui.domain.decisions import Verb
from rlm_tui.domain.events import Event, NodeKind
from rlm_tui.domain.events_of_tickets import TicketRaised
from rlm_tui.sanitize import safe_line

Deed: TypeAlias = Literal[
    "edited", "approved", "refused", "answered", "tried again", "aborted", "guided"
]
TOGETHER_S = 0.2
"""What a person did to a whole set is recorded within so long; nobody presses the keys
of two decisions in it."""

_DEEDS: dict[Verb, Deed] = {
    "approve": "approved",
    "reject": "refused",
    "answer": "answered",
    "retry": "tried again",
    "abort": "aborted",
}


@dataclass(frozen=True, slots=True)
class Landmark:
    """A place on the time line of a session."""

    position: int
    """Number of events; of several together up to the last of them."""
    node: str
    """That of the ticket; of several the batch."""
    deed: Deed | None = None
    """What the person did; `None`: something came to wait for them."""
    ticket: str = ""
    of: str = ""
    """The batch that the node is an element of."""
    count: int = 1
    what: str = ""
    """What a deed was done to, if that is no ticket."""

    def says(self) -> str:
        """Such as `0.1 waits`, `you refused 0.1.2`."""
        of = self.node if self.count == 1 else f"{self.count} of {self.node}"
        if self.deed is None:
            return f"{of} wait{'s' if self.count == 1 else ''}"
        what = f"{self.what} of " if self.what else ""
        return f"you {self.deed} {what}{of}"


class Landmarks:
    """The landmarks of a session, found anew when there are other events."""

    def __init__(self) -> None:
        self._events: Sequence[Event] = ()
        self._seen = 0
        self._found: list[Landmark] = []

    def of(self, events: Sequence[Event]) -> Sequence[Landmark]:
        """All of them, in their order."""
        if events is not self._events or len(events) != self._seen:
            self._events, self._seen = events, len(events)
            self._found = landmarks_of(events)
        return self._found


def landmarks_of(events: Sequence[Event]) -> list[Landmark]:
    """What waited for a person and what they did; elements of a batch are one."""
    kinds: dict[str, NodeKind] = {}
    found: list[Landmark] = []
    waiting: dict[tuple[str, str], int] = {}
    """Which one tells of a batch that waits, until something of it is decided."""
    for position, event in enumerate(events, 1):
        if event.kind == "node_started":
            kinds[event.node] = event.node_kind
        elif event.kind == "ticket_raised" and event.hold is not None:
            stop = _stop(event, position, kinds)
            at = waiting.get((stop.of, event.gate))
            if at is not None:
                found[at] = _joined(found[at], stop)
                continue
            if stop.of:
                waiting[stop.of, event.gate] = len(found)
            found.append(stop)
        elif (done := _done(event, position, kinds)) is not None:
            waiting = {key: at for key, at in waiting.items() if key[0] != done.of}
            if found and _is_one(found[-1], done, events):
                found[-1] = _joined(found[-1], done)
            else:
                found.append(done)
    return sorted(found, key=lambda landmark: landmark.position)


def _stop(event: TicketRaised, position: int, kinds: dict[str, NodeKind]) -> Landmark:
    """Something waits; as `batch_of` tells of a session."""
    above = event.node.rpartition(".")[0]
    of_query = event.gate == "query" or event.of == "query"
    is_inside = kinds.get(event.node) == "rlm" and not of_query
    of = above if kinds.get(above) == "batch" and not is_inside else ""
    return Landmark(position, event.node, ticket=event.ticket, of=of)


def _done(event: Event, position: int, kinds: dict[str, NodeKind]) -> Landmark | None:
    """What a person did, as far as it changes what is sent or comes of it."""
    match event.kind:
        case "ticket_edited" if event.text is not None:
            deed: Deed = "edited"
            ticket, what = event.ticket, ""
        case "ticket_decided" if event.actor == "you":
            deed, ticket, what = _DEEDS[event.verb], event.ticket, ""
        case "guidance_given":
            deed, ticket, what = "guided", "", ""
        case "variable_set":
            deed, ticket, what = "edited", "", safe_line(event.name)
        case "abort_asked":
            deed, ticket, what = "aborted", "", ""
        case _:
            return None
    above = event.node.rpartition(".")[0]
    of = above if kinds.get(above) == "batch" else ""
    return Landmark(position, event.node, deed, ticket, of=of, what=what)


def _is_one(last: Landmark, new: Landmark, events: Sequence[Event]) -> bool:
    """Whether a deed belongs to the one before it: done in one go to a set."""
    if last.position != new.position - 1 or last.deed != new.deed:
        return False
    took = events[new.position - 1].at - events[last.position - 1].at
    return bool(new.of) and last.of == new.of and took < TOGETHER_S


def _joined(last: Landmark, new: Landmark) -> Landmark:
    """Two elements of a batch as one."""
    return replace(new, node=new.of, count=last.count + 1)


def landmark_beside(
    landmarks: Sequence[Landmark], position: int, step: int
) -> Landmark | None:
    """The nearest one after or before a position."""
    if step > 0:
        return next((one for one in landmarks if one.position > position), None)
    return next((one for one in reversed(landmarks) if one.position < position), None)
