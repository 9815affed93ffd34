"""What a person has before them: the selected row, the open ticket, their drafts."""

from __future__ import annotations

from collections.abc import Callable

from rlm_tui.domain.session import Session, Ticket
from rlm_tui.ui.attention import neighbour, next_after, recorded, ticket_at
from rlm_tui.ui.grace import Grace
from rlm_tui.ui.rows import ROOT, RowKey, row_of_ticket


class Desk:
    """Decides which ticket is shown and whether the keys that decide it are on.

    An arrival never moves the selection or the shown ticket, unless the person has
    chosen nothing since the last decision. Whenever the shown ticket changes without
    the person having navigated, its keys are off for a moment, so that a key meant
    for the last ticket cannot decide the next one.
    """

    def __init__(
        self, *, grace_s: float, clock: Callable[[], float], is_review: bool = False
    ) -> None:
        self.grace = Grace(grace_s, clock)
        self._clock = clock
        self._is_review = is_review
        self._going: set[str] = set()
        self._arrives_after = 0
        self.selected: RowKey = ROOT
        self.shown: str | None = None
        """The waiting ticket in the detail pane."""
        self.is_chosen = False
        """Whether the person has navigated since the last decision."""
        self.first_shown: dict[str, float] = {}
        """When each ticket was first on the screen."""
        self.drafts: dict[str, str] = {}
        """Edits that were left without being kept, by ticket."""
        self.answers: dict[str, str] = {}
        """Answers that are written and not used yet, by ticket."""

    def open_tickets(self, session: Session) -> list[Ticket]:
        """Tickets that wait and that the person has not just decided."""
        return [t for t in session.open_tickets if t.id not in self._going]

    def ticket(self, session: Session) -> Ticket | None:
        """The waiting ticket that is shown."""
        if self.shown is None or self.shown in self._going:
            return None
        found = session.tickets.get(self.shown)
        return found if found is not None and found.is_open else None

    def look(self, session: Session) -> None:
        """Take in the newest session; in review nothing arrives."""
        if self._is_review:
            return
        self._going &= set(session.waiting)
        if self.ticket(session) is not None:
            return
        tickets = self.open_tickets(session)
        gone = session.tickets.get(self.shown) if self.shown is not None else None
        self.shown = None
        if gone is not None and not self.is_chosen:
            self._show(session, next_after(tickets, gone))
        elif self.is_chosen:
            found = ticket_at(tickets, self.selected)
            self._show(session, found, keeps_row=True)
        else:
            arrived = [t for t in tickets if t.seq > self._arrives_after]
            self._show(session, arrived[0] if arrived else None)

    def _show(
        self, session: Session, ticket: Ticket | None, *, keeps_row: bool = False
    ) -> None:
        if ticket is None:
            return
        self._place(session, ticket, keeps_row=keeps_row)
        self.grace.begin()

    def _place(
        self, session: Session, ticket: Ticket, *, keeps_row: bool = False
    ) -> None:
        self.shown = ticket.id
        self.first_shown.setdefault(ticket.id, self._clock())
        self._arrives_after = 0
        if not keeps_row:
            self.selected = row_of_ticket(session, ticket)

    def choose(self, session: Session, row: RowKey) -> None:
        """The person goes to a row: its ticket, if it has one, is shown."""
        self.selected = row
        self.is_chosen = True
        self.shown = None
        self.grace.end()
        ticket = ticket_at(self.open_tickets(session), row)
        if ticket is not None:
            self._place(session, ticket, keeps_row=True)

    def choose_ticket(self, session: Session, ticket: Ticket) -> None:
        """The person goes to a ticket."""
        self.is_chosen = True
        self.grace.end()
        self._place(session, ticket)

    def step(self, session: Session, step: int) -> Ticket | None:
        """Go to the next or previous ticket that waits, or in review is recorded."""
        tickets = self.open_tickets(session)
        if self._is_review:
            tickets = recorded(session)
        ticket = neighbour(tickets, self.shown, step)
        if ticket is not None:
            self.choose_ticket(session, ticket)
        return ticket

    def decide(self, session: Session, ticket: Ticket) -> None:
        """A decision is on its way: show the next ticket."""
        self._leave(ticket)
        self._show(session, next_after(self.open_tickets(session), ticket))

    def go_along(self, session: Session, ticket: Ticket | None) -> None:
        """A step is on its way: show what it leads to when that arrives."""
        if ticket is not None:
            self._leave(ticket)
        self.is_chosen = False
        self._arrives_after = session.seq

    def _leave(self, ticket: Ticket) -> None:
        self._going.add(ticket.id)
        self.shown = None
        self.is_chosen = False

    def take_back(self, ticket: Ticket) -> None:
        """The decision was not accepted: the ticket still waits."""
        self._going.discard(ticket.id)

    def forget(self, ticket: Ticket) -> bool:
        """Throw away drafts for a ticket; whether there were any."""
        draft = self.drafts.pop(ticket.id, None)
        answer = self.answers.pop(ticket.id, None)
        return draft is not None or answer is not None
