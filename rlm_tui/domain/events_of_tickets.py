"""Events of crossings of gates: raised, changed, decided, withdrawn."""

from __future__ import annotations

from typing import Literal

from rlm_tui.domain.decisions import Actor, Gate, Verb
from rlm_tui.domain.event_base import NodeEvent
from rlm_tui.domain.text import EMPTY, Text

HoldReason = Literal["pause", "step", "rule", "limit", "error", "replay"]


class TicketRaised(NodeEvent):
    """The engine reached a gate."""

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
    hold: HoldReason | None = None
    """Why it waits; `None`: it was let through at once."""
    why: str = ""
    """The reason in words, such as the rule that matched."""


class TicketEdited(NodeEvent):
    """A person changed what a ticket will let out; nothing has left yet."""

    kind: Literal["ticket_edited"] = "ticket_edited"
    ticket: str
    text: Text | None
    """`None`: the change was taken back."""


class TicketDecided(NodeEvent):
    """A waiting ticket was decided."""

    kind: Literal["ticket_decided"] = "ticket_decided"
    ticket: str
    verb: Verb
    text: Text | None = None
    """The text that leaves, the words of a refusal, or the answer given by hand."""
    edited: bool = False
    actor: Actor = "you"
    shown_at: float | None = None
    """When the person first saw it."""


class TicketWithdrawn(NodeEvent):
    """A waiting ticket lost its object."""

    kind: Literal["ticket_withdrawn"] = "ticket_withdrawn"
    ticket: str
    reason: str


class TicketHeld(NodeEvent):
    """The reason for which a ticket waits was changed."""

    kind: Literal["ticket_held"] = "ticket_held"
    ticket: str
    hold: HoldReason
    why: str = ""
