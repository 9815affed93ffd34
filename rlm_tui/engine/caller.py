"""What the calling program brings to a run: hooks, tools, a schema, an evaluator."""

from __future__ import annotations

from dataclasses import dataclass

from rlm_tui.engine.evaluation import Evaluator
from rlm_tui.engine.hooks import NO_HOOKS, Hooks
from rlm_tui.engine.schema import OutputSchema
from rlm_tui.engine.tools import NO_TOOLS, ToolBox


@dataclass(frozen=True, slots=True)
class Caller:
    """Everything that code outside the engine adds to a run."""

    hooks: Hooks = NO_HOOKS
    tools: ToolBox = NO_TOOLS
    schema: OutputSchema | None = None
    """Of the root's answer."""
    evaluator: Evaluator | None = None
    """Of the root's answer."""
    min_confidence: float | None = None
    """Below it the root's answer is sent back."""
