"""The limits of a run as numbers that can be changed before it starts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.containers import Horizontal, ItemGrid
from textual.widgets import Input, Label

from rlm_tui.domain.limits import Limits
from rlm_tui.errors import SettingsError

if TYPE_CHECKING:
    from pydantic import ValidationError


@dataclass(frozen=True, slots=True)
class LimitField:
    """One of the limits that the start screen offers."""

    name: str
    """The field of `Limits`."""
    title: str
    help: str
    """One line for the person whose cursor is in it."""
    may_be_empty: bool = False


FIELDS: tuple[LimitField, ...] = (
    LimitField(
        "max_iterations",
        "iterations",
        "Turns: it thinks, writes code, reads what came out.",
    ),
    LimitField(
        "max_depth",
        "depth",
        "Levels of sub-queries that ask others; 0: no sub-queries.",
    ),
    LimitField(
        "max_llm_calls",
        "sub-queries",
        "How many its code may ask in all, on any level.",
    ),
    LimitField(
        "max_cost",
        "US dollars",
        "It stops and asks you at this cost; empty: no limit.",
        may_be_empty=True,
    ),
    LimitField(
        "max_time",
        "seconds",
        "Not counting the time it waits for you; empty: no limit.",
        may_be_empty=True,
    ),
)


class NotALimitError(SettingsError):
    """What was typed is not a limit."""

    def __init__(self, field: LimitField, message: str) -> None:
        super().__init__(message)
        self.field = field


class LimitBoxes(ItemGrid):
    """One small box for each limit, in as many columns as fit."""

    def __init__(self, limits: Limits, *, id: str | None = None) -> None:
        super().__init__(id=id, min_column_width=20)
        self._limits = limits
        """Also holds the limits that have no box."""

    def compose(self) -> ComposeResult:
        """A name and a box for each."""
        for field in FIELDS:
            with Horizontal(classes="limit"):
                yield Label(field.title, markup=False, classes="limit-title")
                yield Input(
                    self._shown(field),
                    placeholder="none" if field.may_be_empty else "",
                    compact=True,
                    id=field.name,
                )

    def _shown(self, field: LimitField) -> str:
        return shown(getattr(self._limits, field.name))

    def box(self, field: LimitField) -> Input:
        """The box of a limit."""
        return self.query_one(f"#{field.name}", Input)

    def read(self) -> Limits:
        """The limits as typed.

        Raises:
            NotALimitError: a box holds something else.
        """
        values: dict[str, Any] = {
            field.name: parsed(field, typed)
            for field in FIELDS
            if (typed := self.box(field).value) != self._shown(field)
        }
        return replace(self._limits, **values)


def shown(value: float | None) -> str:
    """A limit as it stands in its box."""
    return "" if value is None else f"{value:g}"


def parsed(field: LimitField, text: str) -> float | None:
    """The limit that was typed.

    Raises:
        NotALimitError: it is not a number, or not one that is allowed.
    """
    typed = text.strip().removeprefix("$").strip()
    if not typed and field.may_be_empty:
        return None
    from pydantic import ValidationError  # when something is typed

    try:
        made = Limits.of({field.name: typed})
    except ValidationError as error:
        raise NotALimitError(field, _complaint(field, text, error)) from error
    value: float = getattr(made, field.name)
    return value


def _complaint(field: LimitField, text: str, error: ValidationError) -> str:
    found = error.errors()[0]
    bounds = found.get("ctx", {})
    match found["type"]:
        case "greater_than_equal":
            wanted = f"{bounds['ge']:g} or more"
        case "greater_than":
            wanted = f"more than {bounds['gt']:g}"
        case "less_than_equal":
            wanted = f"{bounds['le']:g} or less"
        case "int_parsing" | "int_from_float":
            wanted = "a whole number"
        case _:
            wanted = "a number"
    got = f"'{text.strip()}'" if text.strip() else "an empty box"
    empty = ", or empty for no limit" if field.may_be_empty else ""
    return f"{field.title} must be {wanted}{empty}, not {got}"
