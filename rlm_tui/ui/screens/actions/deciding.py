"""Approving and refusing the ticket that is shown."""

from __future__ import annotations

from collections.abc import Awaitable
from functools import partial

from rlm_tui.domain.session import Ticket
from rlm_tui.ui.keys.keymap import with_keys
from rlm_tui.ui.labels.tickets import REFUSES, REFUSING
from rlm_tui.ui.screens.actions.acting import Acting
from rlm_tui.ui.typed.questions import Question


class Deciding(Acting):
    """The keys `a` and `r`."""

    def action_ticket_approve(self) -> None:
        """Let the ticket through, or use the answer that was written for it."""
        ticket = self.ticket_for("approve")
        if ticket is not None:
            self.approve(ticket)

    def approve(self, ticket: Ticket) -> None:
        """Let a ticket through, or use the answer that was written for it."""
        shown_at = self.desk.first_shown.get(ticket.id)
        answer = self.desk.answers.get(ticket.id)
        if answer is not None:
            verb = self.controller.answer(ticket.id, answer, shown_at=shown_at)
        else:
            verb = self.controller.approve(ticket.id, shown_at=shown_at)
            if ticket.id in self.desk.drafts:
                verb = _beside_a_draft(verb)
        self.decide(ticket, verb)

    def action_ticket_reject(self) -> None:
        """Ask for the words of a refusal."""
        ticket = self.ticket_for("reject")
        if ticket is not None:
            self.ask_refusal(ticket)

    def ask_refusal(self, ticket: Ticket) -> None:
        """Ask for the words of a refusal of one ticket."""
        self.ask(
            Question(
                title=f"{REFUSES.get(ticket.gate, 'refuse').capitalize()} "
                f"{ticket.node}",
                prompt=with_keys(
                    f"{REFUSING[ticket.gate]}; {{app.back}} takes it back"
                ),
                enter=REFUSES.get(ticket.gate, "refuse it"),
                escape="take it back",
                answer=partial(self._reject, ticket),
                lapse=self.lapse_of(ticket),
            )
        )

    def _reject(self, ticket: Ticket, words: str) -> None:
        shown_at = self.desk.first_shown.get(ticket.id)
        verb = self.controller.reject(ticket.id, words, shown_at=shown_at)
        self.decide(ticket, verb)


async def _beside_a_draft(verb: Awaitable[str]) -> str:
    """What it says, and that a text that was left unfinished has not gone out."""
    keeps = with_keys("{edit.keep} in its box would have kept it")
    return f"{await verb}; your draft was not used: {keeps}"
