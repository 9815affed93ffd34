"""Words and numbers on the screen: pure functions of domain values."""

from __future__ import annotations

import time
from collections.abc import Sequence

from rlm_tui.domain.decisions import Gate
from rlm_tui.domain.limits import Usage
from rlm_tui.domain.session import Node, Session, Ticket
from rlm_tui.domain.text import estimate_tokens
from rlm_tui.sanitize import safe_line
from rlm_tui.ui.glyphs import UNICODE, Glyphs
from rlm_tui.ui.lines import Span

BEFORE: dict[Gate, str] = {
    "call": "before the model call",
    "exec": "before the code runs",
    "query": "before sub-query",
    "result": "before the result is handed on",
    "final": "before the answer is accepted",
    "limit": "a limit is reached",
    "error": "something failed",
}
"""What a stop at each gate is called in a title."""

ASKS: dict[Gate, str] = {
    "call": "You are deciding what this model call may send.",
    "exec": "You are deciding whether this code may run.",
    "query": "You are deciding what this sub-query may send.",
    "result": "You are deciding what is handed on.",
    "final": "You are deciding whether this is the answer.",
    "limit": "You are deciding whether the run may go on past the limit.",
    "error": "You are deciding what happens after this error.",
}

LEAVES: dict[Gate, str] = {
    "call": "nothing is sent until you press a",
    "exec": "nothing runs until you press a",
    "query": "nothing is sent until you press a",
    "result": "nothing is handed on until you press a",
    "final": "it is not accepted until you press a",
    "limit": "a goes on with half as much again, $ sets a value, r finishes now",
    "error": "a tries again, r gives up, = writes the result",
}
"""What does not happen while the ticket waits."""

REFUSING: dict[Gate, str] = {
    "call": "words for the model",
    "exec": "why not: words for the model in place of the output, may be empty",
    "query": "why not: words for the model, may be empty",
    "result": "words for the model in place of this",
    "final": "what is wrong with it: words for the model",
    "limit": "Enter finishes with what there is",
    "error": "Enter gives up: the error stands",
}
"""What the line that asks for the words of a refusal says."""

ENDS: dict[str, tuple[str, str, str]] = {
    "answered": ("done", "DONE", "done"),
    "forced": ("done", "DONE (forced)", "done"),
    "stopped": ("failed", "ABORTED", "failed"),
    "limit": ("failed", "LIMIT", "failed"),
    "failed": ("failed", "FAILED", "failed"),
    "interrupted": ("unknown", "INTERRUPTED", "held"),
}


def money(amount: float) -> str:
    """US dollars: cents from ten cents up, finer below."""
    if amount == 0:
        return "$0"
    if amount >= 0.1:
        return f"${amount:.2f}"
    return f"${amount:.3f}" if amount >= 0.0005 else "<$0.001"


def cost_of(usage: Usage) -> str:
    """What calls cost: never zero for what nobody knows."""
    if usage.calls == 0:
        return ""
    if usage.is_free:
        return "free"
    if usage.unpriced_calls:
        return f"{money(usage.cost)}+?" if usage.cost else "$?"
    return money(usage.cost)


def estimate(cost: float | None, glyphs: Glyphs = UNICODE) -> str:
    """An estimate; a question mark where the price is not known."""
    if cost is None:
        return "$?"
    if cost == 0:
        return "free"
    amount = money(cost)
    return amount if amount.startswith("<") else f"{glyphs.about}{amount}"


def estimate_of_edit(ticket: Ticket, chars: int, *, glyphs: Glyphs) -> str:
    """What a ticket would cost with a text of so many characters; empty if not asked.

    The price of the estimate for the original text, at the tokens there would be.
    """
    if ticket.gate not in ("call", "query") or not ticket.input_tokens:
        return ""
    if not ticket.cost:
        return estimate(ticket.cost, glyphs)
    changed = estimate_tokens(chars) - ticket.payload.tokens
    share = max(1, ticket.input_tokens + changed) / ticket.input_tokens
    return estimate(ticket.cost * share, glyphs)


def sum_of_estimates(tickets: Sequence[Ticket], glyphs: Glyphs = UNICODE) -> str:
    """What tickets cost together; a plus where some have no known price."""
    priced = [ticket.cost for ticket in tickets if ticket.cost is not None]
    if not priced:
        return estimate(None, glyphs)
    said = estimate(sum(priced), glyphs)
    return said if len(priced) == len(tickets) else f"{said}+?"


def tokens(count: int) -> str:
    """Such as `950`, `18.2k`, `1.4M`."""
    if count < 1_000:
        return str(count)
    if count < 999_950:
        return f"{count / 1_000:.1f}k"
    return f"{count / 1_000_000:.1f}M"


def duration(seconds: float) -> str:
    """Such as `0.4s`, `12s`, `4m12s`, `1h02m`."""
    if seconds < 9.95:
        return f"{max(0.0, seconds):.1f}s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole}s"
    if whole < 3_600:
        return f"{whole // 60}m{whole % 60:02d}s"
    return f"{whole // 3_600}h{whole % 3_600 // 60:02d}m"


