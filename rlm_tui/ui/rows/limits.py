"""The limits of a run as rows: what is used, what is allowed, and typed values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite
from typing import Literal

from rlm_tui.domain.limit_words import refusal
from rlm_tui.domain.limits import Limits
from rlm_tui.domain.money import money
from rlm_tui.domain.session import Node, Session
from rlm_tui.errors import SettingsError
from rlm_tui.wording import tokens, whole_seconds

Unit = Literal["money", "tokens", "time", "count"]

NONE = frozenset({"none", "unlimited", "-"})
"""How a limit is switched off in words."""


@dataclass(frozen=True, slots=True)
class LimitRow:
    """One limit that a person may change while a run is live."""

    field: str
    """Of `Limits`."""
    title: str
    unit: Unit
    used: Callable[[Session, float], float | None]
    """What is used at a moment; `None` where that has no meaning."""
    of: str
    """What is counted, and where."""


def turns_made(session: Session, node: Node) -> int:
    """How many iterations a node took, of the root since what was asked last."""
    before = session.turns_before if node.parent_id is None else 0
    return len(node.turns) - before


def _most_turns(session: Session, _now: float) -> float:
    return max((turns_made(session, n) for n in session.nodes.values()), default=0)


_RUN = "of the whole run"

LIMIT_ROWS: tuple[LimitRow, ...] = (
    LimitRow("max_cost", "money", "money", lambda s, _: s.usage.cost, _RUN),
    LimitRow(
        "max_tokens",
        "tokens",
        "tokens",
        lambda s, _: s.usage.total_tokens,
        f"{_RUN}, in and out",
    ),
    LimitRow(
        "max_time",
        "time",
        "time",
        lambda s, now: s.active_at(now),
        f"{_RUN}, but while it waits for you",
    ),
    LimitRow(
        "max_iterations",
        "iterations",
        "count",
        _most_turns,
        "of each node; used: by the one with most",
    ),
    LimitRow(
        "max_llm_calls",
        "sub-queries",
        "count",
        lambda s, _: s.sub_queries,
        f"{_RUN}, on any level",
    ),
    LimitRow(
        "max_depth",
        "depth",
        "count",
        lambda s, _: max((n.depth for n in s.nodes.values()), default=0),
        "RLM levels below the root",
    ),
    LimitRow(
        "max_concurrency",
        "calls at once",
        "count",
        lambda s, _: s.in_flight,
        "calls of models that are out together",
    ),
    LimitRow(
        "max_errors",
        "errors in a row",
        "count",
        lambda _s, _now: None,
        "of each node: blocks of code that failed",
    ),
)
"""In the order in which they are shown; the first is the one that most people mean."""


def shown(value: float | None, unit: Unit) -> str:
    """An amount of a limit for people."""
    if value is None:
        return "none"
    match unit:
        case "money":
            return money(value)
        case "tokens":
            return tokens(round(value))
        case "time":
            return whole_seconds(value)
        case "count":
            return f"{value:g}"


_FACTORS = {"k": 1_000.0, "m": 1_000_000.0}
_SECONDS = {"s": 1.0, "m": 60.0, "h": 3_600.0}


def typed_value(row: LimitRow, said: str, limits: Limits) -> float | None:
    """What a person means by `0.10`, `$2`, `50k`, `10m`, `+50%`, `+` or `none`.

    Raises:
        SettingsError: it is none of these, or the limit cannot have it.
    """
    value = _meant(row, said.strip().lower(), limits)
    if problem := refusal(row.field, value):
        raise SettingsError(problem)
    return value


def _meant(row: LimitRow, said: str, limits: Limits) -> float | None:
    if said in NONE:
        return None
    current: float | None = getattr(limits, row.field)
    if said.startswith("+"):
        return _more(row, said[1:].strip(), current)
    value = _number(said.removeprefix("$"), row.unit)
    return value if row.unit in ("money", "time") else _whole(value)


def _more(row: LimitRow, said: str, current: float | None) -> float:
    if current is None:
        raise SettingsError(f"{row.title} has no limit that could be raised")
    if not said or said.endswith("%"):
        share = _number(said.rstrip("%").strip() or "50", "count") / 100
        value = current * (1 + share)
    else:
        value = current + _number(said.removeprefix("$"), row.unit)
    if row.unit in ("money", "time"):
        return round(value, 6)
    return max(current + 1.0, _whole(value))


def _whole(value: float) -> float:
    """The nearest whole number; of a number too large to be one, the number."""
    return float(round(value)) if isfinite(value) else value


def _number(said: str, unit: Unit) -> float:
    factors = _SECONDS if unit == "time" else _FACTORS
    factor = factors.get(said[-1:], 1.0)
    digits = said[:-1] if said[-1:] in factors else said
    try:
        value = float(digits.replace(",", "").replace("_", ""))
    except ValueError as error:
        raise SettingsError(
            f"{said!r} is no value: type a number, +50% or none"
        ) from error
    if value != value or value in (float("inf"), float("-inf")):
        raise SettingsError(f"{said!r} is no value: type a number, +50% or none")
    return value * factor


def row_of(field: str) -> LimitRow | None:
    """The row of a field of `Limits`."""
    return next((row for row in LIMIT_ROWS if row.field == field), None)
