"""The two hint rows: what can be done now, most useful first, cut by whole items."""

from __future__ import annotations

from dataclasses import dataclass

from rlm_tui.domain.decisions import EDITABLE, TAKES_MODEL, verbs_at
from rlm_tui.domain.session import Session, Ticket
from rlm_tui.ui.keymap import LIVE
from rlm_tui.ui.lines import Line, Span, span_at
from rlm_tui.ui.stops import Stop

MOST = ((160, 16), (100, 12), (0, 8))
"""Items in a row by the width from which on there may be so many."""


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
    if ticket.gate in TAKES_MODEL:
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
    return {"limit": "+50 %", "error": "try again"}.get(ticket.gate, "approve")


def _edit_label(ticket: Ticket, situation: Situation) -> str:
    if situation.has_draft:
        return "edit draft"
    return "edit again" if ticket.edit is not None else "edit"


def run_verbs(situation: Situation) -> list[tuple[str, str]]:
    """Ids and labels of the verbs on the run, or of reading it."""
    if situation.is_review:
        return [
            *([("ticket.reject", "resume")] if situation.was_cut else []),
            ("stops.previous", "previous stop"),
            ("stops.next", "next stop"),
            ("run.pause", "replay"),
            ("view.branch", "branch"),
            ("review.back", "event back"),
            ("review.forward", "event forward"),
            ("view.search", "search"),
            ("app.leave", "back"),
            ("app.help", "help"),
        ]
    if not situation.is_live:
        return [
            ("tab.output", "answer"),
            ("tab.events", "log"),
            ("view.search", "search"),
            ("view.copy", "copy"),
            ("app.sessions", "sessions"),
            ("app.leave", "leave"),
            ("app.help", "help"),
        ]
    return _live_verbs(situation)


def _live_verbs(situation: Situation) -> list[tuple[str, str]]:
    session = situation.session
    step = [
        ("run.iteration", "iteration"),
        ("run.into", "into"),
        ("run.over", "over"),
        ("run.out", "out"),
    ]
    if situation.batch is not None:  # each element has a lane of its own
        step = []
    first = [("run.pause", "pause")]
    if session.intent in ("pause", "step"):
        first = [("run.continue", "continue")]
    elif session.waiting:
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


_STAY = frozenset({"app.help", "edit.leave", "attempts.close"})
"""Help, and the way out of a screen that has no other sign of one."""


def hint_row(title: str, verbs: list[tuple[str, str]], width: int) -> Line:
    """A row of whole items; help and the way out stay, whatever has to go."""
    if not verbs:
        return ()
    head = f" {title:<6}"
    most = next(most for least, most in MOST if width >= least)
    last = [verb for verb in verbs if verb[0] in _STAY]
    room = width - len(head) - sum(len(_text(verb)) for verb in last)
    spans = [Span(head, "muted")]
    for verb in verbs[: most - len(last)]:
        if verb in last:
            continue
        if len(_text(verb)) > room:
            break
        room -= len(_text(verb))
        spans += _item(verb)
    return (*spans, *(span for verb in last for span in _item(verb)))


def asking_row(title: str, enter: str, escape: str) -> Line:
    """The two keys of a one-line question."""
    keys = (("enter", enter), (LIVE["app.back"].shown, escape))
    spans = [Span(f" {title:<6}", "muted")]
    for key, label in keys:
        spans += [Span(f"  {key}", "key"), Span(f" {label}")]
    return tuple(spans)


def item_at(row: Line, x: int) -> str | None:
    """The key, as it is written, of the item that is drawn in a cell."""
    index = span_at(row, x)
    while index is not None and index >= 0:
        if row[index].style == "key":
            return row[index].text.strip()
        index -= 1
    return None


def _text(verb: tuple[str, str]) -> str:
    return f"  {LIVE[verb[0]].shown} {verb[1]}"


def _item(verb: tuple[str, str]) -> list[Span]:
    return [Span(f"  {LIVE[verb[0]].shown}", "key"), Span(f" {verb[1]}")]
