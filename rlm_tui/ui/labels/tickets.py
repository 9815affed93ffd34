"""Words and numbers on the screen: pure functions of domain values."""

from __future__ import annotations

from collections.abc import Sequence

from rlm_tui.domain.decisions import BEFORE, Gate
from rlm_tui.domain.session import Session, Ticket
from rlm_tui.sanitize import safe_line
from rlm_tui.ui.keys.keymap import with_keys
from rlm_tui.ui.labels.look import end_of
from rlm_tui.ui.style.glyphs import UNICODE, Glyphs
from rlm_tui.ui.text.lines import Span
from rlm_tui.wording import count, pause_reason

_WITHHELD: dict[Gate, str] = {
    "call": "nothing is sent",
    "exec": "nothing runs",
    "query": "nothing is sent",
    "result": "nothing is handed on",
    "final": "it is not accepted",
}

_CHOICES: dict[Gate, str] = {
    "limit": "{ticket.approve} raises it, {run.limits} sets a value, "
    "{ticket.reject} finishes now",
    "error": "{ticket.approve} tries again, {ticket.reject} gives up, "
    "{ticket.answer} writes the result",
}

REFUSING: dict[Gate, str] = {
    "call": "words for the model",
    "exec": "why not: words for the model in place of the output, may be empty",
    "query": "why not: the reply that the code gets, may be empty",
    "result": "words for the model in place of this",
    "final": "what is wrong with it: words for the model",
    "limit": "Enter finishes with what there is",
    "error": "Enter gives up: the error stands",
}
"""What the line that asks for the words of a refusal says."""

REFUSES: dict[Gate, str] = {"limit": "finish", "error": "give up"}
"""What a refusal is called where it is none of a text."""


def state_chip(session: Session, glyphs: Glyphs = UNICODE) -> Span:
    """Mark and word for the state of the run: what is meant and what happens."""
    if session.status is not None:
        mark, word, style = end_of(session.status, session.confidence)
        return Span(f"{getattr(glyphs, mark)} {word}", style)
    waiting, flying = len(session.waiting), session.in_flight
    match session.intent:
        case "abort":
            return Span(
                f"{glyphs.failed} ABORTING {glyphs.dot} {flying} in flight", "failed"
            )
        case "pause" if flying:
            word = f"{glyphs.paused} PAUSING {glyphs.dot} {flying} in flight"
            return Span(word, "held")
        case "pause":
            return _paused(session, glyphs)
        case "step" if session.plan is not None:
            words = safe_line(session.plan.says())
            return Span(f"{glyphs.stepping} STEPPING {words}", "busy")
        case _:
            return _running(waiting, flying, glyphs)


def _paused(session: Session, glyphs: Glyphs) -> Span:
    waiting = len(session.waiting)
    reason = pause_reason(session)
    mark = glyphs.held if waiting else glyphs.paused
    queue = f" {glyphs.dot} {waiting} waiting" if waiting else ""
    return Span(f"{mark} PAUSED ({reason}){queue}", "held")


def _running(waiting: int, flying: int, glyphs: Glyphs) -> Span:
    if waiting and flying:
        return Span(f"{glyphs.held} RUNNING {glyphs.dot} {waiting} waiting", "held")
    if waiting:
        return Span(f"{glyphs.held} WAITING {waiting}", "held")
    return Span(f"{glyphs.calling} RUNNING", "busy")


def ticket_title(
    ticket: Ticket, *, is_wide: bool = False, code_line: int | None = None
) -> str:
    """What waits and who asked, in a wide pane also in which line of the block."""
    if ticket.node == ticket.owner:
        turn = f" it {ticket.iteration}" if ticket.iteration else ""
        return f"{ticket.node}{turn}  {BEFORE[ticket.gate]}"
    word, gap = ("iteration", "   ") if is_wide else ("it", "  ")
    asked = f"asked by {ticket.owner} {word} {ticket.iteration}"
    if is_wide and code_line is not None:
        asked += f", line {code_line}"
    return f"{ticket.node}  {BEFORE[ticket.gate]}{gap}{asked}"


def leaves(ticket: Ticket, *, steps: bool = False) -> str:
    """What does not happen while a ticket waits; whether a step lets it too."""
    if ticket.gate in _CHOICES:
        return with_keys(_CHOICES[ticket.gate])
    step = ", or step with {run.iteration}" if steps else ""
    return with_keys(
        f"{_WITHHELD[ticket.gate]} until you press {{ticket.approve}}{step}"
    )


def not_yet(ticket: Ticket) -> str:
    """What has not happened to a ticket that waits."""
    withheld = _WITHHELD.get(ticket.gate)
    return f"{withheld} yet" if withheld else leaves(ticket)


def ticket_help(ticket: Ticket, width: int) -> str:
    """One line on what waiting means, as much of it as fits whole."""
    name = ticket.node if "." in ticket.node else f"node {ticket.node}"
    long = leaves(ticket, steps=True)
    forms = (f"{name} waits: {long}.", long, leaves(ticket))
    return next((said for said in forms if len(said) < width), forms[-1])


def batch_help(tickets: Sequence[Ticket], width: int) -> str:
    """One line on what to do with a batch that waits, as much as fits whole."""
    shows = f"{_what_waits(tickets)} of it wait: {{tree.open}} shows them in a table"
    forms = (
        f"{shows}, {{ticket.approve_all}} approves all of them",
        shows,
        f"{len(tickets)} wait: {{tree.open}} shows them",
    )
    said = [with_keys(form) for form in forms]
    return next((one for one in said if len(one) < width), said[-1])


def _what_waits(tickets: Sequence[Ticket]) -> str:
    """How many sub-queries, results and failures of a batch wait."""
    results = sum(ticket.gate in ("result", "final") for ticket in tickets)
    failures = sum(ticket.gate == "error" for ticket in tickets)
    queries = len(tickets) - results - failures
    kinds = (
        (queries, "sub-query", "sub-queries"),
        (results, "result", "results"),
        (failures, "failure", "failures"),
    )
    *others, last = (count(number, *names) for number, *names in kinds if number)
    return f"{', '.join(others)} and {last}" if others else last


def answer_unused() -> str:
    """One line on an answer that was written and left."""
    return with_keys(
        "your answer is not used yet: {ticket.approve} uses it, "
        "{ticket.revert} throws it away"
    )


def thrown_away(what: str, stands: str) -> str:
    """One line on what was taken back and what there is instead."""
    more = "" if stands == "original" else ", {ticket.revert} takes it back too"
    return with_keys(f"your {what} is thrown away: the {stands} stands{more}")
