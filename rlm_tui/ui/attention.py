"""Which waiting ticket a person looks at next."""

from __future__ import annotations

from collections.abc import Sequence

from rlm_tui.domain.session import Session, Ticket, is_within
from rlm_tui.ui.rows import RowKey


def ticket_at(tickets: Sequence[Ticket], row: RowKey) -> Ticket | None:
    """The oldest of some tickets that belongs to a row."""
    for ticket in tickets:
        if ticket.node == row.node and row.iteration in (None, ticket.iteration):
            return ticket
    return None


def recorded_at(session: Session, row: RowKey) -> Ticket | None:
    """The last ticket that a row had."""
    of_row = [
        ticket
        for ticket in session.tickets.values()
        if ticket.node == row.node and row.iteration in (None, ticket.iteration)
    ]
    return max(of_row, key=lambda ticket: ticket.seq, default=None)


def recorded(session: Session) -> list[Ticket]:
    """All tickets that ever waited, in order of arrival."""
    return sorted(session.tickets.values(), key=lambda ticket: ticket.seq)


def next_after(tickets: Sequence[Ticket], done: Ticket) -> Ticket | None:
    """Where to go after a decision: same lane, else same subtree, else oldest."""
    for wanted in (
        lambda ticket: ticket.owner == done.owner,
        lambda ticket: is_within(ticket.node, done.owner),
        lambda ticket: True,
    ):
        for ticket in tickets:
            if ticket.id != done.id and wanted(ticket):
                return ticket
    return None


def neighbour(
    tickets: Sequence[Ticket], current: str | None, step: int
) -> Ticket | None:
    """The next or previous ticket, going round; without a current one the first."""
    if not tickets:
        return None
    ids = [ticket.id for ticket in tickets]
    if current not in ids:
        return tickets[0] if step > 0 else tickets[-1]
    return tickets[(ids.index(current) + step) % len(ids)]
