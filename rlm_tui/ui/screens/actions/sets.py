"""The verbs of the table of a batch: on marked rows, on a sample, on all prompts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Protocol

from rlm_tui.domain.decisions import EDITABLE, TAKES_MODEL, VERBS, Verb
from rlm_tui.domain.forecast import forecast
from rlm_tui.domain.sample import spread_over, usual_of
from rlm_tui.domain.session import Ticket
from rlm_tui.errors import SteeringError
from rlm_tui.ui.batch.labels import answer_prompt, named
from rlm_tui.ui.keys.keymap import with_keys
from rlm_tui.ui.labels.approval import approval_of, try_prompt
from rlm_tui.ui.screens.actions.aborting_rows import AbortingRows
from rlm_tui.ui.screens.actions.substituting import Substituting
from rlm_tui.ui.typed.questions import Question
from rlm_tui.wording import count


class _SetVerb(Protocol):
    """Decides many tickets with one text."""

    def __call__(
        self, tickets: Sequence[str], text: str, /, *, shown_at: Mapping[str, float]
    ) -> Awaitable[str]: ...


def _offers(verb: Verb) -> Callable[[Ticket], bool]:
    return lambda ticket: verb in VERBS[ticket.gate]


def _can_edit(ticket: Ticket) -> bool:
    return ticket.gate in EDITABLE


class SetActions(Substituting, AbortingRows):
    """Every key of a ticket acts on the marked rows, if any waits, else on the row."""

    def why_no_ticket(self) -> str:
        """Nothing waits under the cursor."""
        row = self.desk.row
        if row is None:
            return with_keys("no row is shown: {batch.filter} changes the filter")
        waits = bool(self.waiting_shown)
        more = with_keys(", {stops.next} goes to one") if waits else ""
        return f"{row.called} does not wait{more}"

    def _marked_that(
        self, fits: Callable[[Ticket], bool], what: str, *, opens_box: bool = True
    ) -> list[Ticket] | None:
        """The marked tickets that a key is for; `None`: no marked row waits.

        Where rows are marked that wait, no key is for the row under the cursor: if it
        is for none of them, the message line says so, as when it comes too early.
        """
        marked = self.waiting_marked
        if not marked:
            return None
        if not self.can_act() or self.is_too_early(opens_box=opens_box):
            return []
        found = [ticket for ticket in marked if fits(ticket)]
        if not found:
            rows = named(self.session, marked)
            unmarks = with_keys("{table.mark} takes a mark away")
            self.refuse_key(f"{what} the {rows}: {unmarks}", opens_box=opens_box)
        return found

    def action_ticket_approve(self) -> None:
        """Let the marked rows through, or the row."""
        what = "nothing can be let through of"
        marked = self._marked_that(_offers("approve"), what, opens_box=False)
        if marked is None:
            super().action_ticket_approve()
        elif marked:
            self._let_go(marked)

    def _let_go(self, tickets: Sequence[Ticket]) -> None:
        """Each as it stands: where an answer is written it is used."""
        answered = [ticket for ticket in tickets if ticket.id in self.desk.answers]
        others = [ticket for ticket in tickets if ticket not in answered]
        if others:
            self._approve_set(others, "the marked rows")
        if answered:
            texts = {ticket.id: self.desk.answers[ticket.id] for ticket in answered}
            self._send_off(answered, self._use_answers(answered, texts))

    async def _use_answers(
        self, tickets: Sequence[Ticket], texts: Mapping[str, str]
    ) -> str:
        """One that is refused keeps none of the others from being used."""
        shown_at = self.when_shown(tickets)
        refused: list[SteeringError] = []
        for ticket, text in texts.items():
            try:
                await self.controller.answer(ticket, text, shown_at=shown_at[ticket])
            except SteeringError as error:
                refused.append(error)
        if refused:
            raise refused[0]
        return f"{count(len(texts), 'answer')} of yours used"

    def _approve_set(self, tickets: Sequence[Ticket], where: str) -> None:
        """Let some through; a limit that this would pass is said before."""
        if forecast(self.session, tickets).passes is None:
            self.approve_all(tickets)
        else:
            glyphs = self.options.glyphs
            approval = approval_of(self.session, tickets, where=where, glyphs=glyphs)
            self.ask_to_approve(approval)

    def approve_all(self, tickets: Sequence[Ticket]) -> None:
        """Let a set through; what was marked of it is marked no more."""
        self.unmark(tickets)
        super().approve_all(tickets)

    def action_ticket_reject(self) -> None:
        """Ask for the words of a refusal, of one row or of the marked ones."""
        marked = self._marked_that(_offers("reject"), "nothing can be refused of")
        if marked is None:
            super().action_ticket_reject()
        elif marked:
            self._ask_for_set(
                marked,
                title="Refuse",
                prompt=with_keys(
                    "why not: the reply that the code gets, may be empty; "
                    "{app.back} takes it back"
                ),
                enter="refuse it" if len(marked) == 1 else f"refuse {len(marked)}",
                verb=self.controller.reject_all,
            )

    def action_ticket_answer(self) -> None:
        """Write the result of one row by hand, or one text for the marked ones."""
        marked = self._marked_that(_offers("answer"), "nothing can be answered of")
        if marked is None:
            super().action_ticket_answer()
        elif marked:
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
        ids = [ticket.id for ticket in tickets]
        self._send_off(tickets, verb(ids, words, shown_at=self.when_shown(tickets)))

    def _send_off(self, tickets: Sequence[Ticket], verb: Awaitable[str]) -> None:
        """A decision on a set is on its way."""
        for ticket in tickets:
            self.desk.forget(ticket)
        self.keep_drafts()
        self.unmark(tickets)
        self.desk.decide_all(self.session, tickets)
        self.perform(verb, refused=partial(self.take_all_back, tickets))
        self.draw()

    def _on_one(
        self,
        key: str,
        fits: Callable[[Ticket], bool],
        what: str,
        act: Callable[[Ticket], None],
    ) -> bool:
        """Whether marked rows wait: then a key for one row is for one marked one."""
        marked = self._marked_that(fits, what)
        if marked is not None and len(marked) == 1:
            act(marked[0])
        elif marked:
            changes = "{batch.substitute} changes the text of all marked ones"
            self.say(with_keys(f"{{{key}}} is for one row; {changes}"))
        return marked is not None

    def action_ticket_edit(self) -> None:
        """Edit one row; many are changed by a substitution."""
        if not self._on_one("ticket.edit", _can_edit, "nothing to edit in", self.edit):
            super().action_ticket_edit()

    def action_ticket_edit_outside(self) -> None:
        """The same in the person's own editor."""
        key, act = "ticket.edit_outside", self.edit_outside
        if not self._on_one(key, _can_edit, "nothing to edit in", act):
            super().action_ticket_edit_outside()

    def action_ticket_retry(self) -> None:
        """Run one row again."""
        fits, what = _offers("retry"), "nothing can be run again of"
        if not self._on_one("ticket.retry", fits, what, self.run_again):
            super().action_ticket_retry()

    def action_ticket_revert(self) -> None:
        """Take back what was written for the marked rows, or for the row."""
        what = "there is no edit or answer to take back in"
        marked = self._marked_that(self.is_written, what, opens_box=False)
        if marked is None:
            super().action_ticket_revert()
        elif marked:
            self._take_back(marked)

    def _take_back(self, tickets: Sequence[Ticket]) -> None:
        """Of each what was written last: the answer, else the draft, else the edit."""
        edited = []
        for ticket in tickets:
            answer = self.desk.answers.pop(ticket.id, None)
            if answer is None and self.desk.drafts.pop(ticket.id, None) is None:
                edited.append(ticket)
        if len(edited) < len(tickets):
            self.keep_drafts()
        self.perform(self._revert_all(edited, len(tickets) - len(edited)))

    async def _revert_all(self, edited: Sequence[Ticket], unused: int) -> str:
        for ticket in edited:
            await self.controller.revert(ticket.id)
        said = [f"{count(unused, 'answer or draft', 'answers and drafts')}"] * (
            unused > 0
        )
        said += [count(len(edited), "edit")] * bool(edited)
        return f"{' and '.join(said)} taken back"

    def action_ticket_model(self) -> None:
        """Choose the model for the marked rows, or for the row."""
        marked = self._marked_that(
            lambda t: t.gate in TAKES_MODEL, "no model is asked by"
        )
        if marked is None:
            super().action_ticket_model()
        elif marked:
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
        unused = self.desk.answers
        targets = [t for t in self.targets if t.gate == "query" and t.id not in unused]
        if not self.can_act() or self.is_too_early(opens_box=True):
            return
        if not targets:
            self.say("nothing that is shown waits to be sent")
            return
        self.ask(
            Question(
                title="Try",
                prompt=try_prompt(self.session, len(targets)),
                enter="try them, hold the rest",
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
