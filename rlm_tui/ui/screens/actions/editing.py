"""Changing what would go out, and writing the result by hand."""

from __future__ import annotations

from functools import partial

from textual.app import SuspendNotSupported

from rlm_tui.domain.decisions import EDITABLE, no_text_at
from rlm_tui.domain.session import Ticket
from rlm_tui.errors import RLMError
from rlm_tui.outside import OutsideText, edited_outside, editor_command
from rlm_tui.ui.detail.facts import plain_facts
from rlm_tui.ui.keys.keymap import with_keys
from rlm_tui.ui.labels.tickets import answer_unused, thrown_away, ticket_title
from rlm_tui.ui.labels.writing import (
    answer_example,
    answer_words,
    edit_words,
    kept_words,
)
from rlm_tui.ui.screens.actions.acting import Acting
from rlm_tui.ui.screens.edit import Edited, EditScreen, EditTask
from rlm_tui.ui.terminal.handover import with_the_terminal
from rlm_tui.ui.text.estimates import estimate_of_edit


class Editing(Acting):
    """The keys `e`, `E`, `=` and `V`."""

    def action_ticket_edit(self) -> None:
        """Edit what would go out."""
        ticket = self._editable_ticket()
        if ticket is not None:
            self.edit(ticket)

    def edit(self, ticket: Ticket) -> None:
        """Open the text box on what would go out."""
        self.open_box(self._edit(ticket))

    def action_ticket_edit_outside(self) -> None:
        """Edit what would go out in the person's own editor."""
        ticket = self._editable_ticket()
        if ticket is not None:
            self.edit_outside(ticket)

    def edit_outside(self, ticket: Ticket) -> None:
        """Open the person's own editor on what would go out."""
        self.open_box(self._edit_outside(ticket))

    def _editable_ticket(self) -> Ticket | None:
        ticket = self.ticket_for()
        if ticket is not None and ticket.gate not in EDITABLE:
            self.say(no_text_at(ticket.gate))
            return None
        return ticket

    async def _edit(self, ticket: Ticket) -> None:
        original = await self.controller.text(ticket.payload)
        text = await self._current(ticket)
        task = EditTask(
            title=ticket_title(ticket),
            original=original,
            text=text,
            is_draft=ticket.id in self.desk.drafts,
            sends="approve",
            says=edit_words(ticket),
            kept=kept_words(ticket, is_answer=False),
            is_code=ticket.gate == "exec",
            estimate=partial(estimate_of_edit, ticket, glyphs=self.options.glyphs),
            outside=partial(self._from_the_box, ticket),
            lapse=self.lapse_of(ticket),
        )
        await self.app.push_screen(EditScreen(task), partial(self._edited, ticket))

    async def _current(self, ticket: Ticket) -> str:
        """Where an edit begins: the draft, else what would go out."""
        outgoing = await self.controller.text(ticket.outgoing)
        return self.desk.drafts.get(ticket.id, outgoing)

    async def _from_the_box(self, ticket: Ticket, text: str) -> str | None:
        """The same from the text box, which goes on if there is no such editor."""
        return await self._through_editor(ticket, text, instead="this box goes on")

    async def _through_editor(
        self, ticket: Ticket, text: str, *, instead: str
    ) -> str | None:
        """A text of a ticket through the person's own editor.

        Raises:
            SettingsError: there is no such editor; what there is `instead`.
            SuspendNotSupported: the terminal cannot be given to it.
        """
        wanted = OutsideText(text, plain_facts(ticket), ticket.gate == "exec")
        command = editor_command(self.options.environ, instead=instead)
        return await with_the_terminal(
            self.app, partial(edited_outside, wanted, command)
        )

    async def _edit_outside(self, ticket: Ticket) -> None:
        text = await self._current(ticket)
        try:
            here = with_keys("{ticket.edit} edits here")
            changed = await self._through_editor(ticket, text, instead=here)
        except SuspendNotSupported:
            await self._edit(ticket)
        except RLMError as error:
            self.say(str(error), is_error=True)
        else:
            self._edited_outside(ticket, changed)

    def _edited_outside(self, ticket: Ticket, text: str | None) -> None:
        if text is None:
            self.say("nothing was changed (an editor in a window must wait: code -w)")
            return
        self._drop_draft(ticket)
        self.perform(self.controller.edit(ticket.id, text))

    def _edited(self, ticket: Ticket, edited: Edited | None) -> None:
        if edited is None:
            return
        if edited.end == "leave":
            if not self._is_of_no_use(ticket):
                self._leave_draft(ticket, edited.text)
            return
        self._drop_draft(ticket)
        if edited.end == "keep":
            self.perform(self.controller.edit(ticket.id, edited.text))
        else:
            self.decide(ticket, self._edit_and_approve(ticket, edited.text))

    def _is_of_no_use(self, ticket: Ticket) -> bool:
        """Say what became of a text whose ticket does not wait any more."""
        why = self.lapse_of(ticket)()
        if why:
            self.say(f"what you wrote was not used: {why}", is_error=True)
        return bool(why)

    def _leave_draft(self, ticket: Ticket, text: str) -> None:
        if text != ticket.outgoing.whole:
            self.desk.drafts[ticket.id] = text
            self.keep_drafts()
            self.say(
                with_keys(
                    "draft kept: {ticket.edit} reopens it, "
                    "{ticket.revert} throws it away"
                )
            )

    def _drop_draft(self, ticket: Ticket) -> None:
        if self.desk.drafts.pop(ticket.id, None) is not None:
            self.keep_drafts()

    async def _edit_and_approve(self, ticket: Ticket, text: str) -> str:
        await self.controller.edit(ticket.id, text)
        shown_at = self.desk.first_shown.get(ticket.id)
        return await self.controller.approve(ticket.id, shown_at=shown_at)

    def action_ticket_answer(self) -> None:
        """Write the result by hand."""
        ticket = self.ticket_for("answer")
        if ticket is not None:
            self.write_answer(ticket)

    def write_answer(self, ticket: Ticket) -> None:
        """Open the text box for the result of a ticket."""
        self.open_box(self._write_answer(ticket))

    async def _write_answer(self, ticket: Ticket) -> None:
        draft = self.desk.answers.get(ticket.id)
        task = EditTask(
            title=f"{ticket.node}  your answer",
            original=await self.controller.text(ticket.outgoing),
            text=draft or "",
            is_draft=draft is not None,
            sends="use it",
            says=answer_words(ticket),
            kept=kept_words(ticket, is_answer=True),
            example=answer_example(ticket),
            outside=partial(self._from_the_box, ticket),
            lapse=self.lapse_of(ticket),
        )
        await self.app.push_screen(EditScreen(task), partial(self._answered, ticket))

    def _answered(self, ticket: Ticket, edited: Edited | None) -> None:
        if edited is None or self._is_of_no_use(ticket):
            return
        if edited.end == "send":
            shown_at = self.desk.first_shown.get(ticket.id)
            verb = self.controller.answer(ticket.id, edited.text, shown_at=shown_at)
            self.decide(ticket, verb)
            return
        if edited.text or edited.end == "keep":
            self.desk.answers[ticket.id] = edited.text
            self.keep_drafts()
            self.say(answer_unused())
        self.draw()

    def action_ticket_revert(self) -> None:
        """Take back what was written last: an answer, else a draft, else the edit."""
        ticket = self.ticket_for()
        if ticket is not None:
            self.revert(ticket)

    def revert(self, ticket: Ticket) -> None:
        """Take back one thing that was written for a ticket."""
        for name, texts in (("answer", self.desk.answers), ("draft", self.desk.drafts)):
            if texts.pop(ticket.id, None) is not None:
                self.keep_drafts()
                self.say(thrown_away(name, self._left_of(ticket)))
                self.draw()
                return
        if ticket.edit is not None:
            self.perform(self.controller.revert(ticket.id))
        else:
            self.say("there is no edit to take back")

    def _left_of(self, ticket: Ticket) -> str:
        """What there is of a ticket, apart from an answer."""
        if ticket.id in self.desk.drafts:
            return "draft"
        return "original" if ticket.edit is None else "edit"
