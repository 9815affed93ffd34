"""Rules that a person is offered, and what a new one offers to do at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rlm_tui.domain.rules.facts import facts_of_ticket
from rlm_tui.domain.rules.parse import parse_rule
from rlm_tui.domain.rules.rule import Rule
from rlm_tui.domain.session import Session, Ticket


def rule_from(session: Session, node_id: str, ticket: Ticket | None) -> str:
    """A rule that stops again where one stands: this gate, in this subtree."""
    gate = "query" if ticket is None else ticket.gate
    if gate in ("limit", "error"):
        gate = "query"
    owner = node_id if ticket is None else ticket.owner
    node = session.nodes.get(owner)
    if node is not None and node.kind != "rlm" and node.parent_id is not None:
        owner = node.parent_id
    if owner == "0":
        return f"hold gate:{gate}"
    where = f"{owner}.*" if gate == "query" else f"{owner},{owner}.*"
    return f"hold gate:{gate} node:{where}"


def let_pass_by(session: Session, said: str) -> list[Ticket]:
    """What waits and would be let through by a new `pass` rule.

    Limits and errors are decided by a person alone.
    """
    rule = parse_rule(said)
    if rule.action != "pass":
        return []
    return [
        ticket
        for ticket in session.open_tickets
        if ticket.gate not in ("limit", "error")
        and rule.applies(facts_of_ticket(session, ticket))
    ]


def in_force(rules: Sequence[str], said: str) -> int:
    """The number of the rule that is on and says the same; 0 if there is none.

    Raises:
        RuleError: it is no rule.
    """
    new = str(parse_rule(said))
    same = (i for i, rule in enumerate(rules, 1) if str(parse_rule(rule)) == new)
    return next(same, 0)


def switched(rule: Rule) -> str:
    """The line of a rule that is on if it was off, and off if it was on."""
    return str(replace(rule, off=not rule.off))


def no_longer_held(before: Sequence[str], after: Sequence[str]) -> list[Rule]:
    """Rules that held what they matched and do not any more: off, changed or gone."""
    stay = {str(rule) for rule in map(parse_rule, after) if not rule.off}
    were = [rule for rule in map(parse_rule, before) if not rule.off]
    return [rule for rule in were if rule.action == "hold" and str(rule) not in stay]


def moved(rules: Sequence[str], at: int, step: int) -> tuple[list[str], int]:
    """The rules with one of them moved, and where it is then."""
    lines, to = list(rules), min(max(0, at + step), len(rules) - 1)
    lines.insert(to, lines.pop(at))
    return lines, to
