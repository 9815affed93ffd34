"""What stands below the table: one element, or what a substitution would change."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rlm_tui.domain.session import Session
from rlm_tui.domain.text import Text
from rlm_tui.sanitize import safe
from rlm_tui.ui.batch.labels import STATE_WORDS
from rlm_tui.ui.desk.attention import recorded_at
from rlm_tui.ui.detail.documents import lines_of, ticket_lines
from rlm_tui.ui.detail.subject import Subject
from rlm_tui.ui.labels.row_states import live_state, turn_of
from rlm_tui.ui.labels.tickets import leaves
from rlm_tui.ui.rows.elements import Element
from rlm_tui.ui.rows.tree import RowKey
from rlm_tui.ui.style.glyphs import Glyphs
from rlm_tui.ui.text.diff import diff_lines
from rlm_tui.ui.text.lines import Span, line
from rlm_tui.ui.text.paragraphs import Shown
from rlm_tui.wording import count

EXAMPLES = 3
"""Differences that are shown of a substitution."""


def element_subject(
    session: Session,
    element: Element,
    *,
    answer: str | None,
    glyphs: Glyphs,
    read: Callable[[Text], str],
) -> Subject:
    """An element as the detail pane would show it."""
    node = element.node
    ticket = element.ticket or recorded_at(session, RowKey(node.id))
    return Subject(
        session=session,
        node=node,
        turn=turn_of(node, None),
        is_turn=False,
        ticket=ticket,
        answer=answer,
        glyphs=glyphs,
        read=read,
    )


def preview_title(element: Element, *, has_answer: bool, is_meant: bool = True) -> str:
    """Which element it is and what becomes of it, or that keys act on others."""
    name = element.called
    if not is_meant:
        return f"{name} is not marked: keys act on what is"
    if element.ticket is not None and has_answer:
        return f"{name} waits, answered by you"
    if element.ticket is not None:
        edited = ", edited by you" if element.ticket.edit is not None else ""
        return f"{name} waits{edited}: {leaves(element.ticket)}"
    return f"{name} {STATE_WORDS[live_state(element.node)]}"


def preview_lines(subject: Subject, element: Element) -> list[Shown]:
    """The reply, where there is one, and the prompt; what waits comes first."""
    ticket = subject.ticket
    if ticket is not None and ticket.is_open:
        return ticket_lines(subject, ticket)
    lines: list[Shown] = []
    if element.reply or subject.node.error:
        lines = [*lines_of(subject, "output"), ()]
    elif not subject.node.has_ended:
        lines = [line(Span("no reply yet", "muted")), ()]
    title = line(Span(f"{subject.glyphs.rule} prompt", "title"))
    return [*lines, title, *lines_of(subject, "prompt")]


def substitution_lines(
    old: Mapping[str, str],
    new: Mapping[str, str],
    *,
    names: Mapping[str, str],
    ascii_only: bool,
) -> list[Shown]:
    """How many texts change, and the first differences.

    Args:
        old: every text that is looked at, by ticket.
        new: those that change, as they become.
        names: what each ticket is called.
        ascii_only: whether the terminal knows nothing else.
    """
    head = f"{len(new)} of {count(len(old), 'prompt')} change"
    lines: list[Shown] = [line(Span(head, "strong" if new else "muted"))]
    for ticket in list(new)[:EXAMPLES]:
        lines.append(line(Span(names[ticket], "title")))
        texts = (old[ticket], new[ticket])
        before, after = (safe(t, ascii_only=ascii_only).split("\n") for t in texts)
        lines += _changed_only(before, after)
    if len(new) > EXAMPLES:
        lines.append(line(Span(f"and {len(new) - EXAMPLES} more", "muted")))
    return lines


def _changed_only(old: list[str], new: list[str]) -> list[Shown]:
    """The lines of a difference that changed."""
    lines = diff_lines(old, new)
    return [row for row in lines if row[0].style in ("added", "removed")]
