"""Which tickets the target of a command means."""

from __future__ import annotations

from collections.abc import Sequence

from rlm_tui.commands.target import Target
from rlm_tui.domain.rules.facts import facts_of_ticket
from rlm_tui.domain.session import Ticket
from rlm_tui.errors import SteeringError
from rlm_tui.ui.keys.keymap import with_keys
from rlm_tui.ui.screens.actions.acting import Acting, RunActing
from rlm_tui.wording import count


class Targeting(Acting):
    """What is in focus, marked, shown, in the same lane, or matches."""

    def in_focus(self) -> Sequence[Ticket]:
        """What a key would act on."""
        raise NotImplementedError

    def of_number(self, number: int) -> Sequence[Ticket]:
        """What has a number on this screen."""
        raise NotImplementedError

    def marked_tickets(self) -> Sequence[Ticket]:
        """What waits and is marked."""
        raise NotImplementedError

    def tickets_meant(self, target: Target) -> Sequence[Ticket]:
        """The tickets of a target that wait now.

        Raises:
            SteeringError: none does.
        """
        found = self._of_kind(target)
        if not found:
            raise SteeringError(self._why_none(target))
        return found

    def _why_none(self, target: Target) -> str:
        waiting = len(self.desk.open_tickets(self.session))
        match target.kind:
            case _ if waiting == 0:
                return "nothing waits for a decision"
            case "focus" | "lane":
                return self.why_no_ticket()
            case "marked":
                return with_keys("nothing that is marked waits; {node.mark} marks")
            case "number":
                stops = count(waiting, "stop")
                return f"nothing waits under the number {target.number}: {stops} in all"
            case "node" if target.node not in self.session.nodes:
                return f"there is no node {target}"
            case "node":
                return f"nothing waits at {target}"
            case _:
                return f"nothing that waits is {target}"

    def _of_kind(self, target: Target) -> Sequence[Ticket]:
        tickets = self.desk.open_tickets(self.session)
        match target.kind:
            case "focus":
                return self.in_focus()
            case "shown":
                return self.tickets_shown()[0]
            case "all":
                return tickets
            case "number":
                return self.of_number(target.number)
            case "lane":
                owners = {ticket.owner for ticket in self.in_focus()}
                return [ticket for ticket in tickets if ticket.owner in owners]
            case "node":
                return [ticket for ticket in tickets if ticket.node == target.node]
            case "marked":
                return self.marked_tickets()
            case "filter":
                return [t for t in tickets if self._is_match(target, t)]

    def _is_match(self, target: Target, ticket: Ticket) -> bool:
        if target.filter is None:
            return False
        return target.filter.matches(facts_of_ticket(self.session, ticket)) is True


class RunTargeting(RunActing, Targeting):
    """The same on the run screen: numbers are those of the queue."""

    def in_focus(self) -> Sequence[Ticket]:
        """The ticket that is shown, or what waits of the batch."""
        if self.batch_shown is not None:
            return self.batch_shown.tickets
        ticket = self.desk.ticket(self.session)
        return () if ticket is None else (ticket,)

    def of_number(self, number: int) -> Sequence[Ticket]:
        """The stop at a place of the queue."""
        is_there = 0 <= number - 1 < len(self.stops)
        return self.stops[number - 1].tickets if is_there else ()

    def marked_tickets(self) -> Sequence[Ticket]:
        """What waits at marked nodes."""
        nodes = self.session.nodes
        tickets = self.desk.open_tickets(self.session)
        return [t for t in tickets if "marked" in nodes[t.node].flags]
