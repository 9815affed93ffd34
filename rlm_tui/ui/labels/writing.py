"""What the text box says about what is written in it, and what comes of that."""

from __future__ import annotations

from typing import Literal, TypeAlias

from rlm_tui.domain.decisions import Gate
from rlm_tui.domain.session import Ticket
from rlm_tui.ui.keys.keymap import with_keys

Part: TypeAlias = Literal["turn", "output", "reply"]
"""Whose part a person takes who answers."""

_EDITS: dict[Gate, str] = {
    "call": "The last message that the model will read in this turn.",
    "exec": "The code that will run in place of what the model wrote.",
    "query": "The prompt that will be sent.",
    "result": "The text that will be handed on.",
    "final": "The text that will be taken as the answer.",
    "error": "The text that will be tried again.",
}
_ANSWERS: dict[Part, str] = {
    "turn": "You write this turn in the model's place, nothing is sent: words, and "
    "Python between ```repl and ```; FINAL(...) in it gives the answer.",
    "output": "You write what the model reads as the output of this code, which does "
    "not run: no variable changes.",
    "reply": "You write the reply to {node}, nothing is sent: the code gets it in the "
    "model's place. Keep to the form that the prompt asks for.",
}
_BEGINNINGS: dict[Part, str] = {
    "turn": "I look at the beginning first.\n\n```repl\nprint(context[:500])\n```",
    "output": "as if the code had printed it",
    "reply": "as if the model had replied it",
}
_KEPT = "{edit.keep} goes back with it, there {ticket.approve} "


def edit_words(ticket: Ticket) -> str:
    """What is changed."""
    return _EDITS[ticket.gate]


def answer_words(ticket: Ticket) -> str:
    """What is written, in which form, and who gets it."""
    return _ANSWERS[_part(ticket)].replace("{node}", ticket.node)


def answer_example(ticket: Ticket) -> str:
    """What stands in the box while nothing is written."""
    return _BEGINNINGS[_part(ticket)]


def kept_words(ticket: Ticket, *, is_answer: bool) -> str:
    """What comes of the text when it is kept."""
    if is_answer:
        shows = "{edit.original} shows what you stand in for. "
        return with_keys(f"{shows}{_KEPT}uses it.")
    goes = {"exec": "runs it", "final": "accepts it", "result": "hands it on"}
    return with_keys(f"{_KEPT}{goes.get(ticket.gate, 'sends it')}.")


def _part(ticket: Ticket) -> Part:
    """A failure is one of what it happened in."""
    if ticket.node != ticket.owner or "query" in (ticket.gate, ticket.of):
        return "reply"
    if ticket.gate == "error" and ticket.block and ticket.model:
        return "reply"  # an element of a batch; code that was stopped has no model
    is_code = ticket.gate == "exec" or ticket.block > 0
    return "output" if is_code else "turn"
