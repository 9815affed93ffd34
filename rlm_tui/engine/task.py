"""What an RLM node is given to do, and what it comes to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from rlm_tui.domain.limits import Limits
from rlm_tui.domain.values import ContextValue
from rlm_tui.errors import LimitError

NODE_LIMITS = frozenset(
    {"max_iterations", "max_errors", "max_output_chars", "code_timeout"}
)
"""Limits of single nodes, which a hook may set for one child."""


@dataclass(frozen=True, slots=True)
class NodeTask:
    """What an RLM node has to do."""

    node: str
    depth: int
    model: str
    sub_model: str
    question: str
    context: ContextValue
    limits: dict[str, Any] = field(default_factory=dict)
    """Those of `NODE_LIMITS` that are not the run's."""
    turns_before: int = 0
    """Turns of earlier attempts or questions: their numbers go on."""

    @property
    def is_root(self) -> bool:
        """Whether its answer is that of the session."""
        return self.depth == 0

    @property
    def is_alone(self) -> bool:
        """Whether nothing came with the question, which is its context then."""
        return self.context == self.question

    def limits_in(self, limits: Limits) -> Limits:
        """The run's limits with this node's own in their places."""
        return replace(limits, **self.limits) if self.limits else limits


@dataclass(frozen=True, slots=True)
class NodeAnswer:
    """What an RLM node came to."""

    text: str
    confidence: float | None = None
    is_forced: bool = False
    structured: str | None = None
    """The answer as JSON that meets the schema, where there is one."""
    turns: int = 0
    """How many turns it took, with those of earlier attempts."""


class NodeLimitError(LimitError):
    """A limit ended a node; `best` is the best answer that there was."""

    def __init__(self, message: str, best: str) -> None:
        super().__init__(message)
        self.best = best
