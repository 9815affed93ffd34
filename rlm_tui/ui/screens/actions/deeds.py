"""Commands that decide tickets: one at once, a set after a question."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from rlm_tui.commands.target import Target
from rlm_tui.commands.values import OnTickets, Substitute, Try
from rlm_tui.domain.decisions import Verb, not_offered, verbs_at
from rlm_tui.domain.sample import spread_over
from rlm_tui.domain.session import Ticket
from rlm_tui.domain.substitute import changes_in
from rlm_tui.errors import SteeringError
from rlm_tui.ui.screens.actions.batching import Batching
from rlm_tui.ui.screens.actions.deciding import Deciding
from rlm_tui.ui.screens.actions.editing import Editing
from rlm_tui.ui.screens.actions.modelling import Modelling
from rlm_tui.ui.screens.actions.targeting import Targeting
from rlm_tui.ui.widgets.dialog import Dialog
from rlm_tui.wording import count


class Deeds(Targeting, Deciding, Editing, Batching, Modelling):
    """What `:approve`, `:reject`, `:answer` and their like do."""

    def do_on_tickets(self, command: OnTickets) -> None:
        """Do what a command says to the tickets that it means.

        Raises:
            SteeringError: nothing waits there, or it does not offer that.
        """
        tickets = self.tickets_meant(command.target)
        if len(tickets) == 1:
            self._do_on_one(command, tickets[0])
        else:
            self._do_on_many(command, tickets)

    def do_substitute(self, command: Substitute) -> None:
        """Change the texts of what a command means, which then still waits.

        Raises:
            SteeringError: nothing waits there to be sent.
        """
        tickets = self._queries_meant(command.target)
        self.perform(self._substitute_in(tickets, command.line))

    async def _substitute_in(self, tickets: Sequence[Ticket], said: str) -> str:
        read = self.controller.text
        texts = {ticket.id: await read(ticket.outgoing) for ticket in tickets}
        return await self.controller.edit_all(changes_in(texts, said))

    def do_try(self, command: Try) -> None:
        """Ask whether to let a few of what a command means through.

        Raises:
            SteeringError: nothing waits there to be sent.
        """
        tickets = self._queries_meant(command.target)
        chosen = spread_over(tickets, command.number)
        self.ask_approval(chosen, f"a sample of {len(tickets)}")

    def _queries_meant(self, target: Target) -> list[Ticket]:
        found = [t for t in self.tickets_meant(target) if t.gate == "query"]
        if not found:
            raise SteeringError(f"no sub-query at {target} waits to be sent")
        return found

    def _do_on_one(self, command: OnTickets, ticket: Ticket) -> None:
        shown_at = self.desk.first_shown.get(ticket.id)
        match command.verb, command.text:
            case "approve", _:
                self.approve(self._offering(ticket, "approve"))
            case "reject", None:
                self.ask_refusal(self._offering(ticket, "reject"))
            case "reject", str() as words:
                verb = self.controller.reject(ticket.id, words, shown_at=shown_at)
                self.decide(ticket, verb)
            case "answer", None:
                self.write_answer(self._offering(ticket, "answer"))
            case "answer", str() as text:
                verb = self.controller.answer(ticket.id, text, shown_at=shown_at)
                self.decide(ticket, verb)
            case "edit", None:
                self.edit(ticket)
            case "edit-outside", _:
                self.edit_outside(ticket)
            case "edit", str() as text:
                self.perform(self.controller.edit(ticket.id, text))
            case "revert", _:
                self.revert(ticket)
            case "retry", model:
                self.retry(ticket, model)
            case "model", model:
                self.perform(self.controller.choose_model(ticket.id, model or ""))
            case "pick", number:
                self.perform(self.controller.pick(ticket.id, int(number or 0)))

    @staticmethod
    def _offering(ticket: Ticket, verb: Verb) -> Ticket:
        if verb not in verbs_at(ticket.gate, ticket.of):
            raise SteeringError(not_offered(verb, ticket.gate, ticket.of))
        return ticket

    def _do_on_many(self, command: OnTickets, tickets: Sequence[Ticket]) -> None:
        ids = [ticket.id for ticket in tickets]
        words = command.text or ""
        shown_at = self.when_shown(tickets)
        match command.verb:
            case "approve":
                self.ask_approval(tickets, f"{command.target}")
            case "reject":
                reject = self.controller.reject_all
                verb = partial(reject, ids, words, shown_at=shown_at)
                self._ask_all("refuse", tickets, verb)
            case "answer":
                if command.text is None:
                    raise SteeringError('type the answer: answer "TEXT" TARGET')
                answer = self.controller.answer_all
                verb = partial(answer, ids, words, shown_at=shown_at)
                self._ask_all("answer", tickets, verb)
            case "edit":
                if command.text is None:
                    raise SteeringError('type the text: edit "TEXT" TARGET')
                texts = dict.fromkeys(ids, words)
                self.perform(self.controller.edit_all(texts))
            case "edit-outside" | "revert" | "retry" | "model" | "pick":
                raise SteeringError(f"{command.verb} takes one stop at a time")

    def _ask_all(
        self, verb: str, tickets: Sequence[Ticket], deed: Callable[[], Awaitable[str]]
    ) -> None:
        def done(confirmed: bool | None) -> None:
            if confirmed:
                self.perform(deed())

        question = f"{verb.capitalize()} {count(len(tickets), 'stop')}?"
        lapse = self.lapse_of(*tickets)
        self.app.push_screen(Dialog(question, verb=f"{verb} them", lapse=lapse), done)
