"""Going on, and stepping."""

from __future__ import annotations

from functools import partial

from rlm_tui.domain.events_of_steering import StepKind
from rlm_tui.domain.session import Ticket
from rlm_tui.ui.screens.actions.acting import RunActing
from rlm_tui.ui.screens.actions.pausing import Pausing


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
        if not self.can_act():
            return
        ticket = self.desk.ticket(self.session)
        if self.desk.current is not None and self.desk.grace.is_on:
            self.too_early()
            return
        if ticket is not None and ticket.id in self.desk.answers:
            self.say("your answer is not used yet: a uses it, V throws it away")
            return
        self.step_lane(kind, ticket)

    def step_lane(self, kind: StepKind, ticket: Ticket | None) -> None:
        """Move the lane of a ticket, or of the selected node, to its next stop."""
        lane = ticket.id if ticket is not None else None
        verb = self.controller.step(kind, ticket=lane, node=self.desk.selected.node)
        self.desk.go_along(self.session, ticket)
        refused = partial(self.desk.take_back, ticket) if ticket else None
        self.perform(verb, refused=refused)
