"""What letting some tickets through would cost, and which limit that would pass."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rlm_tui.domain.decisions import SENDS
from rlm_tui.domain.session import Session, Ticket


@dataclass(frozen=True, slots=True)
class Passed:
    """A limit that the run would pass."""

    limit: str
    """The field of `Limits`."""
    used: float
    """Spent, with what is approved and has not come back."""
    allowed: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """The sum of estimates over some tickets."""

    count: int
    priced: int
    """How many of them have a known price."""
    cost: float
    """US dollars of those."""
    tokens: int
    """Input tokens of all."""
    passes: Passed | None = None
    """The first limit that the run would pass."""


def forecast(session: Session, tickets: Iterable[Ticket]) -> Forecast:
    """Add up estimates and hold them against what is left of the limits."""
    chosen = list(tickets)
    estimates = [estimated_cost(ticket) for ticket in chosen]
    costs = [cost for cost in estimates if cost is not None]
    cost = sum(costs)
    tokens = sum(ticket.input_tokens for ticket in chosen)
    return Forecast(
        count=len(chosen),
        priced=len(costs),
        cost=cost,
        tokens=tokens,
        passes=_passes(session, cost, tokens),
    )


def estimated_cost(ticket: Ticket) -> float | None:
    """US dollars of letting one through; nothing where no model is asked."""
    return ticket.cost if ticket.gate in SENDS and ticket.model else 0.0


def _passes(session: Session, cost: float, tokens: int) -> Passed | None:
    limits, usage = session.limits, session.usage
    out = in_flight(session)
    spent = (
        ("max_cost", usage.cost + sum(t.cost or 0.0 for t in out), cost),
        ("max_tokens", usage.total_tokens + sum(t.input_tokens for t in out), tokens),
    )
    for limit, used, more in spent:
        allowed = getattr(limits, limit)
        if allowed is not None and more > 0 and used + more > allowed:
            return Passed(limit, used, allowed)
    return None


def in_flight(session: Session) -> list[Ticket]:
    """Tickets that were let through and whose call has not come back."""
    return [
        ticket
        for ticket in session.tickets.values()
        if ticket.verb == "approve"
        and ticket.gate in SENDS
        and session.nodes[ticket.node].usage.calls == 0
        and not session.nodes[ticket.node].has_ended
    ]
