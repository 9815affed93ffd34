"""Rules that a person is offered, and changes of the list of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rlm_tui.domain.decisions import Gate
from rlm_tui.domain.rules.parse import parse_rule
from rlm_tui.domain.rules.rule import Rule
from rlm_tui.domain.session import Node, Session, Ticket


@dataclass(frozen=True, slots=True)
class Offers:
    """Rules for where one stands, from which a person chooses."""

    rule: str
    """The one to begin with."""
    wider: tuple[str, ...] = ()
    """Those that match more, the widest first."""
    narrower: tuple[str, ...] = ()
    """Those that match less, the narrowest last."""


def offers_from(session: Session, node_id: str, ticket: Ticket | None) -> Offers:
    """Rules that stop again where one stands: this gate, in this subtree.

    The narrower ones also ask for the kind and the depth, then for the words; of what
    a rule holds, the last lets the like of it pass. One begins with the first in this
    subtree that is not in force already.
    """
    gate: Gate = "query" if ticket is None else ticket.gate
    if gate in ("limit", "error"):
        gate = "query"
    here = f"hold gate:{gate}{_subtree(session, node_id, ticket, gate)}"
    lines = [here, *_narrowed(here, _like(session, node_id, ticket), ticket, gate)]
    if ticket is not None and ticket.hold == "rule" and gate == ticket.gate:
        lines.append(f"pass{lines[-1].removeprefix('hold')}")
    wider = [f"hold gate:{gate}"] if here != f"hold gate:{gate}" else []
    known = (in_force(session.rules, said) > 0 for said in lines)
    at = next((i for i, is_known in enumerate(known) if not is_known), 0)
    if lines[at].startswith("pass"):  # nobody begins with what lets things out
        at = 0
    return Offers(lines[at], (*wider, *lines[:at]), tuple(lines[at + 1 :]))


def _subtree(session: Session, node_id: str, ticket: Ticket | None, gate: Gate) -> str:
    owner = node_id if ticket is None else ticket.owner
    node = session.nodes.get(owner)
    if node is not None and node.kind != "rlm" and node.parent_id is not None:
        owner = node.parent_id
    if owner == "0":
        return ""
    return f" node:{owner}.*" if gate == "query" else f" node:{owner},{owner}.*"


def _like(session: Session, node_id: str, ticket: Ticket | None) -> Node | None:
    """A node like those that the rule is about, if there is one."""
    node = session.nodes.get(node_id if ticket is None else ticket.node)
    while ticket is None and node is not None and node.kind in ("rlm", "batch"):
        node = session.nodes[node.children[-1]] if node.children else None
    return node


_ASKING = re.compile(r"\b(?:llm|rlm)_query(?:_batched)?\b")
_FIRST_WORDS = re.compile(r"(?:[^\W_]+ ){0,3}[^\W_]+")


def _narrowed(
    here: str, like: Node | None, ticket: Ticket | None, gate: Gate
) -> list[str]:
    """The rule with kind and depth, and that with words of the text beside them."""
    if like is None:
        return []
    kind = f" kind:{like.kind}" if gate == "query" else ""
    narrower = f"{here}{kind} depth={like.depth}"
    text = (like.prompt if ticket is None else ticket.payload).preview
    words = {"query": _FIRST_WORDS, "exec": _ASKING}.get(gate)
    found = words.search(text) if words is not None else None
    scope = "p" if gate == "query" else "c"
    return [narrower, *([f'{narrower} ~{scope} "{found[0]}"'] if found else [])]


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


def moved(rules: Sequence[str], at: int, step: int) -> tuple[list[str], int]:
    """The rules with one of them moved, and where it is then."""
    lines, to = list(rules), min(max(0, at + step), len(rules) - 1)
    lines.insert(to, lines.pop(at))
    return lines, to
