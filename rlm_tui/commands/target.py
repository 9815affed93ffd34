"""Which tickets a command is for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rlm_tui.domain.rules.filters import Filter

TargetKind = Literal[
    "focus", "marked", "shown", "lane", "all", "number", "node", "filter"
]


@dataclass(frozen=True, slots=True)
class Target:
    """Which tickets a verb is for."""

    kind: TargetKind = "focus"
    number: int = 0
    """Of a ticket as it was announced, for the kind `number`."""
    node: str = ""
    """A path, for the kind `node`."""
    filter: Filter | None = None
    """For the kind `filter`."""

    @property
    def is_single(self) -> bool:
        """Whether it means one ticket at most."""
        return self.kind in ("focus", "number", "node")

    def __str__(self) -> str:
        match self.kind:
            case "number":
                return f"#{self.number}"
            case "node":
                return self.node
            case "filter":
                return str(self.filter)
            case _:
                return f"@{self.kind}"


FOCUS = Target()
SHOWN = Target("shown")
