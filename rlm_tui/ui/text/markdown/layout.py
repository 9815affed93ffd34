"""Blocks of Markdown as rows of a width."""

from __future__ import annotations

from collections.abc import Sequence

from rlm_tui.ui.style.glyphs import Glyphs
from rlm_tui.ui.text.laying import Laid
from rlm_tui.ui.text.lines import Line, Seam, Span, cut, plain, width_of, wrap, wrapped
from rlm_tui.ui.text.markdown.blocks import Block, Edge, Prose, Rule, Table

_GAP = 2
"""Cells between the columns of a table."""
_LEAST = 4
"""Cells of a column, at least; if not even these fit, a table is shown as lists."""


def laid_blocks(blocks: Sequence[Block], width: int, glyphs: Glyphs) -> Laid:
    """The rows of some blocks, one below the other."""
    rows: list[Line] = []
    seams: list[Seam | None] = []
    for block in blocks:
        edge = _narrow(block.edge, width)
        room = max(1, width - width_of(edge.rest))
        _put(rows, seams, _laid(block, room, glyphs), edge)
    return Laid(rows, seams)


def _laid(block: Block, room: int, glyphs: Glyphs) -> Laid:
    match block:
        case Prose(lines):
            return _prose(lines, room)
        case Rule():
            return Laid([(Span(glyphs.rule * room, "muted"),)], [None])
        case Table():
            return _table(block, room, glyphs)


def _narrow(edge: Edge, width: int) -> Edge:
    """What is left of marks that would leave no room for words."""
    most = width // 2
    if width_of(edge.rest) <= most and width_of(edge.first) <= most:
        return edge
    return Edge(_last(edge.first, most), _last(edge.rest, most))


def _last(marks: Line, most: int) -> Line:
    kept: list[Span] = []
    for mark in reversed(marks):
        most -= width_of((mark,))
        if most < 0:
            break
        kept.insert(0, mark)
    return tuple(kept)


def _put(rows: list[Line], seams: list[Seam | None], found: Laid, edge: Edge) -> None:
    indent = len(plain(edge.rest))
    for number, (row, seam) in enumerate(zip(found.rows, found.seams, strict=True)):
        rows.append((*(edge.rest if number else edge.first), *row))
        goes_on = None if seam is None else Seam(seam.dropped, seam.indent + indent)
        seams.append(goes_on)


def _prose(lines: Sequence[Line], room: int) -> Laid:
    rows: list[Line] = []
    seams: list[Seam | None] = []
    for spans in lines:
        found = wrapped(spans, room)
        rows += found.rows
        seams += found.seams
    return Laid(rows, seams)


def _table(table: Table, room: int, glyphs: Glyphs) -> Laid:
    columns = len(table.rows[0])
    widths = _widths(table, room - _GAP * (columns - 1))
    if not widths:
        return _as_lists(table, room)
    rows: list[Line] = []
    for number, cells in enumerate(table.rows):
        style = "strong" if number == 0 else ""
        rows += _row(cells, widths, table.is_right, style)
        if number == 0:
            rule = (" " * _GAP).join(glyphs.rule * width for width in widths)
            rows.append((Span(rule, "muted"),))
    return Laid(rows, [None] * len(rows))


def _widths(table: Table, room: int) -> list[int]:
    """Cells of each column: as many as it needs, the widest being narrowed first."""
    columns = len(table.rows[0])
    widths = [
        max(1, *(width_of(row[column]) for row in table.rows))
        for column in range(columns)
    ]
    if room < _LEAST * columns and room < sum(widths):
        return []
    while (over := sum(widths) - room) > 0:
        widest = max(widths)
        next_widest = max((w for w in widths if w < widest), default=_LEAST)
        which = [column for column, width in enumerate(widths) if width == widest]
        less = min(widest - max(next_widest, _LEAST), -(-over // len(which)))
        for column in which:
            widths[column] -= max(1, less)
    return widths


def _row(
    cells: Sequence[Line], widths: Sequence[int], is_right: Sequence[bool], style: str
) -> list[Line]:
    wrapped_cells = [
        wrap(_styled(cell, style), width)
        for cell, width in zip(cells, widths, strict=True)
    ]
    rows: list[Line] = []
    for number in range(max(map(len, wrapped_cells))):
        row: list[Span] = []
        for column, cell in enumerate(wrapped_cells):
            part = cut(cell[number], widths[column]) if number < len(cell) else ()
            fill = Span(" " * (widths[column] - width_of(part)))
            row += [Span(" " * _GAP)] if column else []
            row += [fill, *part] if is_right[column] else [*part, fill]
        rows.append(tuple(row))
    return rows


def _styled(cell: Line, style: str) -> Line:
    return tuple(Span(span.text, span.style or style) for span in cell)


def _as_lists(table: Table, room: int) -> Laid:
    """Too many columns: each row as lines of a name and a value."""
    head, *body = table.rows
    lines: list[Line] = []
    for row in body:
        lines += [
            (*_styled(name, "strong"), Span(": "), *cell)
            for name, cell in zip(head, row, strict=True)
        ]
        lines.append(())
    return _prose(lines or head, room)
