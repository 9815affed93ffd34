"""Stop rules: a new one from where one stands, and the list of them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial

from rlm_tui.domain.decisions import Decision
from rlm_tui.domain.rules.effects import deed_on, left_waiting
from rlm_tui.domain.rules.facts import Facts
from rlm_tui.domain.rules.offers import Offers, in_force
from rlm_tui.domain.rules.parse import parse_rule
from rlm_tui.domain.rules.recorded import crossings_in
from rlm_tui.domain.rules.rule import Rule
from rlm_tui.errors import RuleError
from rlm_tui.ui.keys.keymap import with_keys
from rlm_tui.ui.rows.rules import says_of, ways_from
from rlm_tui.ui.screens.actions.acting import Acting
from rlm_tui.ui.text.lines import Line, Span
from rlm_tui.ui.typed.problems import problem_line
from rlm_tui.ui.typed.questions import Question
from rlm_tui.ui.typed.rules import names_in, rule_completions
from rlm_tui.ui.widgets.dialog import Dialog
from rlm_tui.wording import count


class Ruling(Acting):
    """Asks for rules and puts them in force."""

    def ask_rule(self, value: str, *, replaces: int | None = None) -> None:
        """Ask for a rule: a new one on top, or one in place of another.

        Args:
            value: where the person begins.
            replaces: the place of the rule that goes.
        """
        self._begin(Offers(value), replaces)

    def ask_rule_of(self, offers: Offers) -> None:
        """Ask for a new rule that is offered; typing writes another in its place."""
        self._begin(offers, None, is_whole=True)

    def _begin(
        self, offers: Offers, replaces: int | None, *, is_whole: bool = False
    ) -> None:
        self.open_box(self._ask_rule(offers, replaces, is_whole=is_whole))

    async def _ask_rule(
        self, offers: Offers, replaces: int | None, *, is_whole: bool
    ) -> None:
        crossings = await self.crossings()
        self.ask(
            Question(
                title="Rule",
                prompt="such as hold gate:query cost>0.05",
                enter="put it in force",
                escape="leave it",
                answer=partial(self.put_rule, replaces=replaces),
                value=offers.rule,
                is_replaced=is_whole,
                read_back=partial(
                    self._read_rule, crossings, offers, is_new=replaces is None
                ),
                complete=lambda said: rule_completions(said, names_in(self.session)),
                history=(*self.lines_typed("rule"), *offers.wider),
                after=offers.narrower,
                lapse=self.lapse_of_run,
            )
        )

    async def crossings(self) -> tuple[Facts, ...]:
        """Facts of all that has arrived at a gate in this session, if it is at hand."""
        if not self.controller.whole.is_at_hand:
            return ()
        events = list(self.controller.events)
        return await asyncio.to_thread(crossings_in, events)

    def _read_rule(
        self, crossings: Sequence[Facts], offers: Offers, said: str, *, is_new: bool
    ) -> Line:
        if not said.strip():
            return ()
        try:
            number = in_force(self.session.rules, said) if is_new else 0
            again = (Span(f"rule {number} says it already: ", "held"),) * bool(number)
            ways = Span(with_keys(ways_from(offers, said)), "muted")
            return (*again, *says_of(said, crossings), ways)
        except RuleError as error:
            return problem_line(error, width=self.size.width)

    def put_rule(self, said: str, *, replaces: int | None = None) -> None:
        """Put a rule in force, on top or in place of another.

        Raises:
            RuleError: it is no rule.
        """
        rule = parse_rule(said)
        lines = list(self.controller.session.rules)
        if replaces is None:
            lines.insert(0, rule.line)
        else:
            lines[replaces] = rule.line
        self.remember("rule", rule.line)
        self.perform(self._put(lines, rule))

    async def _put(self, lines: Sequence[str], new: Rule) -> str:
        said = await self.controller.set_rules(lines)
        session = self.controller.session
        decisions = left_waiting(session, new)
        if not decisions:
            return f"{said}; {new.says()}"
        tickets = [session.tickets[ticket] for ticket in decisions]
        question = f"{count(len(tickets), 'stop')} waiting now match this rule."
        verb, lapse = deed_on(new, len(tickets)), self.lapse_of(*tickets)
        decide = partial(self._decide_too, decisions, self.when_shown(tickets))
        await self.app.push_screen(Dialog(question, verb=verb, lapse=lapse), decide)
        return f"{said}; what waits already is not touched; {new.says()}"

    def _decide_too(
        self,
        decisions: Mapping[str, Decision],
        shown_at: Mapping[str, float],
        confirmed: bool | None,
    ) -> None:
        if confirmed:
            self.perform(self.controller.decide_as_ruled(decisions, shown_at=shown_at))

    def put_rules(self, lines: Sequence[str]) -> None:
        """Put a whole list in force."""
        self.perform(self.controller.set_rules(lines))
