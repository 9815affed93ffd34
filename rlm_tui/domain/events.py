"""One class per event: a fact about a session, in the past tense, frozen, numbered.

A folded list of events is the session (see `reduce`). Durable events are saved before
their effect; transient ones are only shown, and a durable event that follows says the
whole again. Every beginning has an end event.

Here are those of the session, its nodes and their turns, and the union of all; calls,
code, answers, history, steering and tickets have modules beside this one.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field, TypeAdapter

from rlm_tui.domain.absence import Absence
from rlm_tui.domain.brought import Brought
from rlm_tui.domain.event_base import EventBase, NodeEvent, Value
from rlm_tui.domain.events_of_answers import (
    AnswerJudged,
    GuidanceDelivered,
    GuidanceGiven,
    GuidanceWithdrawn,
    HookActed,
    QuestionAsked,
    ToolCalled,
)
from rlm_tui.domain.events_of_calls import (
    CallFailed,
    CallFinished,
    CallStarted,
    ReplyDelta,
)
from rlm_tui.domain.events_of_code import (
    CodeExecuted,
    CodeInterrupted,
    CodeStarted,
    OutputDelta,
    OutputReplaced,
    ReplLost,
    VariableSet,
    VariablesSeen,
)
from rlm_tui.domain.events_of_history import HistoryCompacted
from rlm_tui.domain.events_of_steering import (
    AbortAsked,
    CancelAsked,
    IntentChanged,
    LatchReleased,
    LatchSet,
    LimitsChanged,
    NodeMarked,
    NodeNoted,
    RulesChanged,
    SessionRenamed,
)
from rlm_tui.domain.events_of_tickets import (
    AttemptPicked,
    LaneParked,
    ModelChosen,
    Passed,
    TicketDecided,
    TicketEdited,
    TicketHeld,
    TicketRaised,
    TicketWithdrawn,
)
from rlm_tui.domain.recorded_limits import RecordedLimits
from rlm_tui.domain.text import EMPTY, Text

SCHEMA_VERSION = 2
"""Of the events below; raised with an upcaster when one changes shape."""

NodeKind = Literal["rlm", "llm", "batch", "tool"]
NodeEnd = Literal["done", "failed", "rejected", "answered", "aborted"]
SessionStatus = Literal[
    "answered", "forced", "stopped", "limit", "failed", "interrupted"
]
ANSWERED: frozenset[SessionStatus] = frozenset({"answered", "forced"})
"""There is an answer, given when it was ready or when it was told to."""


class ContextInfo(Value):
    """What is known of a context without holding it."""

    type: Literal["str", "list", "dict"] = "str"
    label: str = ""
    """A file name, or what else it is called on the screen."""
    chars: int = 0
    items: int = 0
    """Length of the list or dict; 0 for a text."""
    hash: str = ""
    """SHA-256 under which the store keeps it; empty if it is not kept."""
    preview: Text = EMPTY
    """Its beginning; of a short text that a sub-RLM was given, the whole."""
    skipped: tuple[str, ...] = ()
    """Files that were left out, each with its reason."""

    @property
    def tokens(self) -> int:
        """An estimate at four characters a token."""
        return (self.chars + 3) // 4


class Place(Value):
    """Where in a node's code something was asked."""

    iteration: int
    block: int = 1
    line: int | None = None
    """Line of the block, from 1."""


class SessionCreated(EventBase):
    """A question was put to a context."""

    kind: Literal["session_created"] = "session_created"
    session: str
    question: Text
    title: str = ""
    context: ContextInfo
    model: str
    sub_model: str
    limits: RecordedLimits
    rules: tuple[str, ...] = ()
    """Stop rules in force from the start, as written."""
    attended: bool = False
    """Whether a person is there to decide on limits and errors."""
    absent: Absence = "hold"
    """What becomes of what a rule holds while nobody is there."""
    start_paused: bool = False
    parent: str | None = None
    parent_seq: int | None = None
    brought: Brought = Brought()
    version: int = SCHEMA_VERSION


