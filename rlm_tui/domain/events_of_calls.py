"""Events of calls to models, from the request to the reply."""

from __future__ import annotations

from typing import ClassVar, Literal

from rlm_tui.domain.event_base import NodeEvent, Value
from rlm_tui.domain.events_of_tickets import Passed
from rlm_tui.domain.limits import Usage
from rlm_tui.domain.text import EMPTY, Text


class Message(Value):
    """One message of a chat."""

    role: Literal["system", "user", "assistant"]
    content: Text


class CallStarted(NodeEvent):
    """A request went out to a model."""

    kind: Literal["call_started"] = "call_started"
    iteration: int
    attempt: int = 1
    model: str
    kept: int = 0
    """Messages that are those of the node's previous call."""
    messages: tuple[Message, ...] = ()
    """The messages that follow those."""
    input_tokens: int = 0
    """An estimate."""
    passed: Passed | None = None
    """The gate `query` that the only message has crossed for this call, at once."""


class ReplyDelta(NodeEvent):
    """A piece of a reply arrived."""

    transient: ClassVar[bool] = True
    kind: Literal["reply_delta"] = "reply_delta"
    iteration: int
    text: str = ""
    reasoning: str = ""


class CallFinished(NodeEvent):
    """A reply is complete."""

    kind: Literal["call_finished"] = "call_finished"
    iteration: int
    attempt: int = 1
    reply: Text
    reasoning: Text = EMPTY
    usage: Usage = Usage()
    elapsed_s: float = 0.0
    finish_reason: str = "stop"
    actor: Literal["model", "you", "rule", "playback"] = "model"
    """Who wrote the reply."""


class CallFailed(NodeEvent):
    """A request brought no reply."""

    kind: Literal["call_failed"] = "call_failed"
    iteration: int
    attempt: int = 1
    error_type: str
    error: str
    partial: Text = EMPTY
    """What had arrived."""
    usage: Usage = Usage()
    elapsed_s: float = 0.0
    retry_in_s: float | None = None
    """Seconds until it is sent again; `None` when it is not."""
