"""Events of a node's REPL: its blocks, and what people and the clock do to it."""

from __future__ import annotations

from typing import ClassVar, Literal

from rlm_tui.domain.event_base import NodeEvent
from rlm_tui.domain.text import Text
from rlm_tui.domain.values import Span
from rlm_tui.domain.variables import Variable

BlockStatus = Literal["ok", "error", "interrupted", "final", "killed", "refused"]


class CodeStarted(NodeEvent):
    """A block began to run."""

    kind: Literal["code_started"] = "code_started"
    iteration: int
    block: int
    blocks: int
    code: Text
    """As it runs: after any change that a person made."""
    proposed: Text | None = None
    """As the model wrote it, where a person changed it."""


class OutputDelta(NodeEvent):
    """A piece of a block's output arrived."""

    transient: ClassVar[bool] = True
    kind: Literal["output_delta"] = "output_delta"
    iteration: int
    block: int
    text: str


class CodeExecuted(NodeEvent):
    """A block of the model's code has run, or was refused."""

    kind: Literal["code_executed"] = "code_executed"
    iteration: int
    block: int
    blocks: int = 1
    code: Text
    stdout: Text
    error: str | None = None
    """Exception and traceback, in lines of the block."""
    status: BlockStatus = "ok"
    elapsed_s: float = 0.0
    """From its beginning to its end, what it asked for and waited for included."""
    variables: tuple[Variable, ...] = ()
    reads: tuple[Span, ...] = ()
    """What the code read of the node's context, as it said: characters of a text, items
    of a list or mapping."""


class OutputReplaced(NodeEvent):
    """A person changed what a block's output says before it was handed on."""

    kind: Literal["output_replaced"] = "output_replaced"
    iteration: int
    block: int
    stdout: Text


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


class VariablesSeen(NodeEvent):
    """Somebody looked at the variables while a block waited for what it asked."""

    transient: ClassVar[bool] = True
    kind: Literal["variables_seen"] = "variables_seen"
    variables: tuple[Variable, ...]


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
