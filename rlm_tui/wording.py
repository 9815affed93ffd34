"""Words and numbers for people: the same on every screen and in plain mode."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from rlm_tui.domain.limit_words import end_by_limit, in_words_of_people
from rlm_tui.domain.money import cost_of
from rlm_tui.sanitize import safe_line

if TYPE_CHECKING:
    from rlm_tui.domain.events import ContextInfo
    from rlm_tui.domain.session import Node, Session, Ticket
    from rlm_tui.domain.turns import Attempt

EVEN = 0.5
"""The confidence of an answer that is as likely wrong as right."""


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


def count(number: int, noun: str, nouns: str = "") -> str:
    """Such as `1 block`, `2 blocks`, `2,000 blocks`."""
    return f"{number} {noun}" if number == 1 else f"{number:,} {nouns or noun + 's'}"


def short_model(name: str) -> str:
    """A model's name without its provider."""
    return safe_line(name.rpartition("/")[2])


def both_models(model: str, sub_model: str) -> str:
    """That of the root and that of sub-queries, if it is another one."""
    names = dict.fromkeys(short_model(name) for name in (model, sub_model) if name)
    return " / ".join(names)


_NAMED = 5
"""Files that are named of those which were not read."""


def left_out(context: ContextInfo) -> str:
    """Which files were not read, and why; empty if all were."""
    if not context.skipped:
        return ""
    files, ignored, more = [], [], 0
    for entry in context.skipped:  # as `rlm_tui.contexts.load` writes them
        match entry.split():
            case ["and", number, "more"] if number.isdigit():
                more = int(number)
            case [number, "ignored", "by", ".gitignore"] if number.isdigit():
                ignored.append(int(number))
            case _:
                files.append(safe_line(entry))
    number_of_all = len(files) + more + sum(ignored)
    names, more = files[:_NAMED], more + max(0, len(files) - _NAMED)
    names += [f"and {more:,} more"] if more else []
    names += [f"{number:,} ignored by .gitignore" for number in ignored]
    return f"{number_of_all:,} left out: {', '.join(names)}"


def pause_reason(session: Session) -> str:
    """Why the run is paused."""
    known = {"": "by you", "pause": "by you", "step": "since the start"}
    if session.intent_reason.startswith("step "):
        return "after step"
    reason = in_words_of_people(session.intent_reason)
    if reason != session.intent_reason:
        reason = reason.partition(":")[0]  # the stop itself tells the amounts
    return known.get(reason, safe_line(reason))


def reason_of(ticket: Ticket) -> str:
    """Why it is held, in words."""
    words = {"pause": "paused", "step": "after a step", "replay": "replay differs"}
    said = safe_line(in_words_of_people(ticket.why)) or words.get(
        ticket.hold, ticket.hold
    )
    if said == "step":
        return "paused since the start (--step)"
    if said == "by you":
        return "paused by you"
    return f"after {said}" if said.startswith("step ") else said


def tries_before(ticket: Ticket, session: Session) -> tuple[Attempt, ...]:
    """The calls that failed before what waits may go out once more."""
    from rlm_tui.domain.decisions import TAKES_MODEL  # imports when first needed

    turns = session.nodes[ticket.node].iterations
    if ticket.gate not in TAKES_MODEL or not turns or turns[-1].reply is not None:
        return ()
    return turns[-1].failures


def reason_in(error: str) -> str:
    """What a block failed of: the last line of its traceback, which may stand in
    brackets below the exception that stopped it."""
    last = error.strip().rpartition("\n")[2]
    is_aside = last.startswith("(") and last.endswith(")")
    return safe_line(last[1:-1] if is_aside else last)


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
        "answered": f"answered{doubt_of(session.confidence)}",
        "forced": "answered with what there was when the iterations ran out",
        "limit": end_by_limit(safe_line(session.error or "")),
        "stopped": "stopped by you",
        "interrupted": f"interrupted{reason}; what is recorded is kept",
        "failed": f"failed{reason}",
    }
    return said[session.status]


def is_doubted(confidence: float | None) -> bool:
    """Whether an answer says of itself that it may as well be wrong."""
    return confidence is not None and confidence <= EVEN


def doubt_of(confidence: float | None) -> str:
    """The same in words that go on from `answered`."""
    if confidence is None or not is_doubted(confidence):
        return ""
    return f", but not sure of it: confidence {confidence:.2f}"


def review_line(session: Session) -> str:
    """How a saved run ended; what is known if it did not."""
    if session.status is None:
        return "not ended; it can go on, unless it runs in another window"
    return end_line(session)


def exit_line(session: Session, *, is_review: bool = False) -> str:
    """State, cost, and how to get the session back, when the app has been left."""
    state = review_line(session) if is_review else end_line(session)
    if session.status is None and not is_review:
        state = "interrupted and kept"
    return _with_ways_back(session, state)


def short_exit_line(session: Session) -> str:
    """The same for those who were told before how it ended."""
    return _with_ways_back(session, session.status or "interrupted and kept")


def _with_ways_back(session: Session, state: str) -> str:
    cost = cost_of(session.usage)
    parts = [f"{session.id}: {state}", *([cost] if cost else [])]
    if session.status in (None, "interrupted"):
        parts.append(f"go on: rlm-tui resume {session.id}")
    return f"{' · '.join(parts)} · see it again: rlm-tui review {session.id}"
