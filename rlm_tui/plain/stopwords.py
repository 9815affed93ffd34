"""A stop in one line."""

from __future__ import annotations

from rlm_tui.domain.decisions import BEFORE, EDITABLE, TAKES_MODEL, verbs_at
from rlm_tui.domain.limit_words import in_words_of_people
from rlm_tui.domain.limits import Usage
from rlm_tui.domain.money import FREE, cost_of, money
from rlm_tui.domain.session import Session, Ticket
from rlm_tui.plain.voice import quote
from rlm_tui.wording import (
    count,
    reason_of,
    short_model,
    tokens,
    tries_before,
)

_KEYS = {
    "approve": "a approve",
    "reject": "r reject",
    "answer": "= answer",
    "retry": "R run again",
}


def stop_words(
    number: str, ticket: Ticket, session: Session, *, known: str = ""
) -> str:
    """What waits, what it would cost and why it is held, unless that is known."""
    node = session.nodes[ticket.node]
    element = ""
    if node.index is not None:
        batch = session.nodes[node.parent_id or "0"]
        element = f", element {node.index + 1} of {batch.elements}"
    asked = f", asked by {ticket.owner}" if ticket.owner != ticket.node else ""
    reason = reason_of(ticket)
    held = [] if reason == known else [f"held: {reason}"]
    facts = "; ".join((*_size(ticket), *held, *_tries(ticket, session)))
    return (
        f"{number} {ticket.node} {BEFORE[ticket.gate]}{element}{asked}: "
        f"{quote(in_words_of_people(ticket.outgoing.preview))} ({facts})"
    )


def _size(ticket: Ticket) -> list[str]:
    if ticket.gate not in ("call", "query"):
        return [count(ticket.outgoing.chars, "character")]
    cost = "price not known" if ticket.cost is None else f"about {money(ticket.cost)}"
    if ticket.cost == 0:
        cost = FREE
    return [short_model(ticket.model), f"{tokens(ticket.input_tokens)} tokens", cost]


def _tries(ticket: Ticket, session: Session) -> list[str]:
    tries = tries_before(ticket, session)
    if not tries:
        return []
    cost = cost_of(sum((failed.usage for failed in tries), Usage()))
    spent = f", {cost} spent" if cost else ""
    return [f"after {count(len(tries), 'failed try', 'failed tries')}{spent}"]


def verb_words(ticket: Ticket) -> str:
    """The verbs that a stop offers, with their letters."""
    verbs = verbs_at(ticket.gate, ticket.of)
    offered = [_KEYS[verb] for verb in verbs if verb in _KEYS]
    if ticket.gate in EDITABLE:
        offered.insert(1, "e edit")
    if ticket.gate in TAKES_MODEL and ticket.model:
        offered.append("M another model")
    if len(ticket.attempts) > 1:
        offered.append(f"pick 1 to {len(ticket.attempts)}")
    if ticket.edit is not None:
        offered.append("V take the edit back")
    return f"{', '.join(offered)}, ? more"
