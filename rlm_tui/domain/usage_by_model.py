"""What each model of a session was used for."""

from __future__ import annotations

from rlm_tui.domain.limits import NO_USAGE, Usage
from rlm_tui.domain.session import Node, Session


def usage_by_model(session: Session) -> dict[str, Usage]:
    """Usage by the name of the model that it was of, the dearest first."""
    found: dict[str, Usage] = {}
    for node in session.nodes.values():
        for model, usage in _of_node(node):
            found[model] = found.get(model, NO_USAGE) + usage
    dearest = sorted(found.items(), key=lambda item: _weight(item[1]), reverse=True)
    return dict(dearest)


def _of_node(node: Node) -> list[tuple[str, Usage]]:
    if node.used:
        return list(node.used.items())
    return [(node.called or node.model, node.usage)] if node.usage != NO_USAGE else []


def _weight(usage: Usage) -> tuple[float, int]:
    return usage.cost, usage.total_tokens