def whole_seconds(seconds: float) -> str:
    """A duration that changes once a second, such as `8s`, `4m12s`."""
    return duration(int(seconds)) if seconds >= 10 else f"{max(0, int(seconds))}s"


def clock_time(at: float) -> str:
    """Local time of day."""
    return time.strftime("%H:%M:%S", time.localtime(at))


def count(number: int, noun: str) -> str:
    """Such as `1 block`, `2 blocks`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def short_model(name: str) -> str:
    """A model's name without its provider."""
    return safe_line(name.rpartition("/")[2])


def state_chip(session: Session, glyphs: Glyphs = UNICODE) -> Span:
    """Mark and word for the state of the run: what is meant and what happens."""
    if session.status is not None:
        mark, word, style = ENDS[session.status]
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
            plan = session.plan
            return Span(f"{glyphs.stepping} STEPPING {plan.step} {plan.node}", "busy")
        case _:
            return _running(waiting, flying, glyphs)


def _paused(session: Session, glyphs: Glyphs) -> Span:
    waiting = len(session.waiting)
    reason = pause_reason(session)
    mark = glyphs.held if waiting else glyphs.paused
    queue = f" {glyphs.dot} {waiting} waiting" if waiting else ""
    return Span(f"{mark} PAUSED ({reason}){queue}", "held")


def pause_reason(session: Session) -> str:
    """Why the run is paused."""
    if session.intent_reason.startswith("step"):
        return "after step"
    known = {"": "by you", "pause": "by you"}
    return known.get(session.intent_reason, safe_line(session.intent_reason))


def _running(waiting: int, flying: int, glyphs: Glyphs) -> Span:
    if waiting and flying:
        return Span(f"{glyphs.held} RUNNING {glyphs.dot} {waiting} waiting", "held")
    if waiting:
        return Span(f"{glyphs.held} WAITING {waiting}", "held")
    return Span(f"{glyphs.calling} RUNNING", "busy")


def ticket_title(ticket: Ticket, *, is_wide: bool = False) -> str:
    """What waits and who asked."""
    if ticket.node == ticket.owner:
        turn = f" it {ticket.iteration}" if ticket.iteration else ""
        return f"{ticket.node}{turn}  {BEFORE[ticket.gate]}"
    word, gap = ("iteration", "   ") if is_wide else ("it", "  ")
    asked = f"asked by {ticket.owner} {word} {ticket.iteration}"
    return f"{ticket.node}  {BEFORE[ticket.gate]}{gap}{asked}"


def ticket_help(ticket: Ticket) -> str:
    """One line on what waiting means."""
    return f"{ticket.node} is waiting: {LEAVES[ticket.gate]}."


def batch_help(tickets: Sequence[Ticket]) -> str:
    """One line on what to do with a batch that waits."""
    waits = count(len(tickets), "element")
    return f"{waits} of it wait: Enter shows them in a table, A approves all of them"


def reason_of(ticket: Ticket) -> str:
    """Why it is held, in words."""
    words = {"pause": "paused", "step": "after step", "replay": "replay differs"}
    said = safe_line(ticket.why) or words.get(ticket.hold, ticket.hold)
    return f"after {said}" if said.startswith("step") else said


def verdict(ticket: Ticket) -> str:
    """What became of a ticket."""
    if ticket.withdrawn is not None:
        return f"withdrawn: {safe_line(ticket.withdrawn)}"
    done = {
        "approve": "approved as edited" if ticket.edit else "approved",
        "reject": "refused",
        "answer": "answered by hand",
        "retry": "run again",
        "abort": "aborted",
    }
    return f"{done[ticket.verb]} by {ticket.actor}" if ticket.verb else "waiting"


def node_kind(node: Node) -> str:
    """Such as `rlm d1`, `batch 100`."""
    if node.kind == "batch":
        return f"batch {node.elements or len(node.children)}"
    return f"{node.kind} d{node.depth}" if node.kind == "rlm" else node.kind


def end_line(session: Session) -> str:
    """How the run ended, in one clear line."""
    reason = f": {safe_line(session.error)}" if session.error else ""
    said = {
        None: "the run goes on",
        "answered": "answered",
        "forced": "answered with what there was when the iterations ran out",
        "limit": f"a limit ended the run{reason}",
        "stopped": "stopped by you",
        "interrupted": "interrupted; what is recorded is kept",
        "failed": f"failed{reason}",
    }
    return said[session.status]


def review_line(session: Session) -> str:
    """How a saved run ended; what is known if it did not."""
    if session.status is None:
        return "not ended: it was cut off, or it runs in another window"
    return end_line(session)


def exit_line(session: Session, *, is_review: bool = False) -> str:
    """State, cost, and how to get the session back, when the app has been left."""
    state = review_line(session) if is_review else end_line(session)
    if session.status is None and not is_review:
        state = "interrupted; what is recorded is kept"
    cost = cost_of(session.usage)
    parts = [f"{session.id}: {state}", *([cost] if cost else [])]
    return f"{' · '.join(parts)} · see it again: rlm-tui review {session.id}"
