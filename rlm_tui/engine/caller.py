"""What the calling program brings to a run: hooks, tools, a schema, an evaluator."""

from __future__ import annotations

from dataclasses import dataclass

from rlm_tui.engine.arguments import check_functions, checked_confidence
from rlm_tui.engine.evaluation import Evaluator
from rlm_tui.engine.hook_calls import NO_HOOKS, Hooks
from rlm_tui.engine.hooks import PrepareIteration, PrepareSubAgent
from rlm_tui.engine.schema import OutputSchema, Schema
from rlm_tui.engine.toolbox import NO_TOOLS, ToolBox
from rlm_tui.engine.tools import Tools


@dataclass(frozen=True, slots=True)
class Caller:
    """Everything that code outside the engine adds to a run."""

    hooks: Hooks = NO_HOOKS
    tools: ToolBox = NO_TOOLS
    sub_tools: ToolBox | None = None
    """Of children; `None`: the same as the root's."""
    schema: OutputSchema | None = None
    """Of the root's answer."""
    evaluator: Evaluator | None = None
    """Of the root's answer."""
    min_confidence: float | None = None
    """Below it the root's answer is sent back."""

    def tools_at(self, depth: int) -> ToolBox:
        """What the code of an RLM node may call; the root's depth is 0."""
        return self.tools if depth == 0 or self.sub_tools is None else self.sub_tools


def caller_of(
    *,
    prepare_iteration: PrepareIteration | None,
    prepare_sub_agent: PrepareSubAgent | None,
    tools: Tools | None,
    sub_tools: Tools | None,
    output_schema: Schema | None,
    evaluator: Evaluator | None,
    min_confidence: float | None,
) -> Caller:
    """What the arguments of `RLMAgent` bring, each looked at once.

    Raises:
        SettingsError: one of them cannot be used.
    """
    check_functions(
        prepare_iteration=prepare_iteration,
        prepare_sub_agent=prepare_sub_agent,
        evaluator=None if isinstance(evaluator, str) else evaluator,
    )
    return Caller(
        hooks=Hooks(prepare_iteration, prepare_sub_agent),
        tools=ToolBox.of(tools),
        sub_tools=None if sub_tools is None else ToolBox.of(sub_tools),
        schema=None if output_schema is None else OutputSchema.of(output_schema),
        evaluator=evaluator,
        min_confidence=checked_confidence(min_confidence),
    )
