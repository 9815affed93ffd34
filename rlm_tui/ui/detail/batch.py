"""What the tabs of the detail pane show of a batch: it has no code of its own."""

from __future__ import annotations

from rlm_tui.domain.session import URGENCY, Node, NodeState, Session
from rlm_tui.sanitize import safe_line
from rlm_tui.ui.detail.subject import Subject, Tab
from rlm_tui.ui.keys.keymap import with_keys
from rlm_tui.ui.labels.beginnings import (
    from_difference,
    shared_beginning,
    shared_by_edited,
)
from rlm_tui.ui.labels.look import STYLE_OF
from rlm_tui.ui.rows.elements import Element, Elements
from rlm_tui.ui.style.glyphs import Glyphs
from rlm_tui.ui.text.highlight import code_lines, numbered
from rlm_tui.ui.text.lines import Line, Span, line
from rlm_tui.wording import count

MOST = 200
"""Elements in a tab; the table has them all."""

ROW_CHARS = 120
"""Of a prompt, in the list of all of them."""

WORDS: dict[NodeState, str] = {
    "held": "wait for you",
    "failed": "failed",
    "calling": "are being asked",
    "executing": "run code",
    "waiting": "are at work",
    "queued": "have not begun",
    "aborted": "aborted",
    "rejected": "refused by you",
    "answered": "answered by you",
    "done": "done",
}


FRONT = 7
"""Cells of an element's number and mark, below which its text goes on."""


def batch_lines(subject: Subject, tab: Tab) -> list[Line]:
    """The lines of a tab."""
    match tab:
        case "prompt":
            return [*counted_lines(subject), *_prompts(subject)]
        case "code":
            return _code(subject)
        case "vars":
            owner = subject.node.parent_id
            return [_muted(f"a batch has no variables: its replies go to {owner}")]
        case _:
            return [*counted_lines(subject), *_replies(subject)]


def counted_lines(subject: Subject) -> list[Line]:
    """How many elements are in which state, and where to see them one by one."""
    node, glyphs = subject.node, subject.glyphs
    total = count(node.elements or len(node.children), "prompt")
    lines = [line(Span(f"{node.function} with {total}", "strong")), ()]
    for state, number in states_of(subject.session, node):
        mark = Span(f"{number:>5} {glyphs.of_state(state)} ", STYLE_OF[state])
        lines.append((mark, Span(WORDS[state])))
    how = with_keys("{tree.open} shows them one by one in a table.")
    if not node.has_ended:
        how += " The code goes on when all have an outcome."
    return [*lines, (), _muted(how), ()]


def states_of(session: Session, node: Node) -> list[tuple[NodeState, int]]:
    """How many of a batch's elements are in which state, the most urgent first."""
    found: dict[NodeState, int] = {}
    for child in node.children:
        state = session.nodes[child].state
        found[state] = found.get(state, 0) + 1
    return [(state, found[state]) for state in URGENCY if state in found]


def _elements(subject: Subject) -> list[Element]:
    elements = Elements(subject.node.id)
    return elements.of(subject.session, subject.session.open_tickets)[:MOST]


def _prompts(subject: Subject) -> list[Line]:
    elements = _elements(subject)
    shared = shared_beginning(element.node.prompt.preview for element in elements)
    glyphs = subject.glyphs
    lines: list[Line] = [_title("prompts", glyphs)]
    if shared:
        lines += [_muted(f"all begin with: {safe_line(shared)}")]
    left_out = (shared, shared_by_edited(elements))
    for element in elements:
        said = from_difference(element.prompt, left_out, glyphs)
        if len(said) > ROW_CHARS:
            said = f"{said[:ROW_CHARS]}{glyphs.ellipsis}"
        lines.append((*_front(element, glyphs), Span(said)))
    return [*lines, *_rest(subject)]


def _rest(subject: Subject) -> list[Line]:
    more = len(subject.node.children) - MOST
    return [_muted(f"{more:,} more are in the table")] if more > 0 else []


def _replies(subject: Subject) -> list[Line]:
    glyphs = subject.glyphs
    lines: list[Line] = [_title("replies, in the order of the prompts", glyphs)]
    for element in _elements(subject):
        error = element.node.error if not element.reply else None
        said = safe_line(error or element.reply, ascii_only=glyphs.is_ascii)
        style = "failed" if error else "" if said else "muted"
        lines.append((*_front(element, glyphs), Span(said or "nothing yet", style)))
    return [*lines, *_rest(subject)]


def _front(element: Element, glyphs: Glyphs) -> Line:
    state = element.node.state
    return (
        Span(f"{element.index:>4} ", "muted"),
        Span(f"{glyphs.of_state(state)} ", STYLE_OF[state]),
    )


def _code(subject: Subject) -> list[Line]:
    node, place = subject.node, subject.node.place
    owner = subject.session.nodes.get(node.parent_id or "")
    if owner is None or place is None:
        return [_muted("it is not known which code asked")]
    at = f", line {place.line}" if place.line else ""
    where = f"asked by {owner.id} it {place.iteration} block {place.block}{at}"
    lines = [_title(where, subject.glyphs)]
    for turn in owner.iterations:
        for execution in turn.executions:
            if (turn.number, execution.block) == (place.iteration, place.block):
                code = "\n".join(subject.clean(subject.read(execution.code)))
                marked = place.line
                lines += numbered(code_lines(code), subject.glyphs, marked=marked)
    return lines


def _title(words: str, glyphs: Glyphs) -> Line:
    return line(Span(f"{glyphs.rule} {words}", "title"))


def _muted(words: str) -> Line:
    return line(Span(words, "muted"))
