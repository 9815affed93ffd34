"""Variables between a person and a REPL: values as JSON, summaries, pages."""

from __future__ import annotations

import json

from rlm_tui.domain.variables import Variable, VariablePage
from rlm_tui.errors import SteeringError
from rlm_tui.repl.base import Page, Repl, VariableSummary

MAX_VALUE_CHARS = 1 << 20
"""Of a value that a person gives a variable, as JSON."""
PAGE_ITEMS = 200
PAGE_CHARS = 20_000
_PREVIEW = 200


def checked(value_json: str) -> str:
    """The value as one line of JSON.

    Raises:
        SteeringError: it is none.
    """
    if len(value_json) > MAX_VALUE_CHARS:
        raise SteeringError(
            f"a value of {len(value_json):,} characters; at most {MAX_VALUE_CHARS:,}"
        )
    try:
        value = json.loads(value_json, parse_constant=_refuse)
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    except (ValueError, RecursionError) as error:
        raise SteeringError(f"the value is not JSON: {error}") from error


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


async def summary(repl: Repl, name: str) -> VariableSummary | None:
    """A variable in one line, also one that the list of variables leaves out."""
    for variable in await repl.variables():
        if variable.name == name:
            return variable
    page = await repl.page(name, offset=0, limit=_PREVIEW)
    if isinstance(page, str):
        return None
    preview = page.text or ", ".join(item.preview for item in page.items)
    return VariableSummary(name, page.type, page.total, preview[:_PREVIEW])


def shown(variable: VariableSummary) -> Variable:
    """A variable as events carry it."""
    return Variable(
        name=variable.name,
        type=variable.type,
        length=variable.length,
        preview=variable.preview,
    )


async def page(repl: Repl, expression: str, start: int) -> VariablePage:
    """A stretch of a value: some of its items or fields, or more of its text.

    Raises:
        SteeringError: there is no such value.
    """
    found = await repl.page(expression, offset=start, limit=PAGE_ITEMS)
    if isinstance(found, Page) and found.kind == "text":
        found = await repl.page(expression, offset=start, limit=PAGE_CHARS)
    if isinstance(found, str):
        raise SteeringError(found)
    return VariablePage(
        expression=expression,
        type=found.type,
        kind=found.kind,
        start=found.offset,
        end=found.offset + found.count,
        total=found.total,
        text=found.text,
        items=tuple(map(shown, found.items)),
    )
