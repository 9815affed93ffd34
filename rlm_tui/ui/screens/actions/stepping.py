"""Going on, and stepping."""

from __future__ import annotations

from functools import partial
from typing import Protocol

from rlm_tui.domain.events_of_steering import StepKind
from rlm_tui.domain.session import Ticket, is_within
from rlm_tui.ui.keys.keymap import with_keys
from rlm_tui.ui.labels.tickets import answer_unused
from rlm_tui.ui.screens.actions.acting import RunActing
from rlm_tui.ui.screens.actions.pausing import Pausing

_NOT_PAST_IT = (
    "no step goes past a limit: {ticket.approve} raises it, {run.limits} sets a value, "
    "{ticket.reject} finishes"
)


class RunningOn(Protocol):
    """Lets a ticket through, if there is one, and sets out for a place."""

    async def __call__(self, *, ticket: str | None) -> str:
        """What to say of it."""


class Stepping(RunActing, Pausing):
    """The keys `i`, `s`, `n` and `o`."""

    def go_on(self) -> None:
        """Go on, and show what arrives next."""
        self.desk.is_chosen = False
        super().go_on()

    def action_run_into(self) -> None:
        """Step into."""
        self._step("into")

    def action_run_over(self) -> None:
        """Step over."""
        self._step("over")

    def action_run_iteration(self) -> None:
        """One iteration."""
        self._step("iteration")

    def action_run_out(self) -> None:
        """Step out."""
        self._step("out")

    def _step(self, kind: StepKind) -> None:
        if not self._may_step():
            return
        ticket = self.desk.ticket(self.session)
        if ticket is not None and ticket.gate == "limit":
            self.say(with_keys(_NOT_PAST_IT))
        else:
            self.step_lane(kind, ticket)

    def _may_step(self) -> bool:
        """Whether a step may let what is shown through; if not, it says why."""
        if not self.can_act():
            return False
        ticket = self.desk.ticket(self.session)
        if self.desk.current is not None and self.desk.grace.is_on:
            self.too_early()
            return False
        if self.batch_shown is not None:
            self.say(self.why_no_ticket())
            return False
        if ticket is not None and ticket.id in self.desk.answers:
            self.say(answer_unused())
            return False
        return True

    def action_run_to(self) -> None:
        """Run until the selected node reaches a gate."""
        node = self.desk.selected.node
        if not self.can_act():
            return
        if any(is_within(ticket.node, node) for ticket in self.session.open_tickets):
            self.say(f"{node} already waits: a stop is there or below it")
            return
        self.run_to(node)

    def run_to(self, node: str) -> None:
        """Run until a node reaches a gate; what is shown is let through."""
        if self._may_step():
            self._run_on(partial(self.controller.run_to, node))

    def run_until(self, wanted: str) -> None:
        """Run until a crossing matches a filter; what is shown is let through."""
        if self._may_step():
            self._run_on(partial(self.controller.until, wanted))

    def _run_on(self, going: RunningOn) -> None:
        ticket = self.desk.ticket(self.session)
        if ticket is not None and ticket.gate in ("limit", "error"):
            ticket = None
        refused = partial(self.desk.take_back, ticket) if ticket else None
        self.perform(self._go_and_tell(going, ticket), refused=refused)
        self.desk.go_along(self.session, ticket)

    async def _go_and_tell(self, going: RunningOn, ticket: Ticket | None) -> str:
        """Set out, let the ticket through, and say what does not come along."""
        said = await going(ticket=ticket.id if ticket is not None else None)
        left = len(self.controller.session.open_tickets)
        return f"{said}; still waiting for you: {left}" if left else said

    def step_lane(
        self, kind: StepKind, ticket: Ticket | None, *, count: int = 1
    ) -> None:
        """Move the lane of a ticket, or of the selected node, to its next stop."""
        lane = ticket.id if ticket is not None else None
        node = self.desk.selected.node
        verb = self.controller.step(kind, ticket=lane, node=node, count=count)
        self.desk.go_along(self.session, ticket)
        refused = partial(self.desk.take_back, ticket) if ticket else None
        self.perform(verb, refused=refused)
