"""The two hint rows of the batch screen."""

from __future__ import annotations

from dataclasses import dataclass

from rlm_tui.ui.batch.columns import ORDERS
from rlm_tui.ui.batch.view import Column

Verbs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class BatchSituation:
    """What decides which verbs are offered."""

    is_live: bool
    waiting: int
    """Rows that are shown and wait."""
    marked: int
    """Marked rows that wait."""
    row_waits: bool
    is_edited: bool = False
    """Whether the row under the cursor was changed and not sent."""
    has_answer: bool = False
    is_written: bool = False
    """Whether the person has written something for one of the marked rows."""
    order: Column = "idx"


def deciding_verbs(situation: BatchSituation) -> Verbs:
    """What acts on the row, on the marked rows, or on all shown."""
    if not situation.is_live or not situation.waiting:
        return []
    verbs: Verbs = []
    if situation.marked:
        is_one = situation.marked == 1
        of = "marked row" if is_one else f"{situation.marked} marked"
        verbs = [("ticket.approve", f"approve {of}")]
        verbs += [("ticket.edit", "edit")] * is_one
        verbs += [("ticket.reject", "reject"), ("ticket.answer", "answer")]
        verbs += [("ticket.revert", "revert")] * situation.is_written
    elif situation.row_waits:
        verbs = [("ticket.approve", _approve(situation)), ("ticket.edit", "edit")]
        verbs += [("ticket.reject", "reject"), ("ticket.answer", "answer")]
        if situation.is_edited or situation.has_answer:
            verbs.append(("ticket.revert", "revert"))
    whole: Verbs = [
        ("ticket.approve_all", f"all {situation.waiting}"),
        ("batch.try", "try"),
        ("batch.substitute", "change"),
    ]
    return [*verbs[:1], *whole, *verbs[1:]]


def _approve(situation: BatchSituation) -> str:
    if situation.has_answer:
        return "use your answer"
    return "approve as edited" if situation.is_edited else "approve"


def reading_verbs(situation: BatchSituation) -> Verbs:
    """What moves, marks and orders the rows."""
    verbs: Verbs = [("table.open", "open")]
    is_steered = situation.is_live and situation.waiting > 0
    if is_steered:
        verbs += [("table.mark", "mark"), ("batch.mark_all", "mark all")]
    verbs += [("batch.filter", "filter"), ("app.back", "back")]
    if is_steered:
        verbs.append(("stops.next", "next"))
    order = f"sort: {ORDERS[situation.order]}"
    return [*verbs, ("batch.sort", order), ("app.help", "help")]


def narrow_verbs(situation: BatchSituation) -> Verbs:
    """What a window with one row for hints has room for."""
    reading = dict(reading_verbs(situation))
    wanted = ("batch.filter", "app.back", "app.help")
    return [*deciding_verbs(situation)[:3], *((name, reading[name]) for name in wanted)]
