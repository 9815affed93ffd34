"""Events of what a run is meant to do: intent, limits, ends that a person asks for."""

from __future__ import annotations

from typing import Literal

from rlm_tui.domain.decisions import Actor
from rlm_tui.domain.event_base import EventBase, NodeEvent, Value
from rlm_tui.domain.limits import Limits

Intent = Literal["run", "pause", "step", "abort"]
StepKind = Literal["into", "over", "iteration", "out"]


class Plan(Value):
    """What a step verb is waiting for."""

    step: StepKind
    node: str
    """The node whose lane moves."""


class IntentChanged(EventBase):
    """What the run is meant to do next was changed."""

    kind: Literal["intent_changed"] = "intent_changed"
    intent: Intent
    plan: Plan | None = None
    actor: Actor = "you"
    reason: str = ""


class LimitsChanged(EventBase):
    """The limits of the run were changed."""

    kind: Literal["limits_changed"] = "limits_changed"
    limits: Limits
    actor: Actor = "you"


class AbortAsked(NodeEvent):
    """A person asked to end a node and all below it."""

    kind: Literal["abort_asked"] = "abort_asked"
    reason: str = ""
