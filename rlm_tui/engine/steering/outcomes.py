"""What can become of a crossing."""

from __future__ import annotations

from dataclasses import dataclass

from rlm_tui.domain.decisions import Decision
from rlm_tui.domain.events_of_tickets import HoldReason, TicketRaised


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a crossing waits."""

    reason: HoldReason
    why: str = ""
    rule: int | None = None


@dataclass(frozen=True, slots=True)
class Ruled:
    """What a rule decides by itself."""

    decision: Decision
    rule: int | None
    """Its number; `None`: nobody was there, and no rule held it."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A crossing with what the rules made of it, and what becomes of it."""

    raised: TicketRaised
    outcome: Hold | Ruled | None
    """`None`: it may go on."""
