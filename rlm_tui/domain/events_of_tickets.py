"""Events of crossings of gates: raised, changed, decided, withdrawn."""

from __future__ import annotations

from typing import Literal

from rlm_tui.domain.decisions import Actor, Gate, Verb
from rlm_tui.domain.event_base import NodeEvent, Value
from rlm_tui.domain.text import EMPTY, Text

HoldReason = Literal[
    "pause", "step", "rule", "repeat", "retry", "limit", "error", "replay"
]
TicketFlag = Literal["literal", "repeat", "samecontext"]
"""What is odd about a crossing: an answer written beside code whose output nobody has
seen, code that its node has run before, a child with nearly all of its parent's
context."""


class Result(Value):
    """One of several results that were made for the same question."""

    model: str
    text: Text


class Passed(Value):
    """A crossing that nothing held, decided or changed, as the event of what came of it
    tells it: what that event says is not said again."""

    ticket: str
    owner: str
    iteration: int = 0
    block: int = 0
    model: str = ""
    """Of a result; that of what is sent is in its event."""
    cost: float | None = None


class TicketRaised(NodeEvent):
    """The engine reached a gate.

    Where nothing stands in the way and what comes of it follows at once, that event has
    the crossing in its `passed`, and there is none of this kind; see `crossing_in`.
    """

    kind: Literal["ticket_raised"] = "ticket_raised"
    ticket: str
    """Unique and the same under playback: node, gate and ordinal."""
    owner: str
    """The node whose lane crosses the gate."""
    gate: Gate
    of: Literal["exec", "query"] | None = None
    """What a `result` is a result of."""
    iteration: int = 0
    block: int = 0
    blocks: int = 0
    payload: Text = EMPTY
    model: str = ""
    input_tokens: int = 0
    """Estimate of what would be sent."""
    cost: float | None = None
    """Estimate in US dollars; `None` when the price is not known."""
    flags: tuple[TicketFlag, ...] = ()
    attempts: tuple[Result, ...] = ()
    """All results so far, the payload last, where it was made more than once."""
    is_value: bool | None = None
    """Of the result of a tool: whether it is JSON of what is no text."""
    refused: int = 0
    """How often a person refused the same before in this run."""
    limit: str = ""
    """At the gate `limit`: which one, as in `Limits`."""
    used: float = 0.0
    allowed: float = 0.0
    rules: tuple[int, ...] = ()
    """Numbers of the rules that count it as a hit."""
    marked: bool = False
    """Whether a rule marks its node."""
    rule: int | None = None
    """Number of the rule that holds it or decided it."""
    verb: Verb | None = None
    """What the rule decided; `None`: nothing, it waits or was let through."""
    text: Text | None = None
    """The words or the answer of the rule that decided it."""
    hold: HoldReason | None = None
    """Why it waits; `None`: it does not."""
    why: str = ""
    """The reason in words, such as the rule that matched."""


class TicketEdited(NodeEvent):
    """A person changed what a ticket will let out; nothing has left yet."""

    kind: Literal["ticket_edited"] = "ticket_edited"
    ticket: str
    text: Text | None
    """`None`: the change was taken back."""
    cost: float | None = None
    """The estimate for what would leave now; `None`: as before."""


class TicketDecided(NodeEvent):
    """A waiting ticket was decided."""

    kind: Literal["ticket_decided"] = "ticket_decided"
    ticket: str
    verb: Verb
    text: Text | None = None
    """The text that leaves, the words of a refusal, or the answer given by hand."""
    edited: bool = False
    model: str = ""
    """Which one it goes to, where a model is asked."""
    attempt: int | None = None
    """Which of several results is handed on, from 1."""
    actor: Actor = "you"
    rule: int | None = None
    """Number of the rule that decided."""
    rules: tuple[int, ...] = ()
    """Numbers of further rules that count it as a hit."""
    shown_at: float | None = None
    """When the person first saw it."""


class TicketWithdrawn(NodeEvent):
    """A waiting ticket lost its object."""

    kind: Literal["ticket_withdrawn"] = "ticket_withdrawn"
    ticket: str
    reason: str


class LaneParked(NodeEvent):
    """A node waits for what will be decided on the ticket of another one."""

    kind: Literal["lane_parked"] = "lane_parked"


class ModelChosen(NodeEvent):
    """A person chose the model that a waiting ticket goes to."""

    kind: Literal["model_chosen"] = "model_chosen"
    ticket: str
    model: str
    cost: float | None = None
    """The estimate with its price."""


class AttemptPicked(NodeEvent):
    """A person chose which of several results a ticket hands on."""

    kind: Literal["attempt_picked"] = "attempt_picked"
    ticket: str
    attempt: int
    """From 1."""


class TicketHeld(NodeEvent):
    """The reason for which a ticket waits was changed."""

    kind: Literal["ticket_held"] = "ticket_held"
    ticket: str
    hold: HoldReason
    rule: int | None = None
    rules: tuple[int, ...] = ()
    """Numbers of further rules that count it as a hit."""
    why: str = ""
