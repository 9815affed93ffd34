"""The tree as a flat list of visible rows, kept up to date piece by piece."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from rlm_tui.domain.session import Node, Session, Ticket, ancestors


class Row(NamedTuple):
    """A visible row: a node, one iteration of it, or one block of that."""

    node: str
    iteration: int | None = None
    indent: int = 0
    can_fold: bool = False
    is_folded: bool = False
    block: int | None = None

    @property
    def key(self) -> RowKey:
        """What stays the same when the row moves or is folded."""
        return RowKey(self.node, self.iteration, self.block)


class RowKey(NamedTuple):
    """Names a row."""

    node: str
    iteration: int | None = None
    block: int | None = None


ROOT = RowKey("0")

MANY = 30
"""What code asked for in one turn stands below it at first, up to so many rows."""


class Rows:
    """The visible rows of a session.

    The rows below each node are kept until `touch` says that its structure changed,
    so that a new node costs a walk along its ancestors and not over the whole tree.
    Folded at first are batches, and iterations whose code asked for nothing, or for
    more than one looks through row by row.
    """

    def __init__(self) -> None:
        self._folds: dict[RowKey, bool] = {}
        self._below: dict[str, tuple[Row, ...]] = {}
        """The rows of each node and of all below it."""
        self._only: frozenset[str] | None = None

    def keep_only(self, nodes: frozenset[str] | None) -> None:
        """Leave only some nodes, or all."""
        if nodes is not self._only:
            self._only = nodes
            self.reset()

    def touch(self, node: str) -> None:
        """The structure at or below a node has changed."""
        for node_id in (node, *ancestors(node)):
            self._below.pop(node_id, None)

    def reset(self) -> None:
        """Anything may have changed."""
        self._below.clear()

    def fold(self, key: RowKey, *, is_folded: bool) -> None:
        """Hide or show what is below a row."""
        self._folds[key] = is_folded
        self.touch(key.node)

    def reveal(self, session: Session, key: RowKey) -> None:
        """Unfold what hides a row."""
        if key.node not in session.nodes:
            return
        if key.block is not None:  # folded at first, unless it asked for something
            self.fold(RowKey(key.node, key.iteration), is_folded=False)
        for hides in _all_above(session, key):
            if self._folds.get(hides, True):
                self.fold(hides, is_folded=False)

    def keep_open(self, session: Session, key: RowKey) -> None:
        """What holds a row that somebody looks at is not folded because it grows."""
        if key.node in session.nodes:
            for holds in _all_above(session, key):
                self._folds.setdefault(holds, False)

    def of(self, session: Session) -> tuple[Row, ...]:
        """All visible rows, from the top."""
        return self._rows_of(session, "0", 0) if session.root is not None else ()

    def _rows_of(self, session: Session, node_id: str, depth: int) -> tuple[Row, ...]:
        """A node stands as deep in the tree as ever: depths need no second look."""
        found = self._below.get(node_id)
        if found is None:
            node = session.nodes[node_id]
            build = self._build if self._only is None else self._build_left
            found = self._below[node_id] = tuple(build(session, node, depth))
        return found

    def _build(self, session: Session, node: Node, depth: int) -> list[Row]:
        turns = _turns_shown(node)
        can_fold = bool(turns or node.children)
        at_first = node.kind == "batch"
        is_folded = can_fold and self._is_folded(RowKey(node.id), at_first=at_first)
        rows = [Row(node.id, None, depth, can_fold, is_folded)]
        if is_folded:
            return rows
        by_turn = _children_by_turn(session, node, turns)
        self._append(rows, session, by_turn.get(None, ()), depth + 1)
        blocks = node.blocks if turns else ()
        for at, number in enumerate(turns):
            asked = by_turn.get(number, [])
            self._append_turn(
                rows, session, RowKey(node.id, number), asked, blocks[at], depth + 1
            )
        return rows

    def _build_left(self, session: Session, node: Node, depth: int) -> list[Row]:
        """The row of a node and what the filter leaves below it, unfolded."""
        only = self._only or frozenset()
        left = [child for child in node.children if child in only]
        rows = [Row(node.id, None, depth, bool(left), is_folded=False)]
        self._append(rows, session, left, depth + 1)
        return rows

    def _append(
        self, rows: list[Row], session: Session, nodes: Iterable[str], depth: int
    ) -> None:
        below = self._below
        for node in nodes:
            rows += below.get(node) or self._rows_of(session, node, depth)

    def _append_turn(
        self,
        rows: list[Row],
        session: Session,
        turn: RowKey,
        children: list[str],
        blocks: int,
        depth: int,
    ) -> None:
        can_fold = bool(children or blocks)
        is_folded = can_fold and self._is_folded(
            turn, at_first=_folds_at_first(children)
        )
        rows.append(Row(turn.node, turn.iteration, depth, can_fold, is_folded))
        if is_folded:
            return
        if not _shows_blocks(blocks, has_children=bool(children)):
            self._append(rows, session, children, depth + 1)
            return
        by_block = _children_by_block(session, children, blocks)
        self._append(rows, session, by_block.get(None, ()), depth + 1)
        for number in range(1, blocks + 1):
            asked, block = by_block.get(number, []), turn._replace(block=number)
            can_fold = bool(asked)
            is_folded = can_fold and self._is_folded(block, at_first=len(asked) > MANY)
            rows.append(
                Row(turn.node, turn.iteration, depth + 1, can_fold, is_folded, number)
            )
            if not is_folded:
                self._append(rows, session, asked, depth + 2)

    def _is_folded(self, row: RowKey, *, at_first: bool) -> bool:
        return self._folds.get(row, at_first) if self._folds else at_first


def _folds_at_first(children: list[str]) -> bool:
    """Whether a turn is folded as long as nobody has said otherwise."""
    return not children or len(children) > MANY


def _turns_shown(node: Node) -> tuple[int, ...]:
    return node.turns if node.kind == "rlm" else ()


def _shows_blocks(blocks: int, *, has_children: bool) -> bool:
    """Whether the blocks of an iteration have rows: one alone that asked for something
    is told by what it asked for."""
    return blocks > 1 or (blocks == 1 and not has_children)


def _children_by_turn(
    session: Session, node: Node, turns: tuple[int, ...]
) -> dict[int | None, list[str]]:
    """The children under the turn whose code asked for them, or under none."""
    if not turns or not node.children:
        return {None: list(node.children)}
    known = set(turns)
    found: dict[int | None, list[str]] = {}
    for child_id in node.children:
        turn = _turn_of(session, child_id)
        found.setdefault(turn if turn in known else None, []).append(child_id)
    return found


def _turn_of(session: Session, child: str) -> int | None:
    """The turn whose code asked for a node."""
    place = session.nodes[child].place
    return place.iteration if place is not None else None


def _children_by_block(
    session: Session, children: Iterable[str], blocks: int
) -> dict[int | None, list[str]]:
    """What each block of one iteration asked for, or none of them."""
    found: dict[int | None, list[str]] = {}
    for child in children:
        place = session.nodes[child].place
        block = place.block if place is not None else 0
        found.setdefault(block if 1 <= block <= blocks else None, []).append(child)
    return found


def children_of(session: Session, row: Row) -> list[str]:
    """The nodes right below a row."""
    node = session.nodes[row.node]
    if row.iteration is None:
        return list(node.children)
    asked = [
        child for child in node.children if _turn_of(session, child) == row.iteration
    ]
    if row.block is None:
        return asked
    return _children_by_block(session, asked, row.block).get(row.block, [])


def rows_above(session: Session, key: RowKey) -> list[RowKey]:
    """What may stand right above a row in the tree, the nearest first.

    Which of them has a row depends on a filter, and on how many blocks there are.
    """
    node = session.nodes.get(key.node)
    if key.block is not None:
        return [RowKey(key.node, key.iteration), RowKey(key.node)]
    if key.iteration is not None:
        return [RowKey(key.node)]
    if node is None or node.parent_id is None:
        return []
    parent = RowKey(node.parent_id)
    place = node.place
    if place is None:
        return [parent]
    turn = parent._replace(iteration=place.iteration)
    return [turn._replace(block=place.block), turn, parent]


def _all_above(session: Session, key: RowKey) -> list[RowKey]:
    found: list[RowKey] = []
    nearest = rows_above(session, key)
    while nearest:
        found += nearest
        nearest = rows_above(session, nearest[-1])
    return found


def row_of_ticket(session: Session, ticket: Ticket) -> RowKey:
    """The row that a ticket waits at."""
    node = session.nodes.get(ticket.node)
    if node is None or ticket.node != ticket.owner or node.kind != "rlm":
        return RowKey(ticket.node)
    has_turn = ticket.iteration in node.turns
    return RowKey(ticket.node, ticket.iteration if has_turn else None)
