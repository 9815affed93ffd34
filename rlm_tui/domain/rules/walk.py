"""What a list of rules says about a crossing: the first that decides has the word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rlm_tui.domain.rules.facts import Facts
from rlm_tui.domain.rules.rule import Rule


@dataclass(frozen=True, slots=True)
class Word:
    """What the rules say; rules are named by their place in the list, from 1."""

    rule: int | None = None
    """The one that holds, refuses, answers or lets pass; `None`: none does."""
    model: str | None = None
    """Where the first `route` sends it."""
    marks: tuple[int, ...] = ()
    """The `log` rules that mark it."""
    matched: tuple[int, ...] = ()
    """Those that matched, and so count one match more."""
    unsure: tuple[int, ...] = ()
    """Those of them that match because nobody knows better."""


def consult(rules: Sequence[Rule], facts: Facts, matches: Mapping[str, int]) -> Word:
    """Ask rules from the top until one decides.

    Args:
        rules: in their order.
        facts: what is known of the crossing.
        matches: how often each rule has matched so far, by its line as written.
    """
    model: str | None = None
    marks: list[int] = []
    matched: list[int] = []
    unsure: list[int] = []
    decides: int | None = None
    for number, rule in enumerate(rules, 1):
        if not rule.applies(facts):
            continue
        matched.append(number)
        if rule.filter.matches(facts) is None:
            unsure.append(number)
        if not rule.acts_on(matches.get(rule.line, 0) + 1):
            continue
        if rule.action == "log":
            marks.append(number)
        elif rule.action == "route":
            model = model or rule.argument
        else:
            decides = number
            break
    return Word(decides, model, tuple(marks), tuple(matched), tuple(unsure))
