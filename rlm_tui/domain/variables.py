"""Variables of a node's REPL, as people see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rlm_tui.domain.event_base import Value


class Variable(Value):
    """A variable of a REPL, as far as a person needs to see it."""

    name: str
    type: str
    length: int | None = None
    preview: str = ""


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
