"""What one turn of a node is at one moment: frozen values that only `reduce` makes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rlm_tui.domain.events_of_answers import Judge
from rlm_tui.domain.events_of_calls import Message
from rlm_tui.domain.events_of_code import BlockStatus
from rlm_tui.domain.limits import NO_USAGE, Usage
from rlm_tui.domain.text import EMPTY, Text
from rlm_tui.domain.values import Span
from rlm_tui.domain.variables import Variable


@dataclass(frozen=True, slots=True)
class Stopping:
    """What a block that still runs was told."""

    reason: str
    grace_s: float
    """How long it has before its process is killed."""
    asked_at: float


# What follows has no slots where it has many fields: copies are made at each event, and
# copying a dictionary is ten times faster.


@dataclass(frozen=True)
class Execution:
    """One code block as run."""

    block: int
    blocks: int
    code: Text
    proposed: Text | None = None
    stdout: Text | None = None
    draft: str = ""
    """Output that has arrived while it runs."""
    error: str | None = None
    status: BlockStatus | None = None
    """`None` while it runs."""
    stopping: Stopping | None = None
    """While it runs on after it was asked to stop."""
    variables: tuple[Variable, ...] | None = None
    """What there was when somebody looked while it waited for a query; `None` before,
    and when it has ended."""
    elapsed_s: float = 0.0
    started_at: float = 0.0
    reads: tuple[Span, ...] = ()
    """Of the node's context: characters of a text, items of a list or mapping."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A model call that failed before another one replied."""

    number: int
    error_type: str
    error: str
    retry_in_s: float | None
    usage: Usage = NO_USAGE
    """What it cost all the same."""


@dataclass(frozen=True)
class Iteration:
    """One turn of a node: a reply and the executions of its blocks.

    A plain model call has one, without executions.
    """

    number: int
    started_at: float = 0.0
    forced: bool = False
    kept: int = 0
    messages: tuple[Message, ...] = ()
    """What was sent beyond the first `kept` messages of the call before."""
    called_at: float | None = None
    reply: Text | None = None
    reasoning: Text = EMPTY
    draft: str = ""
    """Reply text that has arrived while it streams."""
    draft_reasoning: str = ""
    heard_at: float | None = None
    """When the last piece of the reply arrived, while it streams."""
    failures: tuple[Attempt, ...] = ()
    executions: tuple[Execution, ...] = ()
    usage: Usage = NO_USAGE
    elapsed_s: float = 0.0
    outcome: str | None = None
    by: Literal["model", "you", "rule", "playback"] = "model"

    @property
    def blocks(self) -> int:
        """How many blocks its reply has, once the first of them has begun."""
        return self.executions[0].blocks if self.executions else 0


@dataclass(frozen=True, slots=True)
class Guidance:
    """Words of a person for a node."""

    number: int
    text: Text
    delivered_in: int | None = None
    """The iteration whose call carried it; `None` while it is undelivered."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was found about an answer before it was accepted or sent back."""

    iteration: int
    by: Judge
    accepted: bool
    confidence: float | None
    words: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An estimate of a model call that was let out."""

    tokens: int
    cost: float | None
