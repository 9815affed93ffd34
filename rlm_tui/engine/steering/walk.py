"""What the stop rules say of a crossing, and how often each has matched."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from rlm_tui.domain.events_of_tickets import TicketRaised
from rlm_tui.domain.rules.facts import facts_of_crossing
from rlm_tui.domain.rules.parse import parse_rule
from rlm_tui.domain.rules.rule import Rule
from rlm_tui.domain.session import Session

Price: TypeAlias = Callable[[str, int], float | None]
"""US dollars of sending so many tokens to a model; `None`: nobody knows."""


@dataclass(frozen=True, slots=True)
class Walked:
    """What came of asking the rules from the top."""

    raised: TicketRaised
    """With the model that a rule chose, its hits and its mark."""
    rule: Rule | None = None
    """The first that has a word on whether it goes on."""
    number: int | None = None


class RuleWalk:
    """Asks the rules in force, in their order.

    A rule counts a crossing once, however often it comes to its gate.
    """

    def __init__(self, session: Callable[[], Session], price: Price) -> None:
        self._session = session
        self._price = price
        self._lines: tuple[str, ...] = ()
        self._rules: tuple[Rule, ...] = ()
        """The lines, read."""
        self._hits: Counter[str] = Counter()
        self._counted: defaultdict[tuple[object, ...], dict[str, int]]
        self._counted = defaultdict(dict)

    def _in_force(self) -> Sequence[Rule]:
        lines = self._session().rules
        if self._lines is not lines:
            self._lines, self._rules = lines, tuple(map(parse_rule, lines))
        return self._rules

    def ask(self, raised: TicketRaised, key: tuple[object, ...]) -> Walked:
        """Walk the rules until one has a word on whether a crossing goes on."""
        rules = self._in_force()
        if not rules:
            return Walked(raised)
        session = self._session()
        facts = facts_of_crossing(session, raised)
        hits: list[int] = []
        for number, rule in enumerate(rules, 1):
            if not rule.applies(facts):
                continue
            match, is_first = self._count(rule, key)
            if is_first:
                hits.append(number)
            if not rule.acts_on(match):
                continue
            if rule.action == "log":
                raised = raised.model_copy(update={"marked": True})
            elif rule.action == "route":
                raised = self._routed(raised, rule.argument)
                facts = facts_of_crossing(session, raised)
            else:
                return Walked(_with(raised, hits), rule, number)
        return Walked(_with(raised, hits))

    def _count(self, rule: Rule, key: tuple[object, ...]) -> tuple[int, bool]:
        """The how manieth match this is, and whether it is counted now."""
        counted = self._counted[key]
        if rule.line in counted:
            return counted[rule.line], False
        before = max(self._hits[rule.line], self._session().rule_hits.get(rule.line, 0))
        self._hits[rule.line] = counted[rule.line] = before + 1
        return before + 1, True

    def _routed(self, raised: TicketRaised, model: str) -> TicketRaised:
        if not raised.model or raised.model == model:
            return raised
        cost = self._price(model, raised.input_tokens)
        return raised.model_copy(update={"model": model, "cost": cost})


def _with(raised: TicketRaised, hits: Sequence[int]) -> TicketRaised:
    return raised.model_copy(update={"rules": tuple(hits)}) if hits else raised
