"""Hooks: what the calling program may decide before each turn and before each child."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from rlm_tui.domain.events_of_answers import HookName
from rlm_tui.domain.limits import Limits, Usage
from rlm_tui.domain.values import JSON, ContextValue
from rlm_tui.models.base import ChatMessage


@dataclass(frozen=True, slots=True)
class IterationContext:
    """What an RLM node is about to do, as a snapshot."""

    session: str
    """The id of the session."""
    node: str
    """Its path, such as `0.1`; the root is `0`."""
    depth: int
    """RLM levels above it; the root's is 0."""
    iteration: int
    """The turn that begins, from 1."""
    is_forced: bool
    """Whether this turn asks for an answer from what there is."""
    model: str
    question: str
    messages: tuple[ChatMessage, ...]
    """What will be sent."""
    usage: Usage
    """Of the whole run so far."""
    limits: Limits
    """Those in force now."""


@dataclass(frozen=True, slots=True)
class SubAgentContext:
    """A child that is about to start, as a snapshot."""

    session: str
    """The id of the session."""
    parent: str
    """The path of the node whose code asked."""
    node: str
    """The path of the child."""
    depth: int
    """Of the child."""
    index: int | None
    """Position in its batch, from 0; `None` outside of batches."""
    function: str
    """What the code called, such as `rlm_query`."""
    model: str
    prompt: str
    """The sub-query: the child's question."""
    context: ContextValue | None
    """A copy: changing it changes nothing."""
    usage: Usage
    """Of the whole run so far."""
    limits: Limits
    """Those in force now."""


@dataclass(frozen=True, slots=True)
class Continue:
    """Go on as planned."""


@dataclass(frozen=True, slots=True)
class Override:
    """Go on with something else; what is `None` stays as it was.

    Before a turn: `messages` and `model` of this one call, `max_output_chars` of the
    outputs of this turn. Before a child: its `prompt`, its `context`, and `settings`
    with `model`, `sub_model`, `max_iterations`, `max_errors`, `max_output_chars` or
    `code_timeout` for the child alone.
    """

    messages: Sequence[ChatMessage | Mapping[str, str]] | None = None
    model: str | None = None
    max_output_chars: int | None = None
    prompt: str | None = None
    context: ContextValue | None = None
    settings: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Finalize:
    """End the node here with this answer."""

    answer: JSON


@dataclass(frozen=True, slots=True)
class FallbackToQuery:
    """Send a plain query, which carries the sub-context, in place of the child."""


@dataclass(frozen=True, slots=True)
class Abort:
    """End the node, or do not start the child; the root ends the run."""

    reason: str = ""


IterationOutcome: TypeAlias = Continue | Override | Finalize | Abort
SubAgentOutcome: TypeAlias = Continue | Override | FallbackToQuery | Abort
PrepareIteration: TypeAlias = Callable[
    [IterationContext],
    IterationOutcome | Awaitable[IterationOutcome | None] | None,
]
PrepareSubAgent: TypeAlias = Callable[
    [SubAgentContext],
    SubAgentOutcome | Awaitable[SubAgentOutcome | None] | None,
]


class HookAbortError(Exception):
    """A hook ended a node."""

    def __init__(self, hook: HookName, reason: str) -> None:
        super().__init__(f"{hook} aborted it" + (f": {reason}" if reason else ""))
