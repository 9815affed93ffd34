"""Where the money and the tokens of a session went."""

from __future__ import annotations

from dataclasses import dataclass

from rlm_tui.domain.limits import Usage
from rlm_tui.domain.session import Node, Session


@dataclass(frozen=True, slots=True)
class Spent:
    """What one node used."""

    node: Node
    level: int
    share: float
    """Of the subtree in the whole session, in dollars; in tokens if all is free."""


def spending(session: Session) -> list[Spent]:
    """Every node in the order of the tree, the dearest subtree first."""
    root = session.root
    if root is None:
        return []
    whole = _weight(session.usage, session.usage)
    rows: list[Spent] = []
    waiting = [(root, 0)]
    while waiting:
        node, level = waiting.pop()
        weight = _weight(node.total, session.usage)
        rows.append(Spent(node, level, weight / whole if whole else 0.0))
        below = [session.nodes[child] for child in node.children]
        below.sort(key=lambda child: _weight(child.total, session.usage))
        waiting += [(child, level + 1) for child in below]
    return rows


def _weight(usage: Usage, whole: Usage) -> float:
    return usage.cost if whole.cost else float(usage.total_tokens)
