"""The question before many tickets are let through at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rlm_tui.domain.decisions import Gate
from rlm_tui.domain.forecast import Forecast, forecast
from rlm_tui.domain.limit_words import LIMIT_WORDS
from rlm_tui.domain.money import money
from rlm_tui.domain.sample import usual_of
from rlm_tui.domain.session import Session, Ticket
from rlm_tui.ui.style.glyphs import UNICODE, Glyphs
from rlm_tui.ui.text.estimates import estimate
from rlm_tui.wording import count, tokens

ONE_BY_ONE: frozenset[Gate] = frozenset({"limit", "error"})
"""Stops that ask something else than whether a text may leave."""

NOUNS: dict[Gate, str] = {
    "call": "model call",
    "exec": "code block",
    "query": "sub-query",
    "result": "result",
    "final": "answer",
    "limit": "limit",
    "error": "error",
}


@dataclass(frozen=True, slots=True)
class Approval:
    """Which tickets a yes would let through: those alone, whatever arrives later."""

    tickets: tuple[Ticket, ...]
    question: str


def approval_of(
    session: Session,
    tickets: Sequence[Ticket],
    *,
    where: str,
    unused: frozenset[str] = frozenset(),
    glyphs: Glyphs = UNICODE,
) -> Approval:
    """The question for some tickets.

    Args:
        session: the session as it stands.
        tickets: what is shown and waits.
        where: what the person sees them in, with the filter.
        unused: tickets for which an answer is written that is not used yet.
        glyphs: the marks.
    """
    chosen = tuple(
        ticket
        for ticket in tickets
        if ticket.gate not in ONE_BY_ONE and ticket.id not in unused
    )
    lines = [f"Approve {_what(chosen)}?", f"Shown in: {where}"]
    lines += _costs(forecast(session, chosen), glyphs)
    edited = sum(ticket.edit is not None for ticket in chosen)
    if edited:
        lines.append(f"{edited} {'goes' if edited == 1 else 'go'} out as edited")
    if left := len(tickets) - len(chosen):
        lines.append(f"{left} left out: a limit, an error or your unused answer")
    lines.append("What arrives from now on keeps waiting.")
    return Approval(chosen, "\n".join(lines))


def _what(tickets: Sequence[Ticket]) -> str:
    gates = Counter(ticket.gate for ticket in tickets)
    said = [_counted(number, NOUNS[gate]) for gate, number in gates.items()]
    return " and ".join(said) or "nothing"


def _counted(number: int, noun: str) -> str:
    if noun == "sub-query" and number != 1:
        return f"{number} sub-queries"
    return count(number, noun)


def _costs(sums: Forecast, glyphs: Glyphs) -> list[str]:
    if not sums.tokens:
        return []
    size = f"{tokens(sums.tokens)} tokens in"
    if not sums.priced:
        return [f"Estimate: {size}; the price is not known"]
    cost = estimate(sums.cost, glyphs)
    open_ = sums.count - sums.priced
    more = f", and {open_} without a known price" if open_ else ""
    return [f"Estimate: {cost} for {size}{more}", *passed_lines(sums, glyphs)]


def passed_lines(sums: Forecast, glyphs: Glyphs) -> list[str]:
    """Which limit an approval would pass, as one line; none if it passes none."""
    passes = sums.passes
    if passes is None:
        return []
    name = LIMIT_WORDS[passes.limit]
    if passes.limit == "max_cost":
        more = estimate(sums.cost, glyphs)
        used, allowed = money(passes.used), money(passes.allowed)
    else:
        more, used = tokens(sums.tokens), tokens(int(passes.used))
        allowed = tokens(int(passes.allowed))
    return [f"PASSES THE LIMIT {name}: {used} used + {more} of {allowed}"]


def try_prompt(session: Session, size: int) -> str:
    """The question how many to try, and that a pause holds what comes of them."""
    asked = f"how many of {size}? empty: {usual_of(size)}, spread over them"
    held = "; paused: results wait for you too"
    return asked + (held if session.intent == "pause" else "")
