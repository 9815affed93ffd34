"""What a person has before them in the table of a batch: one row, and its ticket."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rlm_tui.domain.session import Session, Ticket
from rlm_tui.ui.desk.grace import Grace
from rlm_tui.ui.desk.run import Desk
from rlm_tui.ui.rows.elements import Element
from rlm_tui.ui.rows.tree import RowKey


class BatchDesk:
    """Keeps the cursor on its row, whatever arrives, and says if keys are off.

    Whenever another ticket comes to lie under the cursor and the person has not
    navigated, keys are off for a moment, as on the run screen; drafts and answers are
    those of the run screen.
    """

    def __init__(
        self,
        desk: Desk,
        *,
        grace_s: float,
        clock: Callable[[], float],
    ) -> None:
        self.grace = Grace(grace_s, clock)
        self._clock = clock
        self._going: set[str] = set()
        self._rows: Sequence[Element] = ()
        self._has_looked = False
        self.at = 0
        """The place of the row under the cursor."""
        self.selected = RowKey("")
        self.shown: str | None = None
        """The ticket that waits under the cursor."""
        self.drafts = desk.drafts
        self.answers = desk.answers
        self.first_shown = desk.first_shown
        self.advances = desk.advances

    @property
    def row(self) -> Element | None:
        """The row under the cursor."""
        return self._rows[self.at] if self.at < len(self._rows) else None

    def open_tickets(self, session: Session) -> list[Ticket]:
        """Tickets that wait and that the person has not just decided."""
        if not self._going:
            return list(session.open_tickets)
        return [t for t in session.open_tickets if t.id not in self._going]

    def ticket(self, session: Session) -> Ticket | None:
        """The waiting ticket under the cursor."""
        if self.shown is None or self.shown in self._going:
            return None
        found = session.tickets.get(self.shown)
        return found if found is not None and found.is_open else None

    def look(self, session: Session, rows: Sequence[Element]) -> None:
        """Take in the newest rows; the cursor stays on its element."""
        if self._going:
            self._going &= set(session.waiting)
        self._rows = rows
        row = self.row
        if row is None or row.node.id != self.selected.node:
            self._find_row(rows)
        self._see(is_navigating=not self._has_looked)
        self._has_looked = True

    def _find_row(self, rows: Sequence[Element]) -> None:
        """Where the element is; if it is not shown, the row that took its place."""
        wanted = self.selected.node
        places = (i for i, row in enumerate(rows) if row.node.id == wanted)
        self.at = next(places, min(self.at, max(0, len(rows) - 1)))
        if rows:
            self.selected = RowKey(rows[self.at].node.id)

    def _see(self, *, is_navigating: bool) -> None:
        """Note which ticket lies under the cursor."""
        row = self.row
        ticket = row.ticket.id if row is not None and row.ticket is not None else None
        if ticket is not None and ticket != self.shown and not is_navigating:
            self.grace.begin()
        self.shown = ticket
        if ticket is not None:
            self.first_shown.setdefault(ticket, self._clock())

    def go(self, at: int) -> None:
        """The person moves to a place."""
        if not self._rows:
            return
        self.at = min(max(0, at), len(self._rows) - 1)
        self.selected = RowKey(self._rows[self.at].node.id)
        self.grace.end()
        self._see(is_navigating=True)

    def go_to(self, node: str) -> None:
        """Begin at an element; its place is found at the next look."""
        self.selected = RowKey(node)

    def go_to_waiting(self, step: int) -> bool:
        """The person moves to the next or previous row that waits; whether any does."""
        found = self._waiting_from(self.at + step, step)
        if found is not None:
            self.go(found)
        return found is not None

    def _waiting_from(self, start: int, step: int) -> int | None:
        """The first place from one on, going round, where something waits."""
        for offset in range(len(self._rows)):
            at = (start + offset * step) % len(self._rows)
            ticket = self._rows[at].ticket
            if ticket is not None and ticket.id not in self._going:
                return at
        return None

    def decide(self, session: Session, ticket: Ticket) -> None:
        """A decision is on its way: go to the next row that waits."""
        self.decide_all(session, [ticket])

    def decide_all(self, session: Session, tickets: Sequence[Ticket]) -> None:
        """The same for a whole set; a row that still waits keeps the cursor."""
        self._going |= {ticket.id for ticket in tickets}
        self.grace.begin()
        row = self.row
        if row is not None and row.ticket and row.ticket.id not in self._going:
            return
        found = self._waiting_from(self.at, 1) if self.advances else None
        self.shown = None
        if found is not None:
            self.at = found
            self.selected = RowKey(self._rows[found].node.id)
            self._see(is_navigating=False)

    def take_back(self, ticket: Ticket) -> None:
        """The decision was not accepted: the ticket still waits."""
        self._going.discard(ticket.id)

    def forget(self, ticket: Ticket) -> bool:
        """Throw away drafts for a ticket; whether there were any."""
        draft = self.drafts.pop(ticket.id, None)
        answer = self.answers.pop(ticket.id, None)
        return draft is not None or answer is not None
