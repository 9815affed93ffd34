"""The state that a row of the tree shows, and how long that took."""

from __future__ import annotations

from rlm_tui.domain.events_of_code import BlockStatus
from rlm_tui.domain.session import Node, NodeState, Session
from rlm_tui.domain.turns import Execution, Iteration
from rlm_tui.ui.rows.jumps import failure_in
from rlm_tui.ui.rows.tree import Row
from rlm_tui.wording import duration


def row_state(session: Session, row: Row) -> NodeState:
    """The state that a row shows: of a living node, the most urgent at or below it."""
    node = session.nodes[row.node]
    if row.block is not None:
        return _block_state(node, row)
    if row.iteration is not None:
        return _turn_state(node, row)
    return live_state(node)


def live_state(node: Node) -> NodeState:
    """The most urgent of a living node's own state and of what goes on below it."""
    if node.has_ended:
        return node.state
    for state in ("held", "calling", "executing"):
        if node.state == state or node.below.get(state):
            return state
    return node.state


def _turn_state(node: Node, row: Row) -> NodeState:
    turn = turn_of(node, row.iteration)
    is_last = turn is not None and turn is node.iterations[-1]
    if turn is not None and turn.outcome == "cut":
        return "aborted"
    if not is_last or (turn is not None and turn.outcome is not None):
        has_failed = turn is not None and failure_in(turn) is not None
        return "failed" if has_failed else "done"
    return live_state(node)


def turn_of(node: Node, number: int | None) -> Iteration | None:
    """One iteration of a node by its number; the last one if there is no number."""
    if number is None:
        return node.iterations[-1] if node.iterations else None
    return next((turn for turn in node.iterations if turn.number == number), None)


def block_of(turn: Iteration | None, number: int) -> Execution | None:
    """One block of an iteration, if it has begun or was refused."""
    blocks = turn.executions if turn is not None else ()
    return next((block for block in blocks if block.block == number), None)


_OF_BLOCK: dict[BlockStatus, NodeState] = {
    "ok": "done",
    "final": "done",
    "error": "failed",
    "interrupted": "failed",
    "killed": "failed",
    "refused": "rejected",
}


def _block_state(node: Node, row: Row) -> NodeState:
    turn = turn_of(node, row.iteration)
    block = block_of(turn, row.block or 0)
    if block is not None and block.status is not None:
        return _OF_BLOCK[block.status]
    in_turn = _turn_state(node, row)
    if in_turn in ("done", "failed", "aborted") or node.has_ended:
        return "aborted"  # it was cut, or never came to be run
    if block is not None:
        return in_turn
    return "queued"


def took_by(session: Session, row: Row) -> str:
    """How long the model call took, or the block; of a node with iterations, which of
    them is the last."""
    node = session.nodes[row.node]
    if row.iteration is None and node.kind == "rlm":
        return f"it {node.turns[-1]}" if node.turns else ""
    turn = turn_of(node, row.iteration)
    if row.block is not None:
        block = block_of(turn, row.block)
        if block is None or block.status is None:
            return ""
        return duration(block.elapsed_s)
    return duration(turn.elapsed_s) if turn is not None and turn.elapsed_s else ""
