"""The text of a tree row and of a queue row."""

from __future__ import annotations

import re

from rlm_tui.domain.limit_words import in_words_of_people
from rlm_tui.domain.money import cost_of, in_column
from rlm_tui.domain.session import BUSY, Node, NodeState, Session
from rlm_tui.domain.turns import Iteration
from rlm_tui.sanitize import safe_line
from rlm_tui.ui.labels.block_rows import block_text, waits_at
from rlm_tui.ui.labels.calls import call_words
from rlm_tui.ui.labels.folded import below_node, below_turn
from rlm_tui.ui.labels.look import STYLE_OF, Look
from rlm_tui.ui.labels.row_states import row_state, took_by, turn_of
from rlm_tui.ui.rows.jumps import failure_in
from rlm_tui.ui.rows.tree import Row
from rlm_tui.ui.style.glyphs import Glyphs
from rlm_tui.ui.text.estimates import estimate
from rlm_tui.ui.text.lines import Line, Span, spread, width_of
from rlm_tui.wording import node_kind, reason_in, short_model, whole_seconds

_LONG_CODE_S = 2.0

WIDE = 38
"""From this width on a row has room for the model's name."""

_TWO_COLUMNS = 48
"""From this width on a row tells how long something took, or how far it has come."""

_TIME, _MONEY = 6, 9
"""Cells of these two columns."""

_STEEP = 3
"""Levels of a narrow tree that stand two cells apart; deeper ones only one."""


def row_line(
    session: Session, row: Row, width: int, look: Look, *, cursor: bool
) -> Line:
    """A whole tree row in `width` cells."""
    glyphs = look.glyphs
    fold = glyphs.folded if row.is_folded else glyphs.unfolded
    ticket = look.waiting.get(row.node)
    is_held = row.block is not None and ticket is not None and waits_at(row, ticket)
    state: NodeState = "held" if is_held else row_state(session, row)
    style = STYLE_OF[state]
    front = (
        Span(_margin(row, width) + (fold if row.can_fold else " "), "muted"),
        Span(glyphs.cursor if cursor else " ", "strong"),
        Span(_mark(session, row, state, glyphs) + " ", style),
    )
    left, right = _row_text(session, row, width, look, state)
    if width >= _TWO_COLUMNS:
        right = _in_columns(took_by(session, row), right)
    if width < WIDE and width_of((*front, *left, *right)) >= width:
        left = _without_kind(left)
    return spread((*front, *left), right, width, ellipsis=glyphs.ellipsis)


def _in_columns(took: str, right: Line) -> Line:
    """A time and what stands at the right, each below that of other rows."""
    said = right[0].text.rjust(_MONEY) if right else " " * _MONEY
    style = right[0].style if right else ""
    return (Span(took.rjust(_TIME), "muted"), Span(said, style))


def _without_kind(left: Line) -> Line:
    """A node by its path alone, where the word behind it would be cut."""
    path, space, kind = left[0].text.partition(" ")
    is_node = bool(space) and path[0].isdigit() and kind in ("llm", "tool", "batch")
    return (Span(path, left[0].style), *left[1:]) if is_node else left


def _mark(session: Session, row: Row, state: NodeState, glyphs: Glyphs) -> str:
    """The mark of a state; what is done and was only replayed has one of its own."""
    if state == "done" and _is_replayed(session, session.nodes[row.node], row):
        return glyphs.replayed
    return glyphs.of_state(state)


def _is_replayed(session: Session, node: Node, row: Row) -> bool:
    if row.iteration is not None:
        turn = turn_of(node, row.iteration)
        return turn is not None and turn.by == "playback"
    if node.kind != "batch":
        return node.plays_back is True
    elements = [session.nodes[child].plays_back for child in node.children]
    return True in elements and False not in elements


def _margin(row: Row, width: int) -> str:
    """Deep rows stand no further to the right than leaves room to read them."""
    if width < WIDE:
        return " " * min(2 * row.indent, _STEEP + row.indent, max(8, width - 24))
    right = 0 if width < _TWO_COLUMNS else _TIME
    return " " * min(2 * row.indent, width - right - 24)


