"""The columns of the batch table: which there is something to say in, and how wide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from rlm_tui.ui.batch.view import Column, View
from rlm_tui.ui.rows.elements import Element
from rlm_tui.ui.style.glyphs import Glyphs
from rlm_tui.ui.text.lines import Line, Span
from rlm_tui.wording import short_model

_WIDTHS: dict[Column, int] = {
    "idx": 6,
    "state": 13,
    "tokens": 7,
    "cost": 9,
    "time": 6,
    "model": 16,
}
"""Cells that a column takes at most, with the gap behind it."""

_NAMES: dict[Column, str] = {
    "idx": "idx",
    "state": "state",
    "tokens": "tokens",
    "cost": "cost",
    "time": "time",
    "model": "model",
}

ORDERS: dict[Column, str] = {
    "idx": "number",
    "state": "state",
    "tokens": "tokens",
    "cost": "cost",
    "time": "time",
    "model": "model",
    "text": "text",
}
"""What the order of each column is called."""

_FRONT = 2
"""Cells for the cursor and the mark."""

_RIGHT = frozenset({"idx", "tokens", "cost", "time"})
"""Columns of numbers."""

_ROOMY, _WIDE = 72, 110
"""Cells from which on there is room for more than cost, and for all."""

_LOOKED_AT = 200
"""Elements whose prompts are measured; a batch may have thousands."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """What the elements of a batch have to say."""

    has_tokens: bool = True
    has_time: bool = True
    has_reply: bool = True
    models: tuple[str, ...] = ("one", "other")
    """Names of the different ones."""
    prompt: int = 1_000
    """Cells of the longest prompt, without what all begin with."""

    @classmethod
    def of(cls, elements: Sequence[Element], shared: str = "") -> Holdings:
        """What there is, whatever is shown of it, so that a filter moves no column."""
        prompts = (len(element.prompt) for element in islice(elements, _LOOKED_AT))
        return cls(
            has_tokens=any(element.tokens for element in elements),
            has_time=any(element.node.iterations for element in elements),
            has_reply=any(element.has_reply for element in elements),
            models=tuple({element.node.model for element in elements}),
            prompt=max(prompts, default=0) - len(shared) + 1,
        )


@dataclass(frozen=True, slots=True)
class Layout:
    """Which columns there is room for."""

    columns: dict[Column, int]
    """Their widths, in their order."""
    text: int
    """Cells of the prompt, or of reply and prompt in one column."""
    reply: int = 0
    """Cells of the reply, if it has a column of its own."""
    text_name: str = "reply / prompt"

    @classmethod
    def of(cls, width: int, held: Holdings) -> Layout:
        """What fits into a width and is not empty in every row."""
        is_shown: dict[Column, bool] = {
            "tokens": held.has_tokens and width >= _ROOMY,
            "time": held.has_time and width >= _ROOMY,
            "model": len(held.models) > 1 and width >= _WIDE,
        }
        columns = {
            column: cells
            for column, cells in _WIDTHS.items()
            if is_shown.get(column, True)
        }
        if "model" in columns:
            longest = max(len(short_model(name)) for name in held.models)
            columns["model"] = min(columns["model"], longest + 2)
        room = max(8, width - _FRONT - sum(columns.values()))
        if not held.has_reply:
            return cls(columns, room, text_name="prompt")
        if width < _WIDE:
            return cls(columns, room)
        text = min(room // 2, held.prompt + 2)
        return cls(columns, text, room - text, text_name="prompt")

    def column_at(self, x: int) -> Column:
        """The column that is drawn in a cell."""
        x -= _FRONT
        for column, cells in self.columns.items():
            x -= cells
            if x < 0:
                return column
        return "text"

    def fitted(self, text: str, column: Column) -> str:
        """A cell of a column, with the gap behind it."""
        width = self.columns[column] - 1
        text = text[:width]
        return (text.rjust(width) if column in _RIGHT else text.ljust(width)) + " "


def head_line(layout: Layout, view: View, glyphs: Glyphs) -> Line:
    """The names of the columns, the one that orders the rows with a mark."""
    order = view.order
    way = glyphs.upward if view.is_reversed else glyphs.unfolded
    spans = [Span(" " * _FRONT)]
    for column in layout.columns:
        name = f"{_NAMES[column]}{way}" if column == order else ""
        text = layout.fitted(name or _NAMES[column], column)
        spans.append(Span(text, "strong" if column == order else "muted"))
    mark = way if order == "text" else ""
    style = "strong" if order == "text" else "muted"
    if layout.reply:
        spans.append(Span(layout.text_name.ljust(layout.text), "muted"))
    spans.append(Span(f"{'reply' if layout.reply else layout.text_name}{mark}", style))
    return tuple(spans)
