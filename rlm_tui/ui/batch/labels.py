"""The lines of the batch screen: header, counts, the table's rows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from rlm_tui.domain.limit_words import in_words_of_people
from rlm_tui.domain.money import cost_of, in_column
from rlm_tui.domain.session import Node, NodeState, Session, Ticket
from rlm_tui.sanitize import safe_line
from rlm_tui.ui.batch.columns import Layout
from rlm_tui.ui.batch.view import Column
from rlm_tui.ui.detail.batch import states_of
from rlm_tui.ui.keys.keymap import with_keys
from rlm_tui.ui.labels.beginnings import from_difference
from rlm_tui.ui.labels.look import STYLE_OF
from rlm_tui.ui.labels.row_states import live_state
from rlm_tui.ui.labels.tickets import state_chip
from rlm_tui.ui.rows.elements import Element, row_name
from rlm_tui.ui.style.glyphs import Glyphs
from rlm_tui.ui.text.estimates import estimate
from rlm_tui.ui.text.lines import Line, Span, cut, line, spread, width_of
from rlm_tui.wording import short_model, tokens, whole_seconds

STATE_WORDS: dict[NodeState, str] = {
    "held": "waiting",
    "calling": "call",
    "executing": "code",
    "waiting": "at work",
    "queued": "queued",
    "done": "done",
    "failed": "failed",
    "rejected": "refused",
    "answered": "by you",
    "aborted": "aborted",
}


@dataclass(frozen=True, slots=True)
class RowLook:
    """What a row of the table needs to know beside its element."""

    glyphs: Glyphs
    layout: Layout
    now: float
    shared: Sequence[str] = ()
    """What prompts begin with; it is left out of each."""
    answers: Collection[str] = ()
    """Tickets for which an answer is written and not used yet."""


def row_line(element: Element, look: RowLook, *, cursor: bool, marked: bool) -> Line:
    """One element."""
    glyphs = look.glyphs
    front = (
        Span(glyphs.cursor if cursor else " ", "strong"),
        Span(glyphs.marked if marked else " ", "edited"),
    )
    cells = [_cell(element, column, look) for column in look.layout.columns]
    return (*front, *cells, *_texts(element, look))


def _cell(element: Element, column: Column, look: RowLook) -> Span:
    if column == "state":
        return _state(element, look)
    return Span(look.layout.fitted(_word(element, column, look), column), "muted")


def _word(element: Element, column: Column, look: RowLook) -> str:
    match column:
        case "idx":
            return str(element.index)
        case "tokens":
            return tokens(element.tokens) if element.tokens else ""
        case "cost":
            return _cost(element, look.glyphs)
        case "time":
            return _time(element, look.now)
        case _:
            return short_model(element.node.model)


def _state(element: Element, look: RowLook) -> Span:
    state, glyphs = live_state(element.node), look.glyphs
    word = STATE_WORDS[state]
    if element.ticket is not None and element.ticket.gate != "query":
        word = element.ticket.gate
    elif state == "calling":
        word = f"call {whole_seconds(element.seconds(look.now) or 0.0)}"
    has_answer = element.ticket is not None and element.ticket.id in look.answers
    marks = glyphs.edited * element.is_edited + glyphs.answered * has_answer
    if marks:
        word += f" {marks}"
    text = look.layout.fitted(f"{glyphs.of_state(state)} {word}", "state")
    return Span(text, STYLE_OF[state])


def _cost(element: Element, glyphs: Glyphs) -> str:
    if element.node.total.calls:
        return in_column(cost_of(element.node.total))
    if element.ticket is None:
        return ""
    return in_column(estimate(element.cost, glyphs))


def _time(element: Element, now: float) -> str:
    seconds = element.seconds(now)
    return "" if seconds is None else whole_seconds(seconds)


def _texts(element: Element, look: RowLook) -> Line:
    layout, glyphs = look.layout, look.glyphs
    prompt, reply = _prompt(element, look), _reply(element, look)
    if not reply.text:
        return _cut(prompt, layout.text + layout.reply, glyphs)
    if layout.reply:
        left = _cut(prompt, layout.text - 2, glyphs)
        return (*spread(left, (), layout.text), *_cut(reply, layout.reply, glyphs))
    arrow = Span(f"{glyphs.here} ", "muted")
    return (arrow, *_cut(reply, layout.text - 2, glyphs))


def _cut(span: Span, width: int, glyphs: Glyphs) -> Line:
    # One character more than fits is enough to see that it does not.
    short = Span(span.text[: width + 1], span.style)
    return cut((short,), width, ellipsis=glyphs.ellipsis)


def _prompt(element: Element, look: RowLook) -> Span:
    said = from_difference(element.prompt, look.shared, look.glyphs)
    return Span(said, "edited" if element.is_edited else "")


def _reply(element: Element, look: RowLook) -> Span:
    ascii_only = look.glyphs.is_ascii
    if element.node.error and not element.reply:
        return Span(
            safe_line(
                in_words_of_people(element.node.error[:400]), ascii_only=ascii_only
            ),
            "failed",
        )
    return Span(safe_line(element.reply, ascii_only=ascii_only))


def header_line(session: Session, node: Node, width: int, glyphs: Glyphs) -> Line:
    """What was asked by which code and of whom, as there is room, and the state."""
    total = node.elements or len(node.children)
    right = line(state_chip(session, glyphs), " ")
    left = [Span(f" {node.id} batch of {total}", "strong")]
    asked = [node.function]
    if node.place is not None:
        asked.append(f"asked by {node.parent_id} it {node.place.iteration}")
        asked += [f"line {node.place.line}"] if node.place.line else []
    models = {session.nodes[child].model for child in node.children}
    if len(models) == 1:
        asked.append(short_model(models.pop()))
    for words in asked:
        if width_of(left) + width_of(right) + len(words) + 3 > width:
            break
        left.append(Span(f"  {words}", "muted"))
    return spread(tuple(left), right, width, ellipsis=glyphs.ellipsis)


def counts_line(
    session: Session, node: Node, shown: int, *, width: int, glyphs: Glyphs
) -> Line:
    """How many elements are in which state, and how many rows are shown."""
    total = len(node.children)
    said = f"all {total} shown " if shown == total else f"{shown} of {total} shown "
    left = _counts(session, node, glyphs, has_words=True)
    if width_of(left) + len(said) >= width:
        left = _counts(session, node, glyphs, has_words=False)
    return spread(left, line(Span(said, "muted")), width)


def _counts(session: Session, node: Node, glyphs: Glyphs, *, has_words: bool) -> Line:
    spans = [Span(" ")]
    for state, number in states_of(session, node):
        word = "in flight" if state == "calling" else STATE_WORDS[state]
        mark = Span(f"{glyphs.of_state(state)} {number}", STYLE_OF[state])
        spans += [mark, Span(f" {word}  " if has_words else "  ")]
    return tuple(spans)


def named(session: Session, marked: Sequence[Ticket]) -> str:
    """The marked rows that a key acts on: a single one by its number."""
    if len(marked) == 1:
        return f"marked {row_name(session.nodes[marked[0].node])}"
    return f"{len(marked)} marked"


def answer_prompt(rows: int) -> str:
    """What the line that asks for the replies of marked rows says."""
    each = "its reply" if rows == 1 else "the same text for all of them"
    return f"{each}; {{idx}} becomes the row's number"


def why_replies_wait(session: Session, rows: Sequence[Element]) -> str:
    """Why a reply that has come is not handed on, if a pause alone holds it."""
    if not any(_is_paused_reply(row.ticket) for row in rows):
        return ""
    return with_keys(
        "the run is paused, so replies wait too: {ticket.approve_all} hands them on, "
        "{run.continue} goes on"
    )


def _is_paused_reply(ticket: Ticket | None) -> bool:
    if ticket is None or ticket.gate != "result":
        return False
    return ticket.hold in ("pause", "step")


def target_line(
    *, row: Element | None, marked: str, hidden: int, waiting: str, width: int
) -> Line:
    """What the next key would act on.

    Args:
        row: the row under the cursor.
        marked: what the marked rows that wait are called, if there are any.
        hidden: those of them that the filter does not show.
        waiting: how many rows are shown and wait, with their estimate.
        width: cells of the line.
    """
    if marked:
        out = f" ({hidden} of them not shown)" if hidden else ""
        left = line(" keys act on ", Span(f"the {marked}{out}", "edited"))
    elif row is None:
        left = line(with_keys(" no row is shown: {batch.filter} changes the filter"))
    elif row.ticket is None:
        left = line(f" {row.called} does not wait")
    else:
        left = line(" keys act on ", Span(row.called, "strong"))
    right = line(Span(with_keys(f"{{ticket.approve_all}} on {waiting} "), "muted"))
    if width_of(left) + width_of(right) >= width:
        right = ()
    return spread(left, right, width)