def _row_text(
    session: Session, row: Row, width: int, look: Look, state: NodeState
) -> tuple[Line, Line]:
    node = session.nodes[row.node]
    if row.block is not None:
        took = took_by(session, row) if WIDE <= width < _TWO_COLUMNS else ""
        left = block_text(session, row, state, look, is_wide=width >= WIDE)
        return left, (Span(took, "muted"),)
    if row.iteration is not None:
        return _turn_text(session, node, row, look, state)
    if row.is_folded:
        return _folded_text(node, width, look)
    ticket, right = look.waiting.get(node.id), _node_right(node, width, look)
    begins = look.beginnings.told(session, node, ticket, look.glyphs)
    if begins and width >= WIDE:
        return _element_text(node, begins, look), right
    return _node_text(node, width, look), right


def _element_text(node: Node, begins: str, look: Look) -> Line:
    """An element of a batch: what its mark does not say, and what it is about."""
    kind = f" {node_kind(node)}" if node.kind == "rlm" else ""
    flags = _flag_words(node, look, is_wide=False)
    ticket = look.waiting.get(node.id)
    is_said = node.state == "queued" or (ticket is not None and ticket.gate == "query")
    word = "" if is_said else _state_word(node, look, is_wide=True)
    has_failed = node.state in ("failed", "rejected", "aborted")
    return (
        Span(f"{node.id}{kind}", "strong"),
        *(Span(f" {flag}", style) for flag, style in flags),
        *((Span(f" {word}", STYLE_OF[node.state]),) if word else ()),
        *(() if has_failed else (Span(f" {begins}"),)),
    )


def _node_text(node: Node, width: int, look: Look) -> Line:
    model = f" {short_model(node.model)}" if width >= WIDE and node.model else ""
    flags = [
        Span(f" {word}", style)
        for word, style in _flag_words(node, look, is_wide=width >= WIDE)
    ]
    parts = [Span(f"{node.id} {node_kind(node)}", "strong"), *flags]
    if node.id == "0" and width < WIDE:
        prompt = safe_line(node.prompt.preview[:80])
        parts = [Span("0", "strong"), *flags, Span(f" {prompt}", "strong")]
    word = _state_word(node, look, is_wide=width >= WIDE)
    if word and not _word_is_right(node, width):
        parts.append(Span(f" {word}", STYLE_OF[node.state]))
    return tuple(parts) if word else (*parts, Span(model, "muted"))


def _flag_words(
    node: Node, look: Look, *, is_wide: bool, is_folded: bool = False
) -> list[tuple[str, str]]:
    words: list[tuple[str, str]] = []
    ticket = look.waiting.get(node.id)
    if "edited" in node.flags and is_wide:
        words.append((f"{look.glyphs.edited} edited", "edited"))
    elif (
        "edited" in node.flags
        or (ticket is not None and ticket.edit is not None)
        or (is_folded and node.id in look.above_edits)
    ):
        words.append((look.glyphs.edited, "edited"))
    if "answered" in node.flags and node.state != "answered":
        words.append((look.glyphs.answered, "edited"))
    if node.undelivered:
        words.append((f"{look.glyphs.says}{len(node.undelivered)}", "edited"))
    if node.id in look.latched:
        words.append((look.glyphs.paused, "held"))
    if "marked" in node.flags:
        words.append((look.glyphs.marked, "key"))
    if "noted" in node.flags:
        words.append((look.glyphs.noted, "key"))
    if node.warnings:
        words.append((look.glyphs.warning, "held"))
    return words


def _state_word(node: Node, look: Look, *, is_wide: bool) -> str:
    match node.state:
        case "held":
            ticket = look.waiting.get(node.id)
            return f"WAIT {ticket.gate}" if ticket is not None and is_wide else "WAIT"
        case "calling" if node.kind != "rlm":
            turn = turn_of(node, None)
            return call_words(turn, look.now).removeprefix("model ") if turn else ""
        case "failed" | "rejected" | "aborted":
            reason = safe_line(in_words_of_people(node.error or "")[:60])
            return f"{node.state}: {reason}" if reason else node.state
        case "answered":
            return "by you"
        case "queued":
            return "queued"
        case _:
            return ""


def clock_of(node: Node, now: float) -> tuple[int, ...]:
    """Whole seconds since all that the rows of a busy node count from."""
    turn = turn_of(node, None)
    if turn is None:
        return ()
    since_call = int(now - (turn.called_at or now))
    if not turn.executions:
        return since_call, int(now - (turn.heard_at or now))
    last = turn.executions[-1]
    stopping = last.stopping
    left = round(stopping.asked_at + stopping.grace_s - now) if stopping else 0
    return since_call, int(now - last.started_at), left


