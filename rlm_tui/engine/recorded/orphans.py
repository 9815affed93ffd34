"""Nodes of a record that are open although nobody can ask for them any more.

No engine leaves such nodes behind; a file that somebody made up can.
"""

from __future__ import annotations

from rlm_tui.domain.session import Node, Session


def orphans(session: Session) -> list[str]:
    """Paths of open nodes that no code will wait for, those above others first."""
    found = [
        node.id
        for node in session.nodes.values()
        if not node.has_ended
        and node.parent_id is not None
        and not _is_waited_for(node, session.nodes[node.parent_id])
    ]
    return sorted(found, key=lambda path: path.count("."))


def _is_waited_for(node: Node, parent: Node) -> bool:
    """Whether what asked for it was still at work when the record ended."""
    if parent.has_ended and parent.parent_id is not None:
        return False
    if parent.kind == "batch":
        return True
    place = node.place
    if parent.kind != "rlm" or place is None or not parent.iterations:
        return False
    turn = parent.iterations[-1]
    if place.iteration != turn.number:
        return False
    if place.block == 0:  # the engine asks, on an answer
        return True
    last = turn.executions[-1:]
    return any(run.block == place.block and run.status is None for run in last)
