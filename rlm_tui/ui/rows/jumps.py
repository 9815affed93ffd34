"""Where one goes in the tree in one step: beside a row, above it, to what failed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from rlm_tui.domain.session import Node, Session
from rlm_tui.domain.turns import Execution, Iteration
from rlm_tui.ui.rows.tree import RowKey

_Place: TypeAlias = tuple[int, ...]

_FAILED = frozenset({"error", "interrupted", "killed"})
"""How a block ends whose output is an error."""


def beside(session: Session, row: RowKey, step: int) -> RowKey | None:
    """The next row on the same level, or the one before; `None` at either end."""
    node = session.nodes.get(row.node)
    if node is None:
        return None
    if row.block is not None:
        there = 1 <= row.block + step <= _blocks_beside(node, row.iteration)
        return row._replace(block=row.block + step) if there else None
    if row.iteration is not None:
        turns = node.turns
        at = turns.index(row.iteration) + step if row.iteration in turns else -1
        return RowKey(node.id, turns[at]) if 0 <= at < len(turns) else None
    above = session.nodes.get(node.parent_id or "")
    if above is None:
        return None
    at = above.children.index(node.id) + step
    there = 0 <= at < len(above.children)
    return RowKey(above.children[at]) if there else None


def _blocks_beside(node: Node, iteration: int | None) -> int:
    turns = node.turns
    return node.blocks[turns.index(iteration)] if iteration in turns else 0


def next_failure(session: Session, row: RowKey) -> RowKey | None:
    """The next row in the tree that failed, or whose code did; after the last one the
    first again."""
    here = _place(session, row)
    found = sorted(_failures(session), key=lambda failed: _place(session, failed))
    behind = (failed for failed in found if _place(session, failed) > here)
    return next(behind, found[0] if found else None)


def _failures(session: Session) -> Iterator[RowKey]:
    for node in session.nodes.values():
        if node.state == "failed":
            yield RowKey(node.id)
        for turn in node.iterations:
            if failure_in(turn) is not None:
                yield RowKey(node.id, turn.number)


def failure_in(turn: Iteration) -> Execution | None:
    """The first block of an iteration that failed."""
    return next((run for run in turn.executions if run.status in _FAILED), None)


def _place(session: Session, row: RowKey) -> _Place:
    """Where a row stands: what an iteration asked for comes behind that iteration."""
    node = session.nodes.get(row.node)
    own: _Place = () if row.iteration is None else (row.iteration, 0)
    own += () if row.block is None else (row.block,)
    return own if node is None else (*_place_of(session, node), *own)


def _place_of(session: Session, node: Node) -> _Place:
    above = session.nodes.get(node.parent_id or "")
    if above is None:
        return ()
    turn = node.place.iteration if node.place is not None else 0
    last = int(node.id.rpartition(".")[2])
    return (*_place_of(session, above), turn, last)
