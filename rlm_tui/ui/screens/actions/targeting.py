"""Which tickets the target of a command means on the run screen."""

from __future__ import annotations

from collections.abc import Sequence

from rlm_tui.commands.target import Target
from rlm_tui.domain.rules.facts import facts_of_ticket
from rlm_tui.domain.session import Ticket
from rlm_tui.errors import SteeringError
from rlm_tui.ui.screens.actions.acting import RunActing


class Targeting(RunActing):
    """What is in focus, marked, shown, in the same lane, or matches."""

    def tickets_meant(self, target: Target) -> Sequence[Ticket]:
        """The tickets of a target that wait now.

        Raises:
            SteeringError: none does.
        """
        found = self._of_kind(target)
        if not found:
            raise SteeringError(f"nothing waits at {target}")
        return found

    def _of_kind(self, target: Target) -> Sequence[Ticket]:
        tickets = self.desk.open_tickets(self.session)
        match target.kind:
            case "focus":
                return self._in_focus()
            case "shown":
                return self.tickets_shown()[0]
            case "all":
                return tickets
            case "number":
                place = target.number - 1
                is_there = 0 <= place < len(self.stops)
                return self.stops[place].tickets if is_there else ()
            case "lane":
                owners = {ticket.owner for ticket in self._in_focus()}
                return [ticket for ticket in tickets if ticket.owner in owners]
            case "node":
                return [ticket for ticket in tickets if ticket.node == target.node]
            case "marked":
                nodes = self.session.nodes
                return [t for t in tickets if "marked" in nodes[t.node].flags]
            case "filter":
                return [t for t in tickets if self._is_match(target, t)]

    def _in_focus(self) -> Sequence[Ticket]:
        if self.batch_shown is not None:
            return self.batch_shown.tickets
        ticket = self.desk.ticket(self.session)
        return () if ticket is None else (ticket,)

    def _is_match(self, target: Target, ticket: Ticket) -> bool:
        if target.filter is None:
            return False
        return target.filter.matches(facts_of_ticket(self.session, ticket)) is True
