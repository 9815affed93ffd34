"""Events of what is added to a node from outside: words, hooks, tools, verdicts."""

from __future__ import annotations

from typing import Literal

from rlm_tui.domain.event_base import NodeEvent
from rlm_tui.domain.text import EMPTY, Text

HookName = Literal["prepare_iteration", "prepare_sub_agent"]
HookOutcome = Literal["override", "finalize", "abort", "fallback"]
Judge = Literal["schema", "evaluator", "min_confidence"]


class GuidanceGiven(NodeEvent):
    """Someone wrote words for a node; they go out with its next call."""

    kind: Literal["guidance_given"] = "guidance_given"
    guidance: int
    """Number of the guidance within its session, from 1."""
    text: Text


class GuidanceDelivered(NodeEvent):
    """Guidance went out in the node's last message."""

    kind: Literal["guidance_delivered"] = "guidance_delivered"
    guidance: int
    iteration: int


class GuidanceWithdrawn(NodeEvent):
    """Guidance was taken back before it went out."""

    kind: Literal["guidance_withdrawn"] = "guidance_withdrawn"
    guidance: int


class QuestionAsked(NodeEvent):
    """A further question followed an accepted answer; the node goes on with it."""

    kind: Literal["question_asked"] = "question_asked"
    question: Text
    variable: str = ""
    """The variable that holds the context that came with it; empty: none came."""


class HookActed(NodeEvent):
    """A hook of the calling program changed what a node was about to do."""

    kind: Literal["hook_acted"] = "hook_acted"
    hook: HookName
    outcome: HookOutcome
    detail: str = ""
    """What it changed, or its reason, in words."""
    prompt: Text | None = None
    """Of a child: as it is after the hook."""
    given: Text | None = None
    """What it gave back, as JSON; `None`: an earlier version did not keep it."""


class ToolCalled(NodeEvent):
    """A tool of the calling program began to run."""

    kind: Literal["tool_called"] = "tool_called"
    tool: str
    arguments: Text = EMPTY
    """A JSON object, validated."""


class AnswerJudged(NodeEvent):
    """An answer was held against what it must be."""

    kind: Literal["answer_judged"] = "answer_judged"
    iteration: int
    by: Judge
    accepted: bool
    answer: Text
    confidence: float | None = None
    words: str = ""
    """What goes back to the model where it was not accepted."""
