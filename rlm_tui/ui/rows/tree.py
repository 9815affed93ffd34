"""The tree as a flat list of visible rows, kept up to date piece by piece."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from rlm_tui.domain.session import Node, Session, Ticket, ancestors


class Row(NamedTuple):
    """A visible row: a node, or one iteration of it."""

    node: str
    iteration: int | None = None
    indent: int = 0
    can_fold: bool = False
    is_folded: bool = False

    @property
    def key(self) -> RowKey:
        """What stays the same when the row moves or is folded."""
        return RowKey(self.node, self.iteration)


class RowKey(NamedTuple):
    """Names a row."""

    node: str
    iteration: int | None = None


ROOT = RowKey("0")


class Rows:
    """The visible rows of a session.

    The rows below each node are kept until `touch` says that its structure changed,
    so that a new node costs a walk along its ancestors and not over the whole tree.
    """

    def __init__(self) -> None:
        self._folds: dict[RowKey, bool] = {}
        self._blocks: dict[str, tuple[Row, ...]] = {}
        self._only: frozenset[str] | None = None

    def keep_only(self, nodes: frozenset[str] | None) -> None:
        """Leave only some nodes, or all."""
        if nodes is not self._only:
            self._only = nodes
            self.reset()

    def touch(self, node: str) -> None:
        """The structure at or below a node has changed."""
        for node_id in (node, *ancestors(node)):
            self._blocks.pop(node_id, None)

    def reset(self) -> None:
        """Anything may have changed."""
        self._blocks.clear()

    def fold(self, key: RowKey, *, is_folded: bool) -> None:
        """Hide or show what is below a row."""
        self._folds[key] = is_folded
        self.touch(key.node)

    def reveal(self, session: Session, key: RowKey) -> None:
        """Unfold what hides a row."""
        node = session.nodes.get(key.node)
        while node is not None and node.parent_id is not None:
            parent = session.nodes[node.parent_id]
            place = node.place.iteration if node.place is not None else None
            for above in (RowKey(parent.id), RowKey(parent.id, place)):
                if self._is_folded(above, parent):
                    self.fold(above, is_folded=False)
            node = parent
        if key.iteration is not None and self._folds.get(RowKey(key.node)):
            self.fold(RowKey(key.node), is_folded=False)

    def of(self, session: Session) -> tuple[Row, ...]:
        """All visible rows, from the top."""
        return self._block(session, "0") if session.root is not None else ()

    def _is_folded(self, key: RowKey, node: Node) -> bool:
        return self._folds.get(key, node.kind == "batch" and key.iteration is None)

    def _block(self, session: Session, node_id: str) -> tuple[Row, ...]:
        found = self._blocks.get(node_id)
        if found is None:
            node = session.nodes[node_id]
            depth = _indent(session.nodes, node)
            found = self._blocks[node_id] = tuple(self._build(session, node, depth))
        return found

    def _build(self, session: Session, node: Node, depth: int) -> list[Row]:
        turns = _turns_shown(node)
        if self._only is not None:
            return self._build_left(session, node, depth)
        can_fold = bool(turns or node.children)
        is_folded = can_fold and self._is_folded(RowKey(node.id), node)
        rows = [Row(node.id, None, depth, can_fold, is_folded)]
        if is_folded:
            return rows
        by_turn = _children_by_turn(session, node, turns)
        self._append(rows, session, by_turn.get(None, ()))
        for number in turns:
            rows += self._turn(session, node, number, by_turn.get(number, []), depth)
        return rows

    def _build_left(self, session: Session, node: Node, depth: int) -> list[Row]:
        """The row of a node and what the filter leaves below it, unfolded."""
        only = self._only or frozenset()
        left = [child for child in node.children if child in only]
        rows = [Row(node.id, None, depth, bool(left), is_folded=False)]
        self._append(rows, session, left)
        return rows

    def _append(self, rows: list[Row], session: Session, nodes: Iterable[str]) -> None:
        blocks = self._blocks
        for node in nodes:
            rows += blocks.get(node) or self._block(session, node)

    def _turn(
        self,
        session: Session,
        node: Node,
        number: int,
        children: list[str],
        depth: int,
    ) -> list[Row]:
        can_fold = bool(children)
        is_folded = can_fold and self._is_folded(RowKey(node.id, number), node)
        rows = [Row(node.id, number, depth + 1, can_fold, is_folded)]
        if not is_folded:
            self._append(rows, session, children)
        return rows


def _turns_shown(node: Node) -> tuple[int, ...]:
    return node.turns if node.kind == "rlm" else ()


def _children_by_turn(
    session: Session, node: Node, turns: tuple[int, ...]
) -> dict[int | None, list[str]]:
    """The children under the turn whose code asked for them, or under none."""
    if not turns:
        return {None: list(node.children)}
    known = set(turns)
    found: dict[int | None, list[str]] = {}
    for child_id in node.children:
        place = session.nodes[child_id].place
        turn = place.iteration if place is not None else None
        found.setdefault(turn if turn in known else None, []).append(child_id)
    return found


def _indent(nodes: Mapping[str, Node], node: Node) -> int:
    """Levels above a node: its ancestors, and the turns that asked."""
    levels = 0
    while node.parent_id is not None:
        parent = nodes[node.parent_id]
        has_turn = node.place is not None and node.place.iteration in parent.turns
        levels += 2 if has_turn and parent.kind == "rlm" else 1
        node = parent
    return levels


def children_of(session: Session, row: Row) -> list[str]:
    """The nodes right below a row."""
    node = session.nodes[row.node]
    if row.iteration is None:
        return list(node.children)
    return _children_by_turn(session, node, _turns_shown(node)).get(row.iteration, [])


def row_of_ticket(session: Session, ticket: Ticket) -> RowKey:
    """The row that a ticket waits at."""
    node = session.nodes.get(ticket.node)
    if node is None or ticket.node != ticket.owner or node.kind != "rlm":
        return RowKey(ticket.node)
    has_turn = ticket.iteration in node.turns
    return RowKey(ticket.node, ticket.iteration if has_turn else None)
