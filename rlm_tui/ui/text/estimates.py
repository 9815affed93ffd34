"""What tickets would cost, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rlm_tui.domain.forecast import estimated_cost
from rlm_tui.domain.money import FREE, UNKNOWN, money
from rlm_tui.domain.session import Ticket
from rlm_tui.ui.style.glyphs import UNICODE, Glyphs


def estimate(cost: float | None, glyphs: Glyphs = UNICODE) -> str:
    """An estimate; a question mark where the price is not known."""
    if cost is None:
        return UNKNOWN
    if cost == 0:
        return FREE
    amount = money(cost)
    return amount if amount.startswith("<") else f"{glyphs.about}{amount}"


def estimate_of_edit(ticket: Ticket, chars: int, *, glyphs: Glyphs) -> str:
    """What a ticket would cost with a text of so many characters; empty if not asked.

    The price of the estimate for what it would let out, at the tokens there would be.
    """
    if ticket.gate not in ("call", "query") or not ticket.input_tokens:
        return ""
    if not ticket.cost:
        return estimate(ticket.cost, glyphs)
    share = max(1, ticket.tokens_with(chars)) / ticket.input_tokens
    return estimate(ticket.cost * share, glyphs)


@dataclass(frozen=True, slots=True)
class Estimates:
    """What tickets cost together."""

    cost: float | None
    """Of those whose price is known; `None`: of none it is."""
    is_all: bool

    @classmethod
    def of(cls, tickets: Sequence[Ticket]) -> Estimates:
        """Add them up."""
        estimates = [estimated_cost(ticket) for ticket in tickets]
        priced = [cost for cost in estimates if cost is not None]
        cost = sum(priced) if priced else None
        return cls(cost, len(priced) == len(estimates))

    def says(self, glyphs: Glyphs = UNICODE) -> str:
        """A plus where some have no known price."""
        said = estimate(self.cost, glyphs)
        return said if self.is_all or self.cost is None else f"{said}+?"
