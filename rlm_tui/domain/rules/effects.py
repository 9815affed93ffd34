"""What it changes to put other rules in force, and what becomes of what waits."""

from __future__ import annotations

from collections.abc import Sequence

from rlm_tui.domain.decisions import Answer, Approve, Decision, Gate, Reject, verbs_at
from rlm_tui.domain.rules.facts import facts_of_ticket
from rlm_tui.domain.rules.filters import quoted
from rlm_tui.domain.rules.parse import parse_rule
from rlm_tui.domain.rules.rule import Rule
from rlm_tui.domain.session import Session, Ticket

_TOLD = 24
"""Characters of a rule's text that a question has room for."""


def in_force_words(before: Sequence[str], after: Sequence[str]) -> str:
    """How many rules there are, and what they do not hold any more."""
    off = sum(parse_rule(line).off for line in after)
    on = len(after) - off
    said = f"{on} rule{'' if on == 1 else 's'} in force"
    said = f"{said}, {off} off" if off else said
    freed = [rule.filter.says() for rule in _no_longer_held(before, after)]
    if not freed:
        return said
    return f"{said}; you are not asked any more when {' or '.join(freed)}"


def _no_longer_held(before: Sequence[str], after: Sequence[str]) -> list[Rule]:
    """Rules that held what they matched and do not any more: off, changed or gone."""
    stay = {str(rule) for rule in map(parse_rule, after) if not rule.off}
    were = [rule for rule in map(parse_rule, before) if not rule.off]
    return [rule for rule in were if rule.action == "hold" and str(rule) not in stay]


def ruled(rule: Rule, gate: Gate, of: str | None) -> Reject | Answer | None:
    """What a rule does in place of what was asked, if the gate offers that."""
    verbs = verbs_at(gate, of)
    if rule.action == "deny" and "reject" in verbs:
        return Reject(words=rule.argument)
    if rule.action == "mock" and "answer" in verbs:
        return Answer(text=rule.argument)
    return None


def left_waiting(session: Session, rule: Rule) -> dict[str, Decision]:
    """What waits and would have been decided if the rule had been there before.

    A rule is asked only about what arrives. Limits and errors are decided by a person
    alone.
    """
    return {
        ticket.id: decision
        for ticket in session.open_tickets
        if ticket.gate not in ("limit", "error")
        and (decision := _decision_by(rule, ticket)) is not None
        and rule.applies(facts_of_ticket(session, ticket))
    }


def _decision_by(rule: Rule, ticket: Ticket) -> Decision | None:
    if rule.action == "pass":
        return Approve()
    return ruled(rule, ticket.gate, ticket.of)


def deed_on(rule: Rule, number: int) -> str:
    """What one does to so many that wait, to have them decided by a rule too."""
    them, text = "it" if number == 1 else "them", rule.argument
    text = quoted(f"{text[:_TOLD]}..." if len(text) > _TOLD else text)
    match rule.action:
        case "deny":
            return f"refuse {them} with {text}"
        case "mock":
            return f"answer {them} {text}"
        case _:
            return f"let {them} through"
