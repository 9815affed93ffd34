"""What a person decided in a run, counted for other people to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from rlm_tui.domain.decisions import Verb
from rlm_tui.domain.session import Session, Ticket
from rlm_tui.domain.text import Text

_DONE: dict[Verb, str] = {
    "approve": "approved",
    "reject": "refused",
    "answer": "answered by hand",
    "retry": "run again",
    "abort": "aborted",
}
_NAMED = 3
"""Nodes with an edit that are named; of more only the first."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One decision of a person on what waited."""

    node: str
    verb: Verb
    edited: bool
    """Whether what went out was another text than the one that waited."""


def deeds_of(session: Session) -> list[Deed]:
    """What the person at a session decided, in the order in which it came to wait."""
    return [
        Deed(ticket.node, ticket.verb, _is_edited(ticket))
        for ticket in session.tickets.values()
        if ticket.verb is not None and ticket.actor == "you"
    ]


def _is_edited(ticket: Ticket) -> bool:
    is_other = ticket.picked is None and ticket.text not in (None, ticket.payload)
    return ticket.edit is not None or (ticket.verb == "approve" and is_other)


def deed_in_words(ticket: Ticket) -> Text | None:
    """What a person made of what waited, with the words or the text of it; `None`: it
    was let through as it was, or nobody has decided."""
    if ticket.verb is None or ticket.actor != "you":
        return None
    word, text = _DONE[ticket.verb], ticket.text
    if ticket.gate == "limit":
        return Text.of("raised" if ticket.verb == "approve" else word)
    if ticket.verb == "approve":
        if not _is_edited(ticket):
            return None
        word, text = "edited", ticket.outgoing if text is None else text
    return Text.of(f"{word}: {text.preview}" if text else word)


def deeds_in_words(deeds: Iterable[Deed]) -> str:
    """Such as `3 approved, 1 of them edited (0.1.1), 1 refused`; empty for none."""
    of = list(deeds)
    counted = Counter(deed.verb for deed in of)
    edited = [deed.node for deed in of if deed.verb == "approve" and deed.edited]
    said = []
    for verb, word in _DONE.items():
        if counted[verb]:
            said.append(f"{counted[verb]} {word}")
        if verb == "approve" and edited:
            said.append(f"{len(edited)} of them edited ({_named(edited)})")
    return ", ".join(said)


def _named(nodes: list[str]) -> str:
    each = list(dict.fromkeys(nodes))
    more = ", …" if len(each) > _NAMED else ""
    return ", ".join(each[:_NAMED]) + more
