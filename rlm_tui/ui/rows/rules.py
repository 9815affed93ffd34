"""The stop rules of a run as rows, and what comes of changing them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rlm_tui.domain.rules.facts import Facts
from rlm_tui.domain.rules.offers import Offers, switched
from rlm_tui.domain.rules.parse import parse_rule
from rlm_tui.domain.rules.recorded import tally
from rlm_tui.domain.rules.rule import Rule
from rlm_tui.domain.session import Session
from rlm_tui.sanitize import safe_line
from rlm_tui.ui.text.lines import Line, Span, line


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule in force or switched off, with its place in the list."""

    number: int
    rule: Rule
    hits: int
    """How often it has matched in this run."""


@lru_cache(maxsize=64)
def rule_counts(rules: tuple[str, ...]) -> str:
    """How many rules there are, such as `2`, or `1 on 1 off`."""
    off = sum(parse_rule(said).off for said in rules)
    return f"{len(rules) - off} on {off} off" if off else str(len(rules))


def rule_rows(session: Session) -> list[RuleRow]:
    """The rules of a session in their order."""
    return [
        RuleRow(number, rule, _hits(session, said, rule))
        for number, said in enumerate(session.rules, 1)
        for rule in (parse_rule(said),)
    ]


def _hits(session: Session, said: str, rule: Rule) -> int:
    """How often it has matched; one that is off, before that."""
    return session.rule_hits.get(switched(rule) if rule.off else said, 0)


@lru_cache(maxsize=64)
def holds_off(rules: tuple[str, ...]) -> tuple[tuple[int, Rule], ...]:
    """Rules that would hold and are switched off, with their numbers."""
    read = ((at, parse_rule(said)) for at, said in enumerate(rules, 1))
    return tuple((at, rule) for at, rule in read if rule.off and rule.action == "hold")


def rule_line(row: RuleRow) -> Line:
    """A rule as one line: number, on or off, hits, as written."""
    is_off = row.rule.off
    state = "off" if is_off else "on "
    hits = f"{row.hits:>4} hit{' ' if row.hits == 1 else 's'}"
    return line(
        Span(f"{row.number:>2} "),
        Span(f"{state}  ", "held" if is_off else "done"),
        Span(f"{hits}  ", "muted"),
        Span(safe_line(row.rule.line), "muted" if is_off else ""),
    )


def says_of(said: str, crossings: Sequence[Facts]) -> Line:
    """How a rule reads in English, and what it would have done so far.

    Raises:
        RuleError: it is no rule.
    """
    rule = parse_rule(said)
    done = f"  {tally(rule, crossings).says()}" if crossings else ""
    return line(Span(rule.says()), Span(done, "muted"))


def ways_from(offers: Offers, said: str) -> str:
    """Which keys lead to a wider or a narrower one of the rules that are offered."""
    lines = (*offers.wider, offers.rule, *offers.narrower)
    if said not in lines or len(lines) == 1:
        return ""
    at = lines.index(said)
    ways = ["{line.older} wider"] * (at > 0)
    ways += ["{line.newer} narrower"] * (at < len(lines) - 1)
    return f"  ({', '.join(ways)})"
