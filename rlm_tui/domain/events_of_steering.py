"""Events of what a person means a run to do, and of what they note on it."""

from __future__ import annotations

from typing import Literal

from rlm_tui.domain.decisions import Actor
from rlm_tui.domain.event_base import EventBase, NodeEvent, Value
from rlm_tui.domain.recorded_limits import RecordedLimits
from rlm_tui.domain.text import Text

Intent = Literal["run", "pause", "step", "abort"]
StepKind = Literal["into", "over", "iteration", "out", "to", "until"]
LatchKind = Literal["node", "model"]


class Plan(Value):
    """What a step verb is waiting for."""

    step: StepKind
    node: str
    """The node whose lane moves."""
    count: int = 1
    """At which of its stops it ends."""
    target: str = ""
    """Of `to`: the node that it runs to."""
    filter: str = ""
    """Of `until`: what the crossing must be like."""

    def says(self) -> str:
        """How far it goes, such as `into 0.1`, `one iteration of 0`."""
        words = {"out": "out of", "iteration": "one iteration of"}
        place = self.target or self.filter or self.node
        return f"{words.get(self.step, self.step)} {place}"


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
    limits: RecordedLimits
    actor: Actor = "you"


class RulesChanged(EventBase):
    """The stop rules of the run were changed."""

    kind: Literal["rules_changed"] = "rules_changed"
    rules: tuple[str, ...]
    """All that are in force from now on, as written, in their order."""
    actor: Actor = "you"


class Latch(Value):
    """A pause of a subtree or of a model, apart from that of the run."""

    on: LatchKind
    name: str

    def __str__(self) -> str:
        return self.name if self.on == "node" else f"model {self.name}"

    def says(self) -> str:
        """What stands still: a subtree reaches to all that its node asks."""
        return f"{self} and below" if self.on == "node" else str(self)


class LatchSet(EventBase):
    """A subtree or a model was paused."""

    kind: Literal["latch_set"] = "latch_set"
    latch: Latch


class LatchReleased(EventBase):
    """A subtree or a model was let go on."""

    kind: Literal["latch_released"] = "latch_released"
    latch: Latch


class SessionRenamed(EventBase):
    """A person gave the session another name."""

    kind: Literal["session_renamed"] = "session_renamed"
    title: str
    """Empty: it is called by its question again."""


class NodeMarked(NodeEvent):
    """A person marked a node, or took the mark away."""

    kind: Literal["node_marked"] = "node_marked"
    marked: bool


class NodeNoted(NodeEvent):
    """A person wrote a note on a node."""

    kind: Literal["node_noted"] = "node_noted"
    text: Text
    """Empty: the note was taken away."""


class CancelAsked(NodeEvent):
    """A person asked to end the call or the code that a node has in flight, not it."""

    kind: Literal["cancel_asked"] = "cancel_asked"


class AbortAsked(NodeEvent):
    """A person asked to end a node and all below it."""

    kind: Literal["abort_asked"] = "abort_asked"
    reason: str = ""
