"""Lines of tree rows, made again only when what they tell has become another."""

from __future__ import annotations

from dataclasses import dataclass

from rlm_tui.domain.session import BUSY, Node, Session, Ticket
from rlm_tui.ui.labels.look import Look
from rlm_tui.ui.labels.rows import clock_of, row_line
from rlm_tui.ui.rows.tree import Row
from rlm_tui.ui.text.lines import Line

KEPT = 2_000
"""Lines at most: many windows full."""


@dataclass(frozen=True, slots=True, eq=False)
class _MadeOf:
    """All that a line can tell of, beside its row."""

    node: Node
    ticket: Ticket | None
    others: tuple[object, ...]

    def is_same(self, other: _MadeOf) -> bool:
        """Whether it tells the same: nodes and tickets are frozen."""
        return (
            self.node is other.node
            and self.ticket is other.ticket
            and self.others == other.others
        )


class RowLines:
    """The lines that were made last."""

    def __init__(self) -> None:
        self._made: dict[tuple[Row, bool], tuple[_MadeOf, Line]] = {}

    def line(
        self, session: Session, row: Row, width: int, look: Look, *, cursor: bool
    ) -> Line:
        """The line of a row; the same object as before if it tells the same."""
        node = session.nodes[row.node]
        clock = clock_of(node, look.now) if node.state in BUSY else None
        batch = look.batches.get(node.id)
        edits = session.edited if row.is_folded else None
        begins = look.beginnings.of(session, node)
        is_latched = node.id in look.latched
        others = (width, clock, is_latched, look.glyphs, batch, edits, begins)
        made_of = _MadeOf(node, look.waiting.get(node.id), others)
        found = self._made.get((row, cursor))
        if found is not None and found[0].is_same(made_of):
            return found[1]
        if len(self._made) >= KEPT:
            self._made.clear()
        line = row_line(session, row, width, look, cursor=cursor)
        self._made[row, cursor] = made_of, line
        return line
