"""Variables of a node's REPL, as people see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rlm_tui.domain.event_base import Value


class Variable(Value):
    """A variable of a REPL, as far as a person needs to see it."""

    name: str
    type: str
    length: int | None = None
    preview: str = ""


_HELPING = frozenset(
    {
        "function",
        "type",
        "module",
        "method",
        "builtin_function_or_method",
        "_lru_cache_wrapper",
        "Pattern",
        "Match",
    }
)
"""Types of what code works with rather than on."""


def is_helper(variable: Variable) -> bool:
    """Whether it is a tool of the code, such as a function or a constant, and tells
    nothing about the context."""
    return variable.type in _HELPING or variable.name.isupper()


def values_first(variables: Sequence[Variable]) -> tuple[Variable, ...]:
    """Values in their order, then helpers in theirs."""
    return tuple(sorted(variables, key=is_helper))


@dataclass(frozen=True, slots=True)
class VariablePage:
    """A stretch of a value, read from the live process: a part of its text, or some
    of its items or fields."""

    expression: str
    """What was asked for: a name, or a way into a value such as `rows[3]["id"]`."""
    type: str
    kind: Literal["text", "items", "fields"]
    start: int
    """Where the stretch begins, in characters (or bytes), items or fields."""
    end: int
    """Where it ends, and the next page starts."""
    total: int | None
    """What there is of them."""
    text: str = ""
    items: tuple[Variable, ...] = ()
    """Named by their index, key or field name."""

    @property
    def has_more(self) -> bool:
        """Whether another page follows."""
        return self.end > self.start and (self.total is None or self.end < self.total)
