"""The two hint rows: what can be done now, most useful first, cut by whole items."""

from __future__ import annotations

from dataclasses import dataclass

from rlm_tui.domain.decisions import EDITABLE, TAKES_MODEL, verbs_at
from rlm_tui.domain.session import Session, Ticket
from rlm_tui.ui.rows.stops import Stop


@dataclass(frozen=True, slots=True)
class Situation:
    """What decides which verbs are offered."""

    session: Session
    ticket: Ticket | None = None
    """The waiting ticket that is shown."""
    is_live: bool = False
    is_review: bool = False
    was_cut: bool = False
    """Whether it is a saved session that did not end, whatever is shown of it."""
    has_answered: bool = False
    """Whether it has ended with an answer, whatever is shown of it."""
    has_stops: bool = False
    """Whether anything of it ever waited."""
    is_walking: bool = False
    """Whether it is shown as it was at one of its events."""
    has_answer: bool = False
    """Whether the person has written an answer that is not used yet."""
    has_draft: bool = False
    """Whether the person has left an edit without keeping it."""
    batch: Stop | None = None
    """The batch that is shown, if some of it waits."""


def ticket_verbs(situation: Situation) -> list[tuple[str, str]]:
    """Ids and labels of the verbs on the ticket that is shown."""
    ticket = situation.ticket
    if situation.batch is not None and situation.is_live:
        return _batch_verbs(situation, situation.batch)
    if ticket is None or not situation.is_live:
        return []
    offered = verbs_at(ticket.gate, ticket.of)
    changed = ticket.edit is not None
    verbs = [("ticket.approve", _approve_label(ticket, situation))]
    if ticket.gate == "limit":
        verbs.append(("run.limits", "set a value"))
    if ticket.gate in EDITABLE:
        verbs.append(("ticket.edit", _edit_label(ticket, situation)))
    if "reject" in offered:
        refuse = {"limit": "finish", "error": "give up"}.get(ticket.gate, "reject")
        verbs.append(("ticket.reject", refuse))
    if "answer" in offered:
        verbs.append(("ticket.answer", "answer"))
    if ticket.gate in TAKES_MODEL and ticket.model:
        verbs.append(("ticket.model", "model"))
    if "retry" in offered:
        tries = len(ticket.attempts)
        verbs.append(("ticket.retry", f"{tries} tries" if tries > 1 else "run again"))
    if changed or situation.has_answer or situation.has_draft:
        verbs.append(("ticket.revert", "revert"))
    if len(situation.session.waiting) > 1:
        verbs.append(("stops.next", "next"))
    return [*verbs, ("run.abort_node", "abort node")]


def _batch_verbs(situation: Situation, batch: Stop) -> list[tuple[str, str]]:
    """A batch is decided in its table, or as a whole."""
    verbs = [
        ("tree.open", "open the table"),
        ("ticket.approve_all", f"approve all {len(batch.tickets)}"),
    ]
    if len(situation.session.waiting) > len(batch.tickets):
        verbs.append(("stops.next", "next"))
    return [*verbs, ("run.abort_node", "abort batch")]


def _approve_label(ticket: Ticket, situation: Situation) -> str:
    if situation.has_answer:
        return "use your answer"
    if ticket.edit is not None:
        return "approve as edited"
    if situation.has_draft:
        return "approve original"
    return {"limit": "raise it", "error": "try again"}.get(ticket.gate, "approve")


def _edit_label(ticket: Ticket, situation: Situation) -> str:
    if situation.has_draft:
        return "edit draft"
    return "edit again" if ticket.edit is not None else "edit"


def run_verbs(situation: Situation) -> list[tuple[str, str]]:
    """Ids and labels of the verbs on the run, or of reading it."""
    if situation.is_review:
        stops = [("stops.previous", "previous stop"), ("stops.next", "next stop")]
        events = [("review.back", "event back"), ("review.forward", "event forward")]
        has_stops = situation.has_stops
        return [
            *([("ticket.reject", "resume")] if situation.was_cut else []),
            *(stops if has_stops else events),
            ("run.pause", "replay"),
            *([("run.guide", "ask")] if situation.has_answered else []),
            ("app.leave", "back"),
            ("view.branch", "branch"),
            *(events if has_stops else []),
            ("view.search", "search"),
            ("app.help", "help"),
        ]
    if not situation.is_live:
        return [
            *(_ANSWERED if situation.has_answered else []),
            ("view.search", "search"),
            ("view.copy", "copy"),
            ("app.sessions", "sessions"),
            ("app.leave", "leave"),
            ("tab.events", "log"),
            ("app.help", "help"),
        ]
    return _live_verbs(situation)


_ANSWERED = (("tab.output", "answer"), ("run.guide", "ask"))


def _live_verbs(situation: Situation) -> list[tuple[str, str]]:
    session = situation.session
    step = [
        ("run.iteration", "iteration"),
        ("run.into", "into"),
        ("run.over", "over"),
        ("run.out", "out"),
    ]
    ticket = situation.ticket
    # Each element of a batch has a lane of its own; no step goes past a limit.
    if situation.batch is not None or (ticket is not None and ticket.gate == "limit"):
        step = []
    first = [("run.pause", "pause")]
    if session.intent in ("pause", "step"):
        first = [("run.continue", "continue")]
    elif any(ticket.hold in ("pause", "step") for ticket in session.open_tickets):
        first.append(("run.continue", "continue"))
    more = [
        ("run.abort", "abort run"),
        ("run.rule", "rule"),
        ("view.branch", "branch"),
        ("run.guide", "guide"),
        ("run.limits", "limits"),
        ("run.command", "command"),
        ("app.help", "help"),
    ]
    return [*first, *step, *more]
