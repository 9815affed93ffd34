"""The crossings of a record, with what was decided on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rlm_tui.domain.decisions import Gate
from rlm_tui.domain.events import Event
from rlm_tui.domain.events_of_tickets import (
    TicketDecided,
    TicketRaised,
    TicketWithdrawn,
)
from rlm_tui.engine.steering.crossing import Verdict, whole


@dataclass(frozen=True, slots=True)
class PastCrossing:
    """A crossing that the record has."""

    ticket: str
    payload: str
    verdict: Verdict | None
    """`None`: it waits still, or what was let through had no effect yet."""
    is_open: bool
    """Whether it was held and waits."""


class PastTickets:
    """Looks up tickets by their ids, which are the same when a run is taken up."""

    def __init__(self, events: Sequence[Event]) -> None:
        self.ordinals: Counter[tuple[str, Gate]] = Counter()
        """How many tickets there are of each node and gate."""
        self.refused_limits: list[str] = []
        """What was said of limits that nobody raised."""
        self._raised: dict[str, TicketRaised] = {}
        self._decided: dict[str, TicketDecided] = {}
        self._withdrawn: set[str] = set()
        for event in events:
            self._note(event)

    def _note(self, event: Event) -> None:
        match event:
            case TicketRaised(ticket=ticket):
                key, ordinal = (event.node, event.gate), ordinal_of(ticket)
                self.ordinals[key] = max(self.ordinals[key], ordinal)
                self._raised[ticket] = event
            case TicketDecided(ticket=ticket):
                self._decided[ticket] = event
                raised = self._raised[ticket]
                if raised.gate == "limit" and event.verb != "approve":
                    self.refused_limits.append(raised.why)
            case TicketWithdrawn(ticket=ticket):
                self._withdrawn.add(ticket)
            case _:
                return

    def crossing(self, raised: TicketRaised, *, is_last: bool) -> PastCrossing | None:
        """What became of a crossing; `None` if its ticket was withdrawn.

        Args:
            raised: how the record has it.
            is_last: whether its node has done nothing since.
        """
        ticket, payload = raised.ticket, whole(raised.payload)
        if decided := self._decided.get(ticket):
            verdict = _verdict(raised, payload, decided)
            return PastCrossing(ticket, payload, verdict, is_open=False)
        if ticket in self._withdrawn:
            return None
        if raised.hold is None:
            # What was handed on has no event of its own that would say so.
            has_passed = not is_last or raised.gate == "result"
            passed = _passed(raised, payload) if has_passed else None
            return PastCrossing(ticket, payload, passed, is_open=False)
        return PastCrossing(ticket, payload, None, is_open=True)

    def accepts_differences(self, node: str) -> bool:
        """Whether a person has seen that a node came out differently, and went on."""
        return any(
            raised.hold == "replay"
            and raised.node == node
            and ticket in self._decided
            and self._decided[ticket].verb == "approve"
            for ticket, raised in self._raised.items()
        )

    def open_difference(self, node: str) -> PastCrossing | None:
        """The stop of a node that came out differently, if it waits still."""
        for raised in self._raised.values():
            if raised.hold == "replay" and raised.node == node:
                past = self.crossing(raised, is_last=True)
                if past is not None and past.is_open:
                    return past
        return None


def _passed(raised: TicketRaised, payload: str) -> Verdict:
    """What became of a crossing at which nobody was asked."""
    if raised.verb is None or raised.text is None:
        return Verdict("approve", payload, model=raised.model)
    return Verdict(raised.verb, whole(raised.text), actor="rule")


def _verdict(raised: TicketRaised, payload: str, decided: TicketDecided) -> Verdict:
    return Verdict(
        decided.verb,
        payload if decided.text is None else whole(decided.text),
        edited=decided.edited,
        actor=decided.actor,
        model=decided.model or raised.model,
        attempt=decided.attempt,
    )


def ordinal_of(ticket: str) -> int:
    """Which of the tickets of its node and gate it is, from 1."""
    return int(ticket.rpartition(":")[2])
