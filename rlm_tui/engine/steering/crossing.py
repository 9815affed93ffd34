"""An arrival at a gate, and what was decided on it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from rlm_tui.domain.decisions import Actor, Gate, Verb
from rlm_tui.domain.events import Event
from rlm_tui.domain.session import Session, Ticket

Emit: TypeAlias = Callable[[Event], Awaitable[Session]]
"""Records an event and gives back the session after it."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """One arrival at a gate."""

    node: str
    gate: Gate
    payload: str
    owner: str = ""
    """The node whose lane crosses; empty: the node itself."""
    of: Literal["exec", "query"] | None = None
    iteration: int = 0
    block: int = 0
    blocks: int = 0
    model: str = ""
    input_tokens: int = 0
    cost: float | None = None
    why: str = ""
    """What happened, for the gates `limit` and `error`."""
    is_replay: bool = False
    """Whether what happened is that code, run again, did something else."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided on a crossing."""

    verb: Verb
    text: str
    """What may leave, the words of a refusal, or the answer given by hand."""
    edited: bool = False
    actor: Actor = "auto"


def crossing_of(ticket: Ticket) -> Crossing:
    """The crossing of a ticket that the session has."""
    return Crossing(
        node=ticket.node,
        gate=ticket.gate,
        payload=ticket.payload.whole or ticket.payload.preview,
        owner=ticket.owner,
        of=ticket.of,
        iteration=ticket.iteration,
        block=ticket.block,
        blocks=ticket.blocks,
        model=ticket.model,
        input_tokens=ticket.input_tokens,
        cost=ticket.cost,
        why=ticket.why,
        is_replay=ticket.hold == "replay",
    )
