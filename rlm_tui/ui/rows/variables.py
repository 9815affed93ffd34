"""Variables of a node as rows, the way into a value, and what a person changed."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rlm_tui.domain.events import Event
from rlm_tui.domain.events_of_code import VariableSet
from rlm_tui.domain.variables import Variable, VariablePage
from rlm_tui.errors import CommandError
from rlm_tui.sanitize import safe_line
from rlm_tui.ui.text.lines import Line, Span, line

_NAME_WIDE = 24


@dataclass(frozen=True, slots=True)
class Level:
    """What is listed: the variables of a node, or the items of a value."""

    expression: str = ""
    """The way to the value; empty: the variables of the node."""
    type: str = ""
    is_fields: bool = False
    rows: tuple[Variable, ...] = ()
    end: int = 0
    """Where the next page of items starts."""
    total: int | None = None
    has_more: bool = False

    def way_to(self, row: Variable) -> str:
        """The expression of a row."""
        if not self.expression:
            return row.name
        dot = f".{row.name}" if self.is_fields else f"[{row.name}]"
        return f"{self.expression}{dot}"

    def with_page(self, page: VariablePage) -> Level:
        """The level with one more page of items."""
        return replace(
            self,
            rows=(*self.rows, *page.items),
            end=page.end,
            total=page.total,
            has_more=page.has_more,
        )


def level_of(page: VariablePage) -> Level:
    """The items or fields of a value."""
    level = Level(page.expression, page.type, is_fields=page.kind == "fields")
    return level.with_page(page)


def variable_lines(
    rows: Sequence[Variable], changed: Iterable[str], *, ascii_only: bool, mark: str
) -> list[Line]:
    """Rows as lines: name, type, length, the beginning of the value."""
    names = [safe_line(row.name, ascii_only=ascii_only) for row in rows]
    wide = min(_NAME_WIDE, max((len(name) for name in names), default=0))
    set_by_hand = frozenset(changed)
    return [
        line(
            Span(f"{mark if row.name in set_by_hand else ' '} ", "edited"),
            Span(f"{name[:wide]:<{wide}}  ", "strong"),
            f"{safe_line(row.type)[:10]:<10} ",
            Span(f"{'' if row.length is None else f'{row.length:,}':>10}  ", "muted"),
            safe_line(row.preview, ascii_only=ascii_only),
        )
        for name, row in zip(names, rows, strict=True)
    ]


def changes_of(events: Iterable[Event], node: str) -> dict[str, VariableSet]:
    """The last change that a person made to each variable of a node."""
    return {
        event.name: event
        for event in events
        if isinstance(event, VariableSet) and event.node == node
    }


def change_words(change: VariableSet) -> str:
    """What a variable was before and is after."""
    before = "not there" if change.before is None else change.before.preview
    return (
        f"{change.name}: {safe_line(before)} became {safe_line(change.after.preview)}"
    )


def json_of(variable: Variable) -> str:
    """A variable as JSON to begin an edit with; empty where that is not known."""
    try:
        return json.dumps(ast.literal_eval(variable.preview), ensure_ascii=False)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return ""


def checked_json(said: str) -> str:
    """The line, if it is JSON.

    Raises:
        CommandError: it is not; the error knows where.
    """
    try:
        json.loads(said)
    except json.JSONDecodeError as error:
        problem = f'{error.msg}: a value is JSON, such as 3, "text" or [1, 2]'
        raise CommandError(problem, error.pos) from error
    return said
