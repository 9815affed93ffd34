"""Letting everything through that is shown, after one question."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from rlm_tui.domain.session import Ticket
from rlm_tui.ui.labels.approval import Approval, approval_of
from rlm_tui.ui.screens.actions.acting import Acting
from rlm_tui.ui.widgets.dialog import Dialog


class Batching(Acting):
    """The key `A`."""

    def action_ticket_approve_all(self) -> None:
        """Ask whether to let all through that wait here; later arrivals stay."""
        if not self.can_act():
            return
        if self.desk.grace.is_on:
            self.too_early(opens_box=True)
            return
        self.ask_approval(*self.tickets_shown())

    def ask_approval(self, tickets: Sequence[Ticket], where: str) -> None:
        """Ask whether to let some tickets through."""
        approval = approval_of(
            self.session,
            tickets,
            where=where,
            unused=frozenset(self.desk.answers),
            glyphs=self.options.glyphs,
        )
        if not tickets:
            self.say("nothing waits here")
            return
        if not approval.tickets:
            self.say("only a limit or an error waits here: each is decided by itself")
            return
        self.ask_to_approve(approval)

    def ask_to_approve(self, approval: Approval) -> None:
        """Put the question; only a yes lets anything through."""
        verb = f"approve {len(approval.tickets)}"
        lapse = self.lapse_of(*approval.tickets)
        dialog = Dialog(approval.question, verb=verb, lapse=lapse)
        self.app.push_screen(dialog, partial(self._approve_if, approval))

    def _approve_if(self, approval: Approval, confirmed: bool | None) -> None:
        if confirmed:
            self.approve_all(approval.tickets)

    def approve_all(self, tickets: Sequence[Ticket]) -> None:
        """Send the approval of a set on its way."""
        for ticket in tickets:
            self.desk.drafts.pop(ticket.id, None)
        self.desk.decide_all(self.session, tickets)
        ids = [ticket.id for ticket in tickets]
        refused = partial(self.take_all_back, tickets)
        shown_at = self.when_shown(tickets)
        verb = self.controller.approve_all(ids, shown_at=shown_at)
        self.perform(verb, refused=refused)
        self.draw()

    def take_all_back(self, tickets: Sequence[Ticket]) -> None:
        """The decision on a set was not accepted."""
        for ticket in tickets:
            self.desk.take_back(ticket)
