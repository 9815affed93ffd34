"""Changing what would go out, and writing the result by hand."""

from __future__ import annotations

from functools import partial

from rlm_tui.domain.decisions import EDITABLE
from rlm_tui.domain.session import Ticket
from rlm_tui.ui.labels import ticket_title
from rlm_tui.ui.screens.actions.acting import Acting
from rlm_tui.ui.screens.edit import Edited, EditScreen, EditTask


class Editing(Acting):
    """The keys `e`, `=` and `V`."""

    def action_ticket_edit(self) -> None:
        """Edit what would go out."""
        ticket = self.ticket_for()
        if ticket is None:
            return
        if ticket.gate not in EDITABLE:
            self.say(f"there is nothing to edit at a stop {ticket.gate}")
            return
        self.run_worker(self._edit(ticket), group="edit", exclusive=True)

    async def _edit(self, ticket: Ticket) -> None:
        original = await self.controller.text(ticket.payload)
        current = await self.controller.text(ticket.outgoing)
        task = EditTask(
            title=ticket_title(ticket),
            original=original,
            text=self.desk.drafts.get(ticket.id, current),
            is_draft=ticket.id in self.desk.drafts,
            sends="approve",
        )
        await self.app.push_screen(EditScreen(task), partial(self._edited, ticket))

    def _edited(self, ticket: Ticket, edited: Edited | None) -> None:
        if edited is None:
            return
        if edited.end == "leave":
            self._leave_draft(ticket, edited.text)
            return
        self.desk.drafts.pop(ticket.id, None)
        if edited.end == "keep":
            self.perform(self.controller.edit(ticket.id, edited.text))
        else:
            self.decide(ticket, self._edit_and_approve(ticket, edited.text))

    def _leave_draft(self, ticket: Ticket, text: str) -> None:
        if text != ticket.outgoing.whole:
            self.desk.drafts[ticket.id] = text
            self.say("draft kept: e reopens it, V throws it away")

    async def _edit_and_approve(self, ticket: Ticket, text: str) -> str:
        await self.controller.edit(ticket.id, text)
        shown_at = self.desk.first_shown.get(ticket.id)
        return await self.controller.approve(ticket.id, shown_at=shown_at)

    def action_ticket_answer(self) -> None:
        """Write the result by hand."""
        ticket = self.ticket_for("answer")
        if ticket is None:
            return
        self.run_worker(self._write_answer(ticket), group="edit", exclusive=True)

    async def _write_answer(self, ticket: Ticket) -> None:
        draft = self.desk.answers.get(ticket.id)
        task = EditTask(
            title=f"{ticket.node}  your answer",
            original=await self.controller.text(ticket.outgoing),
            text=draft or "",
            is_draft=draft is not None,
            sends="use it",
        )
        await self.app.push_screen(EditScreen(task), partial(self._answered, ticket))

    def _answered(self, ticket: Ticket, edited: Edited | None) -> None:
        if edited is None:
            return
        if edited.end == "send":
            shown_at = self.desk.first_shown.get(ticket.id)
            verb = self.controller.answer(ticket.id, edited.text, shown_at=shown_at)
            self.decide(ticket, verb)
            return
        if edited.text or edited.end == "keep":
            self.desk.answers[ticket.id] = edited.text
            self.say("your answer is not used yet: a uses it, V throws it away")
        self.draw()

    def action_ticket_revert(self) -> None:
        """Take an answer or a draft back, else the edit."""
        ticket = self.ticket_for()
        if ticket is None:
            return
        had_draft = self.desk.forget(ticket)
        if ticket.edit is not None:
            self.perform(self.controller.revert(ticket.id))
        elif had_draft:
            self.say("thrown away: the original stands")
            self.draw()
        else:
            self.say("there is no edit to take back")
