"""Which stops were announced, under which numbers, and which one verbs act on.

An arrival never changes what verbs act on while that still waits; what they act on
changes only when it no longer does, or when the person says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rlm_tui.commands.target import Target
from rlm_tui.domain.rules.facts import facts_of_ticket
from rlm_tui.domain.rules.filters import Filter
from rlm_tui.domain.session import Session, Ticket, is_within
from rlm_tui.errors import SteeringError


@dataclass(frozen=True, slots=True)
class Announced:
    """A stop that a person was told of."""

    number: int
    at: float


SAY_AGAIN = "say it again if you mean this one"


class Stops:
    """Numbers stops in the order in which they are announced."""

    def __init__(
        self, clock: Callable[[], float], *, grace_s: float, again: str = SAY_AGAIN
    ) -> None:
        """Take what is needed to know when a line was meant for a stop.

        Args:
            clock: seconds.
            grace_s: a line that arrives sooner after a stop was not meant for it.
            again: what somebody is told whose line came too early.
        """
        self._clock = clock
        self.again = again
        self._told: dict[str, Announced] = {}
        self.grace_s = grace_s
        """A line that arrives sooner after an announcement was not meant for it."""
        self.focus: str | None = None
        """The ticket that a verb without a target acts on."""
        self._focused_at = 0.0
        self._lane = ""

    def announce(self, ticket: Ticket) -> int:
        """Give a stop its number."""
        known = self._told.get(ticket.id)
        if known is None:
            known = Announced(len(self._told) + 1, self._clock())
            self._told[ticket.id] = known
        return known.number

    def number(self, ticket: Ticket) -> str:
        """As a person writes it; a stop that nobody was told of has no number yet."""
        known = self._told.get(ticket.id)
        return f"#{known.number}" if known else "#?"

    def shown_at(self, ticket: str) -> float | None:
        """When a person was told of it."""
        known = self._told.get(ticket)
        return known.at if known else None

    def all_shown_at(self, tickets: Sequence[str]) -> dict[str, float]:
        """When a person was told of each, of those that they were told of."""
        return {id_: self._told[id_].at for id_ in tickets if id_ in self._told}

    def focus_on(self, ticket: Ticket) -> None:
        """Have verbs act on a stop from now on."""
        self.focus, self._lane = ticket.id, ticket.owner
        self._focused_at = self._clock()

    def is_settled(self, session: Session) -> bool:
        """Whether what verbs act on still waits, or nothing does."""
        return self.focus in session.waiting or not session.waiting

    def next_of(self, session: Session) -> Ticket | None:
        """What verbs should act on next: the same lane first, then what is near."""
        waiting = session.open_tickets
        lane = [ticket for ticket in waiting if ticket.owner == self._lane]
        near = [ticket for ticket in waiting if is_within(ticket.owner, self._lane)]
        return next(iter((*lane, *near, *waiting)), None)

    def single(self, target: Target, session: Session, *, typed_at: float) -> Ticket:
        """The one ticket that a target means.

        Raises:
            SteeringError: there is none, or the person cannot have meant it.
        """
        match target.kind:
            case "number":
                return self._numbered(target.number, session)
            case "node":
                return self._named(target.node, session, typed_at)
            case _:
                return self._focused(session, typed_at)

    def _numbered(self, number: int, session: Session) -> Ticket:
        for ticket, known in self._told.items():
            if known.number == number:
                return session.tickets[ticket]
        raise SteeringError(f"no stop #{number} was announced; queue lists what waits")

    def _named(self, node: str, session: Session, typed_at: float) -> Ticket:
        ticket = _at_node(node, session)
        known = self._told.get(ticket.id)
        if known is None or typed_at < known.at:
            raise SteeringError(
                f"what waits at {node} came as you typed: {ticket.gate}. Nothing was "
                f"done; {self.again}"
            )
        return ticket

    def _focused(self, session: Session, typed_at: float) -> Ticket:
        if not session.waiting:
            raise SteeringError("nothing waits")
        if self.focus is None or not self.is_settled(session):
            raise SteeringError("the stop changed; name the one you mean, such as #1")
        ticket = session.tickets[self.focus]
        if typed_at < self._focused_at + self.grace_s:
            raise SteeringError(
                f"the stop changed as you typed: {self.number(ticket)} {ticket.node} "
                f"waits now. Nothing was done; {self.again}"
            )
        return ticket

    def several(self, target: Target, session: Session) -> list[Ticket]:
        """The announced tickets that a target means."""
        known = [t for t in session.open_tickets if t.id in self._told]
        match target.kind:
            case "lane":
                return [t for t in known if is_within(t.owner, self._lane)]
            case "marked":
                nodes = session.nodes
                return [t for t in known if "marked" in nodes[t.node].flags]
            case "filter" if target.filter is not None:
                return _matching(target.filter, known, session, now=self._clock())
            case _:
                return known


def _at_node(node: str, session: Session) -> Ticket:
    for ticket in session.open_tickets:
        if ticket.node == node:
            return ticket
    if node not in session.nodes:
        raise SteeringError(f"there is no node {node}")
    raise SteeringError(f"nothing waits at {node}")


def _matching(
    asked: Filter, tickets: list[Ticket], session: Session, *, now: float
) -> list[Ticket]:
    return [
        ticket
        for ticket in tickets
        if asked.matches(facts_of_ticket(session, ticket, now=now, is_new=False))
    ]