def _word_is_right(node: Node, width: int) -> bool:
    """Whether the state's word stands where the cost would, for want of room."""
    is_free_there = node.state in ("held", "queued") or not node.total.calls
    return width < WIDE and is_free_there


def _node_right(node: Node, width: int, look: Look) -> Line:
    word = _state_word(node, look, is_wide=width >= WIDE)
    if word and _word_is_right(node, width):
        return (Span(word, STYLE_OF[node.state]),)
    return _cost(node, look)


def _cost(node: Node, look: Look) -> Line:
    """What it cost, or would cost: of a batch what still waits of it."""
    ticket, batch = look.waiting.get(node.id), look.batches.get(node.id)
    said = cost_of(node.total)
    if batch is not None:
        said = batch.estimates.says(look.glyphs)
    elif ticket is not None and ticket.model and not node.total.calls:
        said = estimate(ticket.cost, look.glyphs)
    return (Span(in_column(said), "muted"),)


def _folded_text(node: Node, width: int, look: Look) -> tuple[Line, Line]:
    short = " batch" if node.kind == "batch" else ""
    kind = f" {node_kind(node)}" if width >= WIDE else short
    head = Span(f"{node.id}{kind}", "strong")
    words = _flag_words(node, look, is_wide=width >= WIDE, is_folded=True)
    flags = [Span(f" {word}", style) for word, style in words]
    return (head, *flags, *below_node(node, look.glyphs)), _cost(node, look)


def _turn_text(
    session: Session, node: Node, row: Row, look: Look, state: NodeState
) -> tuple[Line, Line]:
    turn = turn_of(node, row.iteration)
    if turn is None:
        return (Span("it ?"),), ()
    head = Span(f"it {turn.number}", "")
    right = Span(in_column(cost_of(turn.usage)), "muted")
    if not row.is_folded:
        return (head, Span(f"  {_turn_word(node, turn, look)}", "muted")), (right,)
    said = Span(f"  {_turn_word(node, turn, look)}", "muted")
    if state == "failed" and (failed := failure_in(turn)) is not None:
        said = Span(f"  {reason_in(failed.error or '')}", STYLE_OF["failed"])
    return (head, *below_turn(session, row, look), said), (right,)


def _turn_word(node: Node, turn: Iteration, look: Look) -> str:
    is_current = turn is node.iterations[-1]
    if is_current and node.state == "held":
        said = f" {gist(turn.reply.preview)}" if turn.reply is not None else ""
        return f"WAIT{said}"
    if is_current and node.state in BUSY and turn.reply is None:
        return call_words(turn, look.now)
    if turn.reply is None:
        return "no reply" if turn.outcome else ""
    return f"{_code_word(node, turn, look)}{gist(turn.reply.preview)}"


def _code_word(node: Node, turn: Iteration, look: Look) -> str:
    """For how long the last block has been running, once that is worth a word."""
    is_running = node.state == "executing" and turn is node.iterations[-1]
    if not is_running or not turn.executions or turn.executions[-1].status is not None:
        return ""
    if stopping := turn.executions[-1].stopping:
        left = max(0.0, stopping.asked_at + stopping.grace_s - look.now)
        return f"still running, killed in {left:.0f} s  "
    since = look.now - turn.executions[-1].started_at
    return f"code {whole_seconds(since)}  " if since >= _LONG_CODE_S else ""


_FENCE = re.compile(r"```.*?(```|\Z)", re.DOTALL)
_GAPS = re.compile(r"\n\s*\n")
_MARKS = re.compile(r"[#*_`>]+")


def prose_of(reply: str) -> str:
    """What a model wrote beside its code, without marks of Markdown."""
    prose = _MARKS.sub("", _FENCE.sub(" ", reply)).strip()
    return _GAPS.sub("\n\n", prose)


def gist(reply: str) -> str:
    """The first sentence that a model wrote beside its code."""
    if not reply.strip():
        return "empty reply"
    prose = prose_of(reply)
    first = re.split(r"(?<=[.!?])\s|\n", prose, maxsplit=1)[0]
    return safe_line(first[:80]).rstrip(".:") or "code"
