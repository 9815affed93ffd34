"""Events of what people and the clock do to a node's REPL."""

from __future__ import annotations

from typing import Literal

from rlm_tui.domain.event_base import NodeEvent
from rlm_tui.domain.text import Text
from rlm_tui.domain.variables import Variable


class CodeInterrupted(NodeEvent):
    """A running block was asked to stop, and has this long before it is killed."""

    kind: Literal["code_interrupted"] = "code_interrupted"
    iteration: int
    block: int
    reason: str
    grace_s: float


class VariableSet(NodeEvent):
    """A person gave a variable another value, between two blocks of the node."""

    kind: Literal["variable_set"] = "variable_set"
    name: str
    value: Text
    """As JSON."""
    before: Variable | None
    """`None`: there was no such variable."""
    after: Variable


class ReplLost(NodeEvent):
    """The process that ran a node's code is gone; another stands in its place."""

    kind: Literal["repl_lost"] = "repl_lost"
    reason: str
    rebuilt: bool = False
    """Whether the new one has run the node's earlier blocks again."""
    missing: tuple[str, ...] = ()
    """Variables that are not back, because the block that made them was stopped."""
    variables: tuple[Variable, ...] = ()
    """What the new one has."""

    @property
    def in_words(self) -> str:
        """One line for a person."""
        if not self.rebuilt:
            return f"{self.reason}; the variables are gone"
        but = f", but not {', '.join(self.missing)}" if self.missing else ""
        return (
            f"{self.reason}; the variables were rebuilt by running the earlier "
            f"blocks again{but}"
        )
