"""The text of a row in the list of saved sessions, and of the summary below it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, TypeAlias

from rlm_tui.domain.deeds import Deed, deeds_in_words
from rlm_tui.domain.money import in_column, spent
from rlm_tui.sanitize import safe, safe_line
from rlm_tui.ui.keys.keymap import with_keys
from rlm_tui.ui.labels.look import ANSWERS, ENDS, Look, end_of
from rlm_tui.ui.style.glyphs import Glyphs
from rlm_tui.ui.text.lines import Line, Span, cut, line, plain, spread, wrap
from rlm_tui.wording import both_models, count, doubt_of

if TYPE_CHECKING:
    from rlm_tui.storage.base import Hit, SessionSummary
    from rlm_tui.ui.saved.rows import SavedRow

_WHEN = 13
_STATE = 14
_NODES = 6
_COST = 8
_DAY_S = 86_400
_CONTEXT, _SHORT_CONTEXT = 20, 12
_ROOMY = 72
"""From this width on a row has room for the number of nodes."""

Ends: TypeAlias = Literal["nodes", "context"]
"""What a row ends with: number of nodes and cost, or what was asked about."""

STATES: dict[str, str] = {
    "answered": "answered",
    "forced": "answered with what there was when the iterations ran out",
    "stopped": "stopped by you",
    "limit": "ended by a limit, without an answer",
    "failed": "failed",
    "interrupted": "interrupted; what is recorded is kept",
    "running": "running in another window",
}
"""Each status in words."""


def saved_line(
    row: SavedRow, width: int, look: Look, *, cursor: bool, ends: Ends = "nodes"
) -> Line:
    """One row of the list in `width` cells."""
    if row.hit is not None:
        return _hit_line(row.hit, width, look, cursor=cursor)
    return session_line(row, width, look, cursor=cursor, ends=ends)


def _hit_line(hit: Hit, width: int, look: Look, *, cursor: bool) -> Line:
    from rlm_tui.storage.base import place_of  # when something was looked for

    glyphs = look.glyphs
    before, _, rest = hit.snippet.partition("\x02")
    found, _, after = rest.replace("\x02", "").partition("\x03")
    text = (
        Span(_shown(before, glyphs)),
        Span(_shown(found, glyphs), "strong"),
        Span(_shown(after.replace("\x03", ""), glyphs)),
    )
    mark = glyphs.cursor if cursor else " "
    front = (Span(f" {mark}     ", "strong"), Span(f"{place_of(hit)}  ", "muted"))
    return cut((*front, *text), width, ellipsis=glyphs.ellipsis)


def _shown(text: str, glyphs: Glyphs) -> str:
    """Text of a snippet on one line; spaces at its ends are kept."""
    return safe(text.replace("\n", " "), ascii_only=glyphs.is_ascii)


def session_line(
    row: SavedRow, width: int, look: Look, *, cursor: bool, ends: Ends = "nodes"
) -> Line:
    """One saved session in `width` cells; a branch is indented by its level."""
    glyphs, summary = look.glyphs, row.summary
    state = state_span(summary, glyphs)
    front = (
        Span(f" {glyphs.cursor if cursor else ' '} ", "strong"),
        Span(when(summary.created_at, look.now).ljust(_WHEN), "muted"),
        Span(state.text.ljust(_STATE), state.style),
    )
    cost = in_column(cost_of(summary))
    right = Span(_numbers(str(summary.nodes), cost, width))
    if ends == "context":
        room = _CONTEXT if width >= _ROOMY else _SHORT_CONTEXT
        name = cut(line(safe_line(summary.context)), room, ellipsis=glyphs.ellipsis)
        right = Span(f"{plain(name)} ", "muted")
    return spread(
        (*front, *_question(row, glyphs)),
        (right,),
        width,
        ellipsis=glyphs.ellipsis,
    )


def filter_words(width: int) -> str:
    """What the empty line of the filter says."""
    such = "cost>1 state:done model:gpt-5*" if width >= _ROOMY else "cost>1"
    return f"words in any session, or a filter such as {such}"


def head_line(width: int) -> Line:
    """What the columns are."""
    left = f"   {'when'.ljust(_WHEN)}{'state'.ljust(_STATE)}question"
    right = _numbers("nodes", "cost", width)
    return spread(line(Span(left, "muted")), line(Span(right, "muted")), width)


def _numbers(nodes: str, cost: str, width: int) -> str:
    first = nodes.rjust(_NODES) if width >= _ROOMY else ""
    return f"{first}{cost.rjust(_COST)} "


def _question(row: SavedRow, glyphs: Glyphs) -> Line:
    """What was asked; of a branch that asks the same, where it left its parent."""
    summary = row.summary
    mark = (Span("* ", "key"),) if summary.marked else ()
    title = safe_line(summary.title or summary.question, ascii_only=glyphs.is_ascii)
    if not summary.parent:
        return (*mark, Span(title))
    branch = Span(f"{'  ' * row.level}{glyphs.branch} ", "edited")
    if row.level == 0 or row.is_asked:
        return (branch, *mark, Span(title))
    after = f" after event {summary.parent_seq}" if summary.parent_seq else ""
    own = f": {title}" if summary.title else ""
    return (branch, *mark, Span(f"branch{after}{own}"))


def state_span(summary: SessionSummary, glyphs: Glyphs) -> Span:
    """Mark and word for how the session stands."""
    if summary.waiting and summary.status in ("interrupted", "running"):
        return Span(f"{glyphs.held} {summary.waiting} waiting", "held")
    if summary.status not in ENDS:
        return Span(f"{glyphs.calling} {summary.status}", "busy")
    mark, word, style = end_of(summary.status, summary.confidence)
    return Span(f"{getattr(glyphs, mark)} {word.lower()}", style)


def cost_of(summary: SessionSummary) -> str:
    """What it cost."""
    return spent(summary.cost)


def bytes_in_words(size: int) -> str:
    """Such as `18.4 MB`."""
    for unit, scale in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= scale:
            return f"{size / scale:.1f} {unit}"
    return f"{size} bytes"


def kept_line(database: str, size: int, width: int, glyphs: Glyphs) -> Line:
    """Where sessions are kept, and how much room they take, which is never cut."""
    left = line(Span(f" kept in {safe_line(database)}", "muted"))
    right = line(Span(f"{bytes_in_words(size)} " if size else "", "muted"))
    return spread(left, right, width, ellipsis=glyphs.ellipsis)


def when(at: float, now: float) -> str:
    """Local time: today and this week by the hour, before that by the day."""
    then, today = time.localtime(at), time.localtime(now)
    days = _midnight(today) - _midnight(then)
    if days == 0:
        return time.strftime("today %H:%M", then)
    if 0 < days < 7:
        return time.strftime("%a %H:%M", then)
    return time.strftime("%d %b" if then.tm_year == today.tm_year else "%Y-%m-%d", then)


def _midnight(moment: time.struct_time) -> int:
    """Days since the epoch by the calendar of that place."""
    return round((time.mktime(moment) + moment.tm_gmtoff) // _DAY_S)


def summary_title(summary: SessionSummary, look: Look) -> str:
    """When, about what and by which models."""
    models = both_models(summary.model, summary.sub_model)
    parts = (when(summary.created_at, look.now), safe_line(summary.context), models)
    return f" {look.glyphs.dot} ".join(part for part in parts if part)


def summary_lines(
    summary: SessionSummary,
    width: int,
    look: Look,
    *,
    deeds: Sequence[Deed] = (),
    live: str = "",
) -> list[Line]:
    """The selected session: question, state in words, what waits, what a person
    decided, answer so far.

    `live` is the session that runs in this window.
    """
    is_ascii = look.glyphs.is_ascii
    dot = f" {look.glyphs.dot} "
    facts = dot.join(
        (
            count(summary.nodes, "node"),
            count(summary.calls, "model call"),
            cost_of(summary),
            summary.id,
            *((f"branch of {summary.parent}",) if summary.parent else ()),
        )
    )
    question = wrap(
        line(Span(safe_line(summary.question, ascii_only=is_ascii), "strong")), width
    )
    return [
        *(cut(row, width, ellipsis=look.glyphs.ellipsis) for row in question[:2]),
        *wrap(line(_state_in_words(summary, live)), width),
        *wrap(line(Span(facts, "muted")), width),
        *_deed_lines(deeds, width, look),
        *_note_lines(summary, width, is_ascii=is_ascii),
        *_answer_lines(summary, width, is_ascii=is_ascii),
    ]


def _deed_lines(deeds: Sequence[Deed], width: int, look: Look) -> list[Line]:
    said = deeds_in_words(deeds)
    if not said:
        return []
    text = safe_line(said, ascii_only=look.glyphs.is_ascii)
    return wrap(line(Span("you  ", "muted"), Span(text)), width)


def _note_lines(summary: SessionSummary, width: int, *, is_ascii: bool) -> list[Line]:
    if not summary.note:
        return []
    note = safe_line(summary.note, ascii_only=is_ascii)
    return wrap(line(Span("note  ", "muted"), Span(note)), width)[:2]


def _state_in_words(summary: SessionSummary, live: str) -> str:
    state = STATES.get(summary.status, summary.status)
    if summary.status in ANSWERS:
        state += doubt_of(summary.confidence)
    if summary.id == live:
        state = with_keys("live in this window: {list.open} goes back to it")
    if not summary.waiting:
        return state
    verb = "waits" if summary.waiting == 1 else "wait"
    return f"{state}; {count(summary.waiting, 'step')} {verb} for your decision"


def _answer_lines(summary: SessionSummary, width: int, *, is_ascii: bool) -> list[Line]:
    if not summary.answer:
        return [line(Span("no answer yet", "muted"))]
    return [
        row
        for text in safe(summary.answer.strip(), ascii_only=is_ascii).split("\n")
        for row in wrap(line(text), width)
    ]
