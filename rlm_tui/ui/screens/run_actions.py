"""The verbs of the run screen: each asks the controller and says what came of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from textual.events import Key

from rlm_tui.domain.decisions import EDITABLE, VERBS, Verb
from rlm_tui.domain.events import StepKind
from rlm_tui.domain.session import Ticket
from rlm_tui.errors import RLMError
from rlm_tui.ui.labels import REFUSING, ticket_title
from rlm_tui.ui.screens.edit import Edited, EditScreen, EditTask
from rlm_tui.ui.screens.run_base import RunBase
from rlm_tui.ui.widgets.ask_bar import AskBar
from rlm_tui.ui.widgets.dialog import Dialog


class RunActions(RunBase):
    """Everything here acts on a run; in review it says that it cannot."""

    _asked: Ticket | None = None
    """The ticket for which the words of a refusal are being typed."""

    def _can_act(self) -> bool:
        if self.is_review:
            self.say("a saved session: nothing runs here, so there is nothing to steer")
        elif not self.controller.is_live:
            self.say("the run has ended")
        return self.controller.is_live

    def on_key(self, event: Key) -> None:
        """Keep words from acting as keys when the box they are for did not open."""
        if self.desk.is_swallowing and event.is_printable:
            event.stop()
            event.prevent_default()
            self._too_early()

    def _too_early(self, *, opens_box: bool = False) -> None:
        self.desk.drop(opens_box=opens_box)
        self.say(f"ticket changed: keys off for {self.desk.grace_s:g} s")

    def _perform(
        self, verb: Awaitable[str], *, refused: Callable[[], None] | None = None
    ) -> None:
        """Wait for a verb beside the screen, and say what it answered."""
        self.run_worker(self._answer_to(verb, refused), group="verbs")

    async def _answer_to(
        self, verb: Awaitable[str], refused: Callable[[], None] | None
    ) -> None:
        try:
            self.say(await verb)
        except RLMError as error:
            if refused is not None:
                refused()
            self.say(str(error), is_error=True)
        self.draw()

    def _ticket_for(self, verb: Verb | None = None) -> Ticket | None:
        """The ticket that a key would decide now, or a line that says why none."""
        if not self._can_act():
            return None
        ticket = self.desk.ticket(self.session)
        if ticket is None:
            waits = bool(self.desk.open_tickets(self.session))
            self.say("] goes to what waits" if waits else "nothing waits here")
        elif self.desk.keys_are_off:
            self._too_early(opens_box=verb != "approve")
        elif verb is not None and verb not in VERBS[ticket.gate]:
            self.say(f"a stop {ticket.gate} offers {', '.join(VERBS[ticket.gate])}")
        else:
            return ticket
        return None

    def _decide(self, ticket: Ticket, verb: Awaitable[str]) -> None:
        self.desk.forget(ticket)
        self.desk.decide(self.session, ticket)
        self._perform(verb, refused=partial(self.desk.take_back, ticket))
        self.draw()

    def action_ticket_approve(self) -> None:
        """Let the ticket through, or use the answer that was written for it."""
        ticket = self._ticket_for("approve")
        if ticket is None:
            return
        shown_at = self.desk.first_shown.get(ticket.id)
        answer = self.desk.answers.get(ticket.id)
        if answer is not None:
            verb = self.controller.answer(ticket.id, answer, shown_at=shown_at)
        else:
            verb = self.controller.approve(ticket.id, shown_at=shown_at)
        self._decide(ticket, verb)

    def action_ticket_reject(self) -> None:
        """Ask for the words of a refusal."""
        ticket = self._ticket_for("reject")
        if ticket is not None:
            self._asked = ticket
            self.ask_bar.ask("reject", f"{REFUSING[ticket.gate]}; esc takes it back")
            self.draw()

    def on_ask_bar_answered(self, message: AskBar.Answered) -> None:
        """Use the line that was asked for."""
        self.close_question()
        if message.purpose == "search":
            self.search(message.text)
        elif self._asked is not None:
            ticket, self._asked = self._asked, None
            shown_at = self.desk.first_shown.get(ticket.id)
            verb = self.controller.reject(ticket.id, message.text, shown_at=shown_at)
            self._decide(ticket, verb)

    def action_ticket_edit(self) -> None:
        """Edit what would go out."""
        ticket = self._ticket_for()
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
            self._perform(self.controller.edit(ticket.id, edited.text))
        else:
            self._decide(ticket, self._edit_and_approve(ticket, edited.text))

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
        ticket = self._ticket_for("answer")
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
            self._decide(ticket, verb)
            return
        if edited.text or edited.end == "keep":
            self.desk.answers[ticket.id] = edited.text
            self.say("your answer is not used yet: a uses it, V throws it away")
        self.draw()

    def action_ticket_revert(self) -> None:
        """Take an answer or a draft back, else the edit."""
        ticket = self._ticket_for()
        if ticket is None:
            return
        had_draft = self.desk.forget(ticket)
        if ticket.edit is not None:
            self._perform(self.controller.revert(ticket.id))
        elif had_draft:
            self.say("thrown away: the original stands")
            self.draw()
        else:
            self.say("there is no edit to take back")

    def action_run_pause(self) -> None:
        """Pause, or go on."""
        if self._can_act():
            is_paused = self.controller.session.intent == "pause"
            self._resume() if is_paused else self._perform(self.controller.pause())

    def interrupt(self) -> None:
        """Pause, whatever the state."""
        if self.controller.is_live:
            self._perform(self.controller.pause())
        else:
            self.say("ctrl+q leaves")

    def action_run_continue(self) -> None:
        """Go on."""
        if self._can_act():
            self._resume()

    def _resume(self) -> None:
        self.desk.is_chosen = False
        self._perform(self.controller.resume())

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
        if not self._can_act():
            return
        ticket = self.desk.ticket(self.session)
        if ticket is not None and self.desk.keys_are_off:
            self._too_early()
            return
        if ticket is not None and ticket.id in self.desk.answers:
            self.say("your answer is not used yet: a uses it, V throws it away")
            return
        lane = ticket.id if ticket is not None else None
        verb = self.controller.step(kind, ticket=lane, node=self.desk.selected.node)
        self.desk.go_along(self.session, ticket)
        refused = partial(self.desk.take_back, ticket) if ticket else None
        self._perform(verb, refused=refused)

    def action_run_abort_node(self) -> None:
        """Ask whether to end the selected node."""
        node = self.desk.selected.node
        if not self._can_act():
            return
        found = self.session.nodes.get(node)
        if found is None or found.has_ended:
            self.say(f"{node} has already ended")
            return
        self._confirm(f"Abort {node} and all below it?", f"abort {node}", node)

    def action_run_abort(self) -> None:
        """Ask whether to end the run."""
        if self._can_act():
            self._confirm("Abort the whole run? What is recorded stays.", "abort", None)

    def _confirm(self, question: str, verb: str, node: str | None) -> None:
        self.app.push_screen(Dialog(question, verb=verb), partial(self._abort_if, node))

    def _abort_if(self, node: str | None, confirmed: bool | None) -> None:
        if not confirmed:
            return
        if node is None:
            self._perform(self.controller.abort_run())
        else:
            self._perform(self.controller.abort_node(node))
