"""What waits, as a person sees it: one row for a ticket, and one for a whole batch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from rlm_tui.domain.session import Session, Ticket
from rlm_tui.ui.text.estimates import Estimates


# Without slots: what is worked out of all tickets is kept.
@dataclass(frozen=True)
class Stop:
    """A ticket that waits, or all those that wait of one batch."""

    tickets: tuple[Ticket, ...]
    """Never empty; the oldest first."""
    batch: str | None = None
    """The node of the batch."""

    @property
    def first(self) -> Ticket:
        """The oldest."""
        return self.tickets[0]

    @property
    def id(self) -> str:
        """The id of the ticket, or the path of the batch."""
        return self.batch or self.first.id

    @cached_property
    def input_tokens(self) -> int:
        """What all of it would send."""
        return sum(ticket.input_tokens for ticket in self.tickets)

    @cached_property
    def estimates(self) -> Estimates:
        """What all of it would cost."""
        return Estimates.of(self.tickets)


def stops_of(session: Session, tickets: Iterable[Ticket]) -> list[Stop]:
    """The tickets in their order, those of a batch together where its first is."""
    grouped: dict[str, list[Ticket]] = {}
    for ticket in tickets:
        grouped.setdefault(batch_of(session, ticket) or ticket.id, []).append(ticket)
    return [
        Stop(tuple(found), None if name == found[0].id else name)
        for name, found in grouped.items()
    ]


def batch_of(session: Session, ticket: Ticket) -> str | None:
    """The batch that a ticket is an element of.

    What an RLM node that is an element does inside has stops of its own.
    """
    above = ticket.node.rpartition(".")[0]
    batch = session.nodes.get(above)
    if batch is None or batch.kind != "batch":
        return None
    is_inside = session.nodes[ticket.node].kind == "rlm" and not (
        ticket.gate == "query" or (ticket.gate == "result" and ticket.of == "query")
    )
    return None if is_inside else above
