"""What the verbs on a ticket need to know of the place where it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from rlm_tui.domain.session import Session, Ticket
from rlm_tui.ui.desk.grace import Grace
from rlm_tui.ui.rows.tree import RowKey


class TicketDesk(Protocol):
    """Holds what lies before the person; `Desk` and `BatchDesk` are two."""

    grace: Grace
    selected: RowKey
    drafts: dict[str, str]
    answers: dict[str, str]
    first_shown: dict[str, float]
    advances: bool
    """Whether a decision leads to what waits next."""

    def open_tickets(self, session: Session) -> Sequence[Ticket]:
        """Tickets that wait and that the person has not just decided."""

    def ticket(self, session: Session) -> Ticket | None:
        """The waiting ticket that is shown."""

    def decide(self, session: Session, ticket: Ticket) -> None:
        """A decision is on its way."""

    def decide_all(self, session: Session, tickets: Sequence[Ticket]) -> None:
        """The same for a whole set."""

    def take_back(self, ticket: Ticket) -> None:
        """The decision was not accepted."""

    def forget(self, ticket: Ticket) -> bool:
        """Throw away drafts for a ticket; whether there were any."""
