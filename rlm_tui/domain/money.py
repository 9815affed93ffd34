"""Amounts of money for people: one way on every screen, in lists and in exports."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rlm_tui.domain.limits import Usage
    from rlm_tui.domain.session import Session

FREE = "free"
UNKNOWN = "$?"
"""A price that nobody knows, where there is room for a word only."""
_UNKNOWN_IN_WORDS = "price not known"


def money(amount: float) -> str:
    """US dollars: cents from one dollar up, a tenth of a cent below."""
    if amount == 0:
        return "$0.00"
    if round(amount, 3) >= 1:
        return f"${amount:,.2f}"
    return f"${amount:.3f}" if amount >= 0.0005 else "<$0.001"


def cost_of(usage: Usage) -> str:
    """What calls cost: empty for none, never zero for what nobody knows."""
    if usage.calls == 0:
        return ""
    if usage.is_free:
        return FREE
    if usage.unpriced_calls:
        return f"{money(usage.cost)}+?" if usage.cost else UNKNOWN
    return money(usage.cost)


def spent(cost: float | None) -> str:
    """The same for a sum of which only this is known: `None` where a price is not."""
    if cost is None:
        return UNKNOWN
    return money(cost) if cost else FREE


def cost_in_words(usage: Usage) -> str:
    """What calls cost, where there is room to say what is not known."""
    if not usage.unpriced_calls:
        return cost_of(usage) or FREE
    return f"at least {money(usage.cost)}" if usage.cost else _UNKNOWN_IN_WORDS


def cost_so_far(session: Session) -> str:
    """What a session cost until now, which is called free once that is certain."""
    if session.usage.calls:
        return cost_of(session.usage)
    if _stays_free(session):
        return FREE
    return UNKNOWN if _goes_out_unpriced(session) else money(0)


def cost_so_far_in_words(session: Session) -> str:
    """The same, where there is room to say what is not known."""
    if session.usage.calls:
        return cost_in_words(session.usage)
    said = cost_so_far(session)
    return _UNKNOWN_IN_WORDS if said == UNKNOWN else said


def _stays_free(session: Session) -> bool:
    """Whether a session that was charged for no call has ended, has taken over its
    replies, or goes on with a call that costs nothing."""
    if session.status is not None or session.parent is not None:
        return True
    out = session.root.out if session.root is not None else None
    if out is not None and out.cost == 0:
        return True
    calls = (one for one in session.open_tickets if one.gate in ("call", "query"))
    return any(ticket.cost == 0 for ticket in calls)


def _goes_out_unpriced(session: Session) -> bool:
    """Whether the first call is out, at a price that nobody knows."""
    out = session.root.out if session.root is not None else None
    return out is not None and out.cost is None


_CENTS = re.compile(r"\$[\d,]+\.\d\d$")


def in_column(said: str) -> str:
    """The same so that, set to the right, the points stand below each other."""
    return f"{said} " if _CENTS.search(said) else said
