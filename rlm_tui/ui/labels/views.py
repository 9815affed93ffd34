"""The row of views where only one pane fits: which there are, and which is in front."""

from __future__ import annotations

from typing import Literal, TypeAlias

from rlm_tui.ui.keys.keymap import with_keys
from rlm_tui.ui.text.lines import Line, Span, line, span_at, spread, width_of

View: TypeAlias = Literal["tree", "detail", "queue"]


def views_of(waiting: int) -> tuple[View, ...]:
    """The views there are, in the order in which one goes through them."""
    return ("tree", "detail", "queue") if waiting else ("tree", "detail")


def view_line(
    front: View, *, waiting: int, has_ticket: bool, said: str, width: int
) -> Line:
    """Their names, the one in front in brackets, and how to get on.

    Args:
        front: the view in front.
        waiting: how many rows the queue has.
        has_ticket: whether what waits is what one would read.
        said: what there is to know about the view in front; else the key is told.
        width: cells of the line.
    """
    names: dict[View, str] = {
        "tree": "Tree",
        "detail": "Ticket" if has_ticket else "Text",
        "queue": f"Queue {waiting}",
    }
    spans: list[Span] = []
    for view in views_of(waiting):
        is_front = view == front
        text = f"[{names[view]}]" if is_front else f" {names[view]} "
        spans += [Span(f" {text}", "strong" if is_front else "muted")]
    hint = said or with_keys("{app.pane_next} next view")
    right = line(Span(f"{hint} ", "muted"))
    if width_of(spans) + width_of(right) >= width:
        right = ()
    return spread(tuple(spans), right, width)


def view_at(row: Line, x: int, *, waiting: int) -> View | None:
    """The view whose name is drawn in a cell."""
    index, views = span_at(row, x), views_of(waiting)
    return views[index] if index is not None and index < len(views) else None
