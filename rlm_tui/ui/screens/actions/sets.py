"""The verbs of the table of a batch: on marked rows, on a sample, on all prompts."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence
from functools import partial
from typing import Protocol

from rlm_tui.domain.decisions import EDITABLE, TAKES_MODEL, VERBS, Verb
from rlm_tui.domain.forecast import forecast
from rlm_tui.domain.sample import spread_over, usual_of
from rlm_tui.domain.session import Ticket
from rlm_tui.errors import SteeringError
from rlm_tui.ui.batch.labels import answer_prompt, named
from rlm_tui.ui.keys.keymap import with_keys
from rlm_tui.ui.labels.approval import approval_of
from rlm_tui.ui.screens.actions.substituting import Substituting
from rlm_tui.ui.typed.questions import Question
from rlm_tui.ui.widgets.dialog import Dialog
from rlm_tui.wording import count


class _SetVerb(Protocol):
    """Decides many tickets with one text."""

    def __call__(
        self, tickets: Sequence[str], text: str, /, *, shown_at: Mapping[str, float]
    ) -> Awaitable[str]: ...


class SetActions(Substituting):
    """Every key of a ticket acts on the marked rows, if any waits, else on the row."""

    def why_no_ticket(self) -> str:
        """Nothing waits under the cursor."""
        row = self.desk.row
        if row is None:
            return with_keys("no row is shown: {batch.filter} changes the filter")
        waits = bool(self.waiting_shown)
        more = with_keys(", {stops.next} goes to one") if waits else ""
        return f"row {row.index} does not wait{more}"

    def _marked_for(self, verb: Verb) -> list[Ticket]:
        """The marked tickets that a verb applies to; too early means none at all."""
        offered = [t for t in self.waiting_marked if verb in VERBS[t.gate]]
        if offered and not self.can_act():
            return []
        return offered

    def action_ticket_approve(self) -> None:
        """Let the marked rows through, or the row."""
        marked = self._marked_for("approve")
        if not marked:
            super().action_ticket_approve()
        elif not self.is_too_early():
            self._approve_set(marked, "the marked rows")

    def _approve_set(self, tickets: Sequence[Ticket], where: str) -> None:
        """Let some through; a limit that this would pass is said before."""
        unused = frozenset(self.desk.answers)
        chosen = [ticket for ticket in tickets if ticket.id not in unused]
        if not chosen:
            self.say(
                with_keys(
                    "your answer is not used yet: {ticket.approve} on the row uses it"
                )
            )
        elif forecast(self.session, chosen).passes is None:
            self.approve_all(chosen)
        else:
            glyphs = self.options.glyphs
            approval = approval_of(self.session, chosen, where=where, glyphs=glyphs)
            self.ask_to_approve(approval)

    def approve_all(self, tickets: Sequence[Ticket]) -> None:
        """Let a set through; what was marked of it is marked no more."""
        self.unmark(tickets)
        super().approve_all(tickets)

    def action_ticket_reject(self) -> None:
        """Ask for the words of a refusal, of one row or of the marked ones."""
        marked = self._marked_for("reject")
        if not marked:
            super().action_ticket_reject()
        elif not self.is_too_early(opens_box=True):
            self._ask_for_set(
                marked,
                title="Refuse",
                prompt=with_keys(
                    "why not: words for the model, may be empty; "
                    "{app.back} takes it back"
                ),
                enter="refuse it" if len(marked) == 1 else f"refuse {len(marked)}",
                verb=self.controller.reject_all,
            )

    def action_ticket_answer(self) -> None:
        """Write the result of one row by hand, or one text for the marked ones."""
        marked = self._marked_for("answer")
        if not marked:
            super().action_ticket_answer()
        elif not self.is_too_early(opens_box=True):
            self._ask_for_set(
                marked,
                title="Answer",
                prompt=answer_prompt(len(marked)),
                enter="use it" if len(marked) == 1 else f"answer {len(marked)}",
                verb=self.controller.answer_all,
            )

    def _ask_for_set(
        self,
        tickets: Sequence[Ticket],
        *,
        title: str,
        prompt: str,
        enter: str,
        verb: _SetVerb,
    ) -> None:
        self.ask(
            Question(
                title=f"{title} {named(self.session, tickets)}",
                prompt=prompt,
                enter=enter,
                escape="take it back",
                answer=partial(self._decide_set, tickets, verb),
                lapse=self.lapse_of(*tickets),
            )
        )

    def _decide_set(
        self, tickets: Sequence[Ticket], verb: _SetVerb, words: str
    ) -> None:
        for ticket in tickets:
            self.desk.forget(ticket)
        self.keep_drafts()
        self.unmark(tickets)
        self.desk.decide_all(self.session, tickets)
        ids = [ticket.id for ticket in tickets]
        deed = verb(ids, words, shown_at=self.when_shown(tickets))
        self.perform(deed, refused=partial(self.take_all_back, tickets))
        self.draw()

    def action_ticket_edit(self) -> None:
        """Edit one row; many are changed by a substitution."""
        marked = [t for t in self.waiting_marked if t.gate in EDITABLE]
        if len(marked) == 1 and self.can_act():
            if not self.is_too_early(opens_box=True):
                self.edit(marked[0])
        elif len(self.waiting_marked) > 1:
            self.say(
                with_keys(
                    "{ticket.edit} edits one row; "
                    "{batch.substitute} changes the text of all marked ones"
                )
            )
        else:
            super().action_ticket_edit()

    def action_ticket_revert(self) -> None:
        """Take the edits of the marked rows back, or of the row."""
        edited = [ticket for ticket in self.waiting_marked if ticket.edit is not None]
        if not edited:
            super().action_ticket_revert()
        elif self.can_act() and not self.is_too_early():
            self.perform(self._revert_all(edited))

    async def _revert_all(self, tickets: Sequence[Ticket]) -> str:
        for ticket in tickets:
            await self.controller.revert(ticket.id)
        return f"{count(len(tickets), 'edit')} taken back: the originals stand"

    def action_ticket_model(self) -> None:
        """Choose the model for the marked rows, or for the row."""
        marked = [t for t in self.waiting_marked if t.gate in TAKES_MODEL]
        if not marked:
            super().action_ticket_model()
        elif self.can_act() and not self.is_too_early(opens_box=True):
            use = partial(self._choose_model, marked)
            self.ask_model(marked[0], f"takes the {len(marked)} marked", use)

    def _choose_model(self, tickets: Sequence[Ticket], model: str) -> None:
        self.perform(self._choose_for_all(tickets, model))

    async def _choose_for_all(self, tickets: Sequence[Ticket], model: str) -> str:
        for ticket in tickets:
            await self.controller.choose_model(ticket.id, model)
        return f"{count(len(tickets), 'row')} go to {model}, this time"

    def action_batch_try(self) -> None:
        """Ask how many to try."""
        targets = [ticket for ticket in self.targets if ticket.gate == "query"]
        if not self.can_act() or self.is_too_early(opens_box=True):
            return
        if not targets:
            self.say("nothing that is shown waits to be sent")
            return
        size = len(targets)
        self.ask(
            Question(
                title="Try",
                prompt=f"how many of {size}, spread over them; empty: {usual_of(size)}",
                enter="let them through, hold the rest",
                escape="try none",
                answer=partial(self._try, targets),
                lapse=self.lapse_of(*targets),
            )
        )

    def _try(self, targets: Sequence[Ticket], typed: str) -> None:
        number = typed.strip() or str(usual_of(len(targets)))
        if not number.isdecimal() or int(number) == 0:
            raise SteeringError(f"how many? a number from 1 to {len(targets)}")
        self._approve_set(spread_over(targets, int(number)), "a sample of the rows")

    def action_run_abort_node(self) -> None:
        """Ask whether to end the marked elements, or the one under the cursor."""
        if not self.can_act():
            return
        nodes = [node for node in sorted(self.view.marked) if self._works(node)]
        nodes = nodes or list(filter(self._works, [self.desk.selected.node]))
        if not nodes:
            self.say("it has already ended")
            return
        what = nodes[0] if len(nodes) == 1 else f"the {len(nodes)} marked rows"
        question = f"Abort {what}? The code gets a text instead, and goes on."
        dialog = Dialog(question, verb="abort", lapse=self.lapse_of_nodes(nodes))
        self.app.push_screen(dialog, partial(self._abort_if, nodes))

    def _works(self, node: str) -> bool:
        found = self.session.nodes.get(node)
        return found is not None and not found.has_ended

    def _abort_if(self, nodes: Sequence[str], confirmed: bool | None) -> None:
        if confirmed:
            self.perform(self._abort_all(nodes))

    async def _abort_all(self, nodes: Sequence[str]) -> str:
        for node in nodes:
            await self.controller.abort_node(node)
        return f"aborting {count(len(nodes), 'element')}"