class RunStarted(EventBase):
    """The engine began to work on the session."""

    kind: Literal["run_started"] = "run_started"
    attempt: int = 1
    isolation: str = ""
    """How the code is confined, in words."""
    attended: bool | None = None
    """Whether a person is there from now on; `None`: as before."""
    absent: Absence | None = None
    """What becomes of what is held while nobody is there; `None`: as before."""


class RunBroken(EventBase):
    """The engine had to stop because nothing can be saved any more, this neither.

    What is recorded is as after a crash: the session can be taken up.
    """

    transient: ClassVar[bool] = True

    kind: Literal["run_broken"] = "run_broken"
    error: str
    """What cannot be saved, and what to do."""


class SessionFinished(EventBase):
    """The run ended."""

    kind: Literal["session_finished"] = "session_finished"
    status: SessionStatus
    answer: Text | None = None
    confidence: float | None = None
    structured: Text | None = None
    """The answer as JSON, where a schema was asked for and is met."""
    error: str | None = None


class NodeStarted(NodeEvent):
    """A node of the recursion came to be."""

    kind: Literal["node_started"] = "node_started"
    node_kind: NodeKind
    depth: int = 0
    """RLM levels above it; the root's is 0."""
    model: str = ""
    prompt: Text = EMPTY
    context: ContextInfo | None = None
    function: str = ""
    """The function that the code called, such as `llm_query`."""
    place: Place | None = None
    """Where the parent's code asked for it."""
    index: int | None = None
    """Position in its batch, from 0."""
    elements: int | None = None
    """Number of elements, for a batch."""


class NodeFinished(NodeEvent):
    """A node ended."""

    kind: Literal["node_finished"] = "node_finished"
    state: NodeEnd
    answer: Text | None = None
    """What was handed on to the node that asked."""
    is_value: bool = False
    """Whether the answer is JSON, which the code received as a value."""
    confidence: float | None = None
    error: str | None = None
    passed: Passed | None = None
    """The gate `result` that the answer to a query has crossed, at once."""


class IterationStarted(NodeEvent):
    """An RLM node began a turn."""

    kind: Literal["iteration_started"] = "iteration_started"
    iteration: int
    forced: bool = False
    """Whether it is the last one, which asks for an answer from what there is."""


class IterationFinished(NodeEvent):
    """An RLM node's turn ended."""

    kind: Literal["iteration_finished"] = "iteration_finished"
    iteration: int
    outcome: Literal["continue", "final", "nudged", "cut"]


class Warned(NodeEvent):
    """Something a person should look at."""

    kind: Literal["warned"] = "warned"
    warning: Literal[
        "loop", "limit", "context", "fanout", "model", "compaction", "answer"
    ]
    message: str


Event = Annotated[
    SessionCreated
    | RunStarted
    | IntentChanged
    | LimitsChanged
    | RulesChanged
    | LatchSet
    | LatchReleased
    | SessionRenamed
    | NodeMarked
    | NodeNoted
    | SessionFinished
    | RunBroken
    | NodeStarted
    | NodeFinished
    | IterationStarted
    | IterationFinished
    | CallStarted
    | ReplyDelta
    | CallFinished
    | CallFailed
    | CodeStarted
    | OutputDelta
    | CodeInterrupted
    | CodeExecuted
    | OutputReplaced
    | ReplLost
    | VariableSet
    | VariablesSeen
    | Warned
    | TicketRaised
    | TicketEdited
    | TicketDecided
    | TicketWithdrawn
    | TicketHeld
    | ModelChosen
    | AttemptPicked
    | LaneParked
    | AbortAsked
    | CancelAsked
    | HistoryCompacted
    | GuidanceGiven
    | GuidanceDelivered
    | GuidanceWithdrawn
    | QuestionAsked
    | HookActed
    | ToolCalled
    | AnswerJudged,
    Field(discriminator="kind"),
]

EVENT: TypeAdapter[Event] = TypeAdapter(Event, config=ConfigDict(defer_build=True))
"""Reads and writes one event."""
