"""What a person has before them: the selected row, the open ticket, their drafts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from rlm_tui.domain.session import Session, Ticket
from rlm_tui.ui.desk.attention import (
    alone_after,
    neighbour,
    next_after,
    recorded_at,
    stop_at,
)
from rlm_tui.ui.desk.grace import Grace
from rlm_tui.ui.desk.landmarks import Landmark
from rlm_tui.ui.rows.stops import Stop, stops_of
from rlm_tui.ui.rows.tree import ROOT, RowKey, row_of_ticket


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
        self._stops: list[Stop] = []
        self._stops_of: object = None
        """The tickets that the stops were worked out from."""
        self._recorded: Ticket | None = None
        self._recorded_of: tuple[object, RowKey] = None, ROOT
        """The tickets and the row that it was looked for in."""
        self._arrives_after = 0
        self._sought: str | None = None
        """A node to be shown as soon as something waits there."""
        self.selected: RowKey = ROOT
        self.shown: str | None = None
        """The waiting ticket in the detail pane."""
        self.batch: str | None = None
        """The batch whose waiting tickets are summed up in the detail pane."""
        self._gone: Ticket | None = None
        """The ticket that was shown last, or the first of the batch."""
        self.is_chosen = False
        """Whether the person has navigated since the last decision."""
        self.advances = True
        """Whether a decision leads to what waits next."""
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

    def stops(self, session: Session) -> list[Stop]:
        """The same as rows of the queue: a batch is one."""
        if self._stops_of is not session.tickets:
            self._stops_of = session.tickets
            self._stops = stops_of(session, self.open_tickets(session))
        return self._stops

    def recorded(self, session: Session) -> Ticket | None:
        """The last ticket of the selected row, open or decided."""
        tickets, row = self._recorded_of
        if tickets is not session.tickets or row != self.selected:
            self._recorded_of = session.tickets, self.selected
            self._recorded = recorded_at(session, self.selected)
        return self._recorded

    @property
    def current(self) -> str | None:
        """The id of the stop that is shown."""
        return self.batch or self.shown

    def look(self, session: Session) -> None:
        """Take in the newest session; in review nothing arrives."""
        if self._is_review:
            return
        self._going &= set(session.waiting)
        if self._found_sought(session) or self.ticket(session) is not None:
            return
        stops = self.stops(session)
        if any(stop.id == self.batch for stop in stops):
            return
        gone, self._gone = self._gone, None
        self.shown = self.batch = None
        if gone is not None and not self.is_chosen:
            self._show(session, next_after(session, stops, gone))
        elif self.is_chosen:
            self._show(session, stop_at(stops, self.selected), keeps_row=True)
        else:
            arrived = [s for s in stops if s.tickets[-1].seq > self._arrives_after]
            self._show(session, arrived[0] if arrived else None)

    def seek(self, node: str) -> None:
        """Show what waits at a node as soon as something does there.

        Unless the person has gone elsewhere by then.
        """
        self._sought = node

    def _found_sought(self, session: Session) -> bool:
        if self._sought is None:
            return False
        if self.is_chosen:
            self._sought = None
            return False
        stop = stop_at(self.stops(session), RowKey(self._sought))
        if stop is None:
            return False
        self._sought = None
        self._show(session, stop)
        return True

    def _show(
        self, session: Session, stop: Stop | None, *, keeps_row: bool = False
    ) -> None:
        if stop is None:
            return
        self._place(session, stop, keeps_row=keeps_row)
        self.grace.begin()

    def _place(self, session: Session, stop: Stop, *, keeps_row: bool = False) -> None:
        self._gone = stop.first
        self._arrives_after = 0
        self.batch = stop.batch
        self.shown = None if stop.batch is not None else stop.first.id
        if self.shown is not None:
            self.first_shown.setdefault(self.shown, self._clock())
        if stop.batch is not None:
            self.selected = RowKey(stop.batch)
        elif not keeps_row:
            self.selected = row_of_ticket(session, stop.first)

    def choose(self, session: Session, row: RowKey) -> None:
        """The person goes to a row: what waits at it, if anything, is shown."""
        self.selected = row
        self.is_chosen = True
        self.shown = self.batch = self._gone = None
        self.grace.end()
        stop = stop_at(self.stops(session), row)
        if stop is not None:
            self._place(session, stop, keeps_row=True)

    def choose_stop(self, session: Session, stop: Stop) -> None:
        """The person goes to what waits."""
        self.is_chosen = True
        self.grace.end()
        self._place(session, stop)

    def choose_landmark(self, session: Session, landmark: Landmark) -> None:
        """The person goes to what waited in a saved session, or to what they did."""
        ticket = session.tickets.get(landmark.ticket)
        if ticket is None or landmark.count > 1:
            self.choose(session, RowKey(landmark.node))
        elif landmark.deed is None:
            self.choose_stop(session, Stop((ticket,)))
        else:
            self.choose(session, row_of_ticket(session, ticket))

    def step(self, session: Session, step: int) -> Stop | None:
        """Go to the next or previous stop."""
        stop = neighbour(self.stops(session), self.current, step)
        if stop is not None:
            self.choose_stop(session, stop)
        return stop

    def decide(self, session: Session, ticket: Ticket) -> None:
        """A decision is on its way: show the next stop, of a batch one element."""
        self._leave([ticket])
        found = next_after(session, self.stops(session), ticket)
        self._go_on(session, alone_after(session, found, ticket))

    def decide_all(self, session: Session, tickets: Sequence[Ticket]) -> None:
        """The same for a whole set."""
        self._leave(tickets)
        if tickets:
            found = next_after(session, self.stops(session), tickets[0])
            self._go_on(session, found)

    def _go_on(self, session: Session, found: Stop | None) -> None:
        """Show what waits next, or stay where the person is."""
        self.is_chosen = not self.advances
        if self.advances:
            self._show(session, found)

    def go_along(self, session: Session, ticket: Ticket | None) -> None:
        """A step is on its way: show what it leads to when that arrives."""
        if ticket is not None:
            self._leave([ticket])
        self.is_chosen = False
        self._arrives_after = session.seq

    def _leave(self, tickets: Iterable[Ticket]) -> None:
        self._going |= {ticket.id for ticket in tickets}
        self._stops_of = None
        self.shown = self.batch = self._gone = None
        self.is_chosen = False

    def take_back(self, ticket: Ticket) -> None:
        """The decision was not accepted: the ticket still waits, and is shown again."""
        self._going.discard(ticket.id)
        self._stops_of = None
        if self.current is None and not self.is_chosen:
            self.shown = ticket.id

    def forget(self, ticket: Ticket) -> bool:
        """Throw away drafts for a ticket; whether there were any."""
        draft = self.drafts.pop(ticket.id, None)
        answer = self.answers.pop(ticket.id, None)
        return draft is not None or answer is not None
