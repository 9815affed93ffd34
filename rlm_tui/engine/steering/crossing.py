"""An arrival at a gate, and what was decided on it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Literal, NamedTuple, TypeAlias

from rlm_tui.domain.decisions import Actor, Gate, Verb
from rlm_tui.domain.event_base import made
from rlm_tui.domain.events import Event
from rlm_tui.domain.events_of_tickets import Passed, Result, TicketFlag, TicketRaised
from rlm_tui.domain.limits import Exceeded
from rlm_tui.domain.session import Session, Ticket
from rlm_tui.domain.text import Text

# Tuples, for a query makes some of each: a frozen dataclass takes twice as long.

Emit: TypeAlias = Callable[[Event], Awaitable[Session]]
"""Records an event and gives back the session after it."""


class Made(NamedTuple):
    """One of several results that were made for the same question, whole."""

    model: str
    text: str


class Crossing(NamedTuple):
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
    flags: tuple[TicketFlag, ...] = ()
    attempts: tuple[Made, ...] = ()
    """All results so far, the payload last, where it was made more than once."""
    is_value: bool | None = None
    """Of the result of a tool: whether it is JSON of what is no text."""
    exceeded: Exceeded | None = None
    """For the gate `limit`."""
    why: str = ""
    """What happened, for the gates `limit` and `error`."""
    is_replay: bool = False
    """Whether what happened is that code, run again, did something else."""

    @property
    def lane(self) -> str:
        """The node whose lane crosses."""
        return self.owner or self.node

    @property
    def key(self) -> tuple[object, ...]:
        """What stays the same when the same thing comes to its gate again."""
        return self.node, self.gate, self.of, self.iteration, self.block


class Passing(NamedTuple):
    """A crossing that goes on and is not recorded yet.

    Whoever has it records what comes of it before anything else can happen, with the
    crossing inside, or else the crossing alone.
    """

    ticket: str
    crossing: Crossing

    def inside(self) -> Passed:
        """What an event tells of the crossing that it came of."""
        crossing = self.crossing
        return made(
            Passed,
            ticket=self.ticket,
            owner=crossing.lane,
            iteration=crossing.iteration,
            block=crossing.block,
            model="" if crossing.gate == "query" else crossing.model,
            cost=crossing.cost,
        )

    def alone(self) -> TicketRaised:
        """The event of the crossing."""
        return raised(self.ticket, self.crossing)


class Verdict(NamedTuple):
    """What was decided on a crossing."""

    verb: Verb
    text: str
    """What may leave, the words of a refusal, or the answer given by hand."""
    edited: bool = False
    actor: Actor = "auto"
    model: str = ""
    """Which one it goes to; empty: there is none."""
    attempt: int | None = None
    """Which of several results is handed on, from 1."""
    passing: Passing | None = None
    """The crossing, where it is not recorded yet."""

    @property
    def by_person(self) -> bool:
        """Whether a person let it through or wrote it."""
        return self.actor == "you" or self.edited


def crossing_of(ticket: Ticket) -> Crossing:
    """The crossing of a ticket that the session has."""
    return Crossing(
        node=ticket.node,
        gate=ticket.gate,
        payload=whole(ticket.payload),
        owner=ticket.owner,
        of=ticket.of,
        iteration=ticket.iteration,
        block=ticket.block,
        blocks=ticket.blocks,
        model=ticket.model,
        input_tokens=ticket.input_tokens,
        cost=ticket.cost,
        flags=ticket.flags,
        attempts=tuple(
            Made(result.model, whole(result.text)) for result in ticket.attempts
        ),
        exceeded=(
            Exceeded(ticket.limit, ticket.used, ticket.allowed)
            if ticket.limit
            else None
        ),
        why=ticket.why,
        is_replay=ticket.hold == "replay",
    )


def whole(text: Text) -> str:
    """All of a text, which whoever loads a record has fetched from the store."""
    found = text.whole
    assert found is not None, "a text of the record was not fetched"
    return found


def raised(ticket: str, crossing: Crossing, *, refused: int = 0) -> TicketRaised:
    """The event of a crossing, before anything is decided about it."""
    exceeded = crossing.exceeded
    return made(
        TicketRaised,
        node=crossing.node,
        ticket=ticket,
        owner=crossing.lane,
        gate=crossing.gate,
        of=crossing.of,
        iteration=crossing.iteration,
        block=crossing.block,
        blocks=crossing.blocks,
        payload=Text.of(crossing.payload),
        model=crossing.model,
        input_tokens=crossing.input_tokens,
        cost=crossing.cost,
        flags=crossing.flags,
        attempts=tuple(
            Result(model=result.model, text=Text.of(result.text))
            for result in crossing.attempts
        ),
        is_value=crossing.is_value,
        refused=refused,
        limit=exceeded.limit if exceeded else "",
        used=exceeded.used if exceeded else 0.0,
        allowed=exceeded.allowed if exceeded else 0.0,
    )
