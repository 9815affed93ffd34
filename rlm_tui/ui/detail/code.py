"""What the code tab shows: blocks as run, those that did not run, and who asked."""

from __future__ import annotations

from dataclasses import dataclass

from rlm_tui.domain.session import Node, Session, Ticket
from rlm_tui.domain.turns import Execution, Iteration
from rlm_tui.ui.detail.subject import Subject
from rlm_tui.ui.labels.rows import prose_of
from rlm_tui.ui.style.glyphs import Glyphs
from rlm_tui.ui.text.diff import diff_lines
from rlm_tui.ui.text.highlight import MAX_CHARS, code_lines, numbered
from rlm_tui.ui.text.lines import Line, Span, line
from rlm_tui.ui.text.paragraphs import Shown
from rlm_tui.wording import duration, verdict

MAX_SAID = 2_000
"""Characters of what was said before; the tab of the reasoning has all of it."""


def code_tab(subject: Subject) -> list[Shown]:
    """The blocks of an iteration."""
    turn = subject.turn
    if turn is None:
        return [_nothing()]
    lines: list[Shown] = []
    for execution in subject.executions:
        lines.append(_title(subject, _block_title(execution, subject.glyphs)))
        if execution.proposed is not None:
            old = subject.clean(subject.read(execution.proposed))
            new = subject.clean(subject.read(execution.code))
            lines += [*diff_lines(old, new), ()]
            continue
        marked = asking_line(subject.session, subject.node, turn, execution)
        lines += [*_numbered(subject, subject.read(execution.code), marked), ()]
    for ticket in _not_run(subject, turn):
        where = f"block {ticket.block} of {ticket.blocks}"
        what = "waits for you" if ticket.is_open else f"did not run: {verdict(ticket)}"
        words = f"{where} {subject.glyphs.dot} {what}"
        lines.append(_title(subject, words))
        lines += [*_numbered(subject, subject.read(ticket.payload)), ()]
    return lines or [_nothing()]


def _nothing() -> Line:
    return line(Span("no code has run here", "muted"))


def _not_run(subject: Subject, turn: Iteration) -> list[Ticket]:
    """The stops before blocks that have not begun."""
    is_about_to = not subject.node.has_ended
    ran = {execution.block for execution in turn.executions}
    return [
        ticket
        for ticket in subject.session.tickets.values()
        if (ticket.node, ticket.gate, ticket.iteration)
        == (subject.node.id, "exec", turn.number)
        and ticket.block not in ran
        and subject.block in (None, ticket.block)
        and not (ticket.verb == "approve" and is_about_to)
    ]


def _numbered(subject: Subject, code: str, marked: int | None = None) -> list[Shown]:
    if len(code) > MAX_CHARS:
        return subject.shown(code)
    lines = code_lines("\n".join(subject.clean(code)))
    return [*numbered(lines, subject.glyphs, marked=marked)]


def _title(subject: Subject, words: str) -> Line:
    return line(Span(f"{subject.glyphs.rule} {words}", "title"))


def _block_title(execution: Execution, glyphs: Glyphs) -> str:
    state = execution.status or "not ended"
    took = "" if execution.status is None else f" in {duration(execution.elapsed_s)}"
    changed = f" {glyphs.edited} edited by you" if execution.proposed else ""
    where = f"block {execution.block} of {execution.blocks}"
    return f"{where} {glyphs.dot} {state}{took}{changed}"


def asking_line(
    session: Session, node: Node, turn: Iteration, execution: Execution
) -> int | None:
    """The line of a running block whose query has not come back."""
    if execution.status is not None:
        return None
    for child_id in reversed(node.children):
        child = session.nodes[child_id]
        place = child.place
        if place is None or child.has_ended:
            continue
        if (place.iteration, place.block) == (turn.number, execution.block):
            return place.line
    return None


def why_lines(subject: Subject) -> tuple[str, list[Line], int]:
    """Title and lines of what led to a ticket, and the line to look at."""
    asked = _asked_by(subject)
    if asked is None:
        return "", [], 0
    code = "\n".join(subject.clean(subject.read(asked.execution.code)))
    shown = numbered(code_lines(code), subject.glyphs, marked=asked.line)
    where = f"why: the code that asked ({asked.owner.id} it {asked.turn.number})"
    return where, shown, asked.line or 1


def before_lines(subject: Subject) -> tuple[str, list[Line]]:
    """Title and lines of what the model said beside the code that asked."""
    asked = _asked_by(subject)
    if asked is None or asked.turn.reply is None:
        return "", []
    said = prose_of(subject.read(asked.turn.reply))[:MAX_SAID]
    lines = [line(text) for text in subject.clean(said)] if said else []
    return f"before it: what {asked.owner.id} was thinking", lines


@dataclass(frozen=True, slots=True)
class _Asked:
    """The code that a ticket comes from."""

    owner: Node
    turn: Iteration
    execution: Execution
    line: int | None


def _asked_by(subject: Subject) -> _Asked | None:
    ticket, place = subject.ticket, subject.node.place
    if ticket is None or ticket.node == ticket.owner or place is None:
        return None
    owner = subject.session.nodes.get(ticket.owner)
    for turn in owner.iterations if owner is not None else ():
        for execution in turn.executions:
            if owner and (turn.number, execution.block) == (
                place.iteration,
                place.block,
            ):
                return _Asked(owner, turn, execution, place.line)
    return None
