"""Which of the things that wait a person looks at next."""

from __future__ import annotations

from collections.abc import Sequence

from rlm_tui.domain.session import Session, Ticket, is_within
from rlm_tui.ui.rows.stops import Stop, batch_of
from rlm_tui.ui.rows.tree import RowKey


def stop_at(stops: Sequence[Stop], row: RowKey) -> Stop | None:
    """The oldest of some stops that belongs to a row; of a batch, one element's."""
    for stop in stops:
        if stop.batch == row.node:
            return stop
        for ticket in stop.tickets:
            if _is_at(ticket, row):
                return Stop((ticket,))
    return None


def recorded_at(session: Session, row: RowKey) -> Ticket | None:
    """The last ticket that a row had."""
    of_row = [ticket for ticket in session.tickets.values() if _is_at(ticket, row)]
    return max(of_row, key=lambda ticket: ticket.seq, default=None)


def _is_at(ticket: Ticket, row: RowKey) -> bool:
    if ticket.node != row.node or row.iteration not in (None, ticket.iteration):
        return False
    return row.block in (None, ticket.block)


def next_after(session: Session, stops: Sequence[Stop], done: Ticket) -> Stop | None:
    """Where to go after a decision: same lane, same batch, same subtree, oldest."""
    batch = batch_of(session, done)
    for wanted in (
        lambda stop: stop.first.owner == done.owner,
        lambda stop: batch is not None and stop.batch == batch,
        lambda stop: is_within(stop.first.node, done.owner),
        lambda stop: True,
    ):
        for stop in stops:
            if stop.id != done.id and wanted(stop):
                return stop
    return None


def alone_after(session: Session, stop: Stop | None, done: Ticket) -> Stop | None:
    """The same stop; of the batch that holds what was decided, its next element."""
    batch = batch_of(session, done)
    if stop is None or batch is None or stop.batch != batch:
        return stop
    places = {node: at for at, node in enumerate(session.nodes[batch].children)}
    here = places[done.node]
    return Stop((min(stop.tickets, key=lambda t: (places[t.node] <= here, t.seq)),))


def neighbour(stops: Sequence[Stop], current: str | None, step: int) -> Stop | None:
    """The next or previous stop, going round; without a current one the first."""
    if not stops:
        return None
    ids = [stop.id for stop in stops]
    if current not in ids:
        return stops[0] if step > 0 else stops[-1]
    return stops[(ids.index(current) + step) % len(ids)]
