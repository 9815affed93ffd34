"""The texts of the insight screen: messages, times, costs, and what was read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rlm_tui.domain.events_of_calls import Message
from rlm_tui.domain.money import cost_of, in_column
from rlm_tui.domain.session import Node, Session
from rlm_tui.domain.text import Text
from rlm_tui.domain.usage_by_model import usage_by_model
from rlm_tui.insight.costs import spending
from rlm_tui.insight.coverage import Coverage
from rlm_tui.insight.coverage_lines import ASCII_MARKS, MARKS, Look, Tone, said_of
from rlm_tui.insight.lanes import Doing, Lane
from rlm_tui.insight.messages import seen_at
from rlm_tui.sanitize import safe, safe_line
from rlm_tui.ui.style.glyphs import Glyphs
from rlm_tui.ui.text.lines import Line, Span, cut, line, unstyled
from rlm_tui.ui.text.long import MIN_CHARS, LongText
from rlm_tui.ui.text.paragraphs import Shown
from rlm_tui.wording import count, duration, short_model

NAMES: dict[Doing, str] = {
    "model": "model call",
    "code": "code",
    "waiting": "waiting for what it asked",
    "parked": "waiting for you",
}
STYLES: dict[Doing, str] = {
    "model": "busy",
    "code": "done",
    "waiting": "muted",
    "parked": "held",
}
_LANE_NAME = 12
_SECONDS = 8


@dataclass(frozen=True, slots=True)
class Sent:
    """Everything that a turn sent; what is new in it, and what is gone, is marked."""

    title: str
    lines: tuple[Shown, ...]
    news: int
    """The line at which it begins to differ from what the turn before sent."""


def sent_in(
    node: Node, number: int, read: Callable[[Text], str], glyphs: Glyphs
) -> Sent:
    """What an iteration sent."""
    seen = seen_at(node, number)
    if seen is None:
        none = line(Span("nothing was sent in this iteration", "muted"))
        return Sent(f"{node.id} iteration {number}", (none,), 0)
    title = (
        f"{node.id} iteration {number}: {len(seen.new)} new, {len(seen.gone)} gone, "
        f"{len(seen.kept)} as before; "
        f"{count(len(seen.kept) + len(seen.new), 'message')}, "
        f"{count(seen.chars, 'character')}"
    )
    lines: list[Shown] = []
    for message in seen.kept:
        lines += _message(message, " ", "muted", read, glyphs)
    news = len(lines)
    for message in seen.gone:
        lines += _message(message, "-", "removed", read, glyphs)
    for message in seen.new:
        lines += _message(message, "+", "added", read, glyphs)
    return Sent(title, tuple(lines), news)


def _message(
    message: Message,
    mark: str,
    style: str,
    read: Callable[[Text], str],
    glyphs: Glyphs,
) -> list[Shown]:
    title = f"{mark} {message.role}, {count(message.content.chars, 'character')}"
    whole = read(message.content)
    if len(whole) >= MIN_CHARS:
        long = LongText(whole, style, glyphs.is_ascii)
        return [line(Span(title, "title")), long, ()]
    body = safe(whole, ascii_only=glyphs.is_ascii).removesuffix("\n").split("\n")
    return [line(Span(title, "title")), *unstyled(body, style), ()]


def lane_lines(lanes: Sequence[Lane], width: int, glyphs: Glyphs) -> list[Line]:
    """A bar of time for each node."""
    if not lanes:
        return [line(Span("nothing has run yet", "muted"))]
    start = min(lane.start for lane in lanes)
    end = max(lane.end for lane in lanes)
    marks: dict[Doing, str] = {
        "model": glyphs.calling,
        "code": glyphs.running,
        "waiting": glyphs.rule,
        "parked": glyphs.held,
    }
    legend = [
        Span(f"{marks[doing]} {name}   ", STYLES[doing])
        for doing, name in NAMES.items()
    ]
    room = max(10, width - _LANE_NAME - 4 * _SECONDS - 1)
    titles = "".join(word.rjust(_SECONDS) for word in ("model", "code", "waits", "you"))
    took = f"{duration(end - start)} in all"
    head = f"{'node'.ljust(_LANE_NAME)}{took.ljust(room)}{titles}"
    lines: list[Line] = [tuple(legend), (), line(Span(head, "muted"))]
    for lane in lanes:
        cells = lane.cells(start, end, room)
        spans = [Span(f"{lane.node} {lane.kind}"[: _LANE_NAME - 1].ljust(_LANE_NAME))]
        spans += [
            Span(marks[cell], STYLES[cell]) if cell else Span(" ") for cell in cells
        ]
        spans += [Span(_seconds(lane.seconds(doing)), STYLES[doing]) for doing in NAMES]
        lines.append(tuple(spans))
    return lines


def _seconds(seconds: float) -> str:
    return (duration(seconds) if seconds >= 0.005 else "").rjust(_SECONDS)


def cost_lines(session: Session, width: int, glyphs: Glyphs) -> list[Line]:
    """What each model and each subtree used."""
    names = max(8, min(_NAMES, width - _NUMBERS))
    head = line(Span(_numbers("", "calls", "in", "out", "cost", names), "muted"))
    lines: list[Line] = [line(Span("by model", "title")), head]
    for model, usage in usage_by_model(session).items():
        cost = in_column(cost_of(usage))
        tokens = (f"{usage.input_tokens:,}", f"{usage.output_tokens:,}")
        name = short_model(model)
        lines.append(line(_numbers(name, str(usage.calls), *tokens, cost, names)))
    lines += [(), line(Span("by node, with all below it", "title")), head]
    for row in spending(session):
        node, total = row.node, row.node.total
        name = f"{'  ' * row.level}{node.id} {node.kind} {row.share:.0%}"
        cost = in_column(cost_of(total))
        tokens = (f"{total.input_tokens:,}", f"{total.output_tokens:,}")
        words = safe_line(node.prompt.preview, ascii_only=glyphs.is_ascii)
        numbers = _numbers(name, str(total.calls), *tokens, cost, names)
        told = Span(f"  {words}" if width - len(numbers) > _FEW else "", "muted")
        lines.append(cut(line(numbers, told), width, ellipsis=glyphs.ellipsis))
    return lines


_NAMES, _NUMBERS = 26, 36
"""Cells of the names, where there is room for them, and of all numbers."""

_FEW = 10
"""Cells in which the beginning of a prompt tells nothing."""


def _numbers(
    name: str, calls: str, read: str, written: str, cost: str, width: int
) -> str:
    return (
        f"{name[:width].ljust(width)}{calls.rjust(6)}{read.rjust(11)}"
        f"{written.rjust(10)}{cost.rjust(9)}"
    )


def coverage_lines(found: Coverage, width: int, glyphs: Glyphs) -> list[Line]:
    """Strips over the context, its parts, and what was never looked at."""

    def clean(text: str) -> str:
        return safe_line(text, ascii_only=glyphs.is_ascii)

    marks = ASCII_MARKS if glyphs.is_ascii else MARKS
    return [
        tuple(Span(text, _TONES[tone]) for text, tone in said)
        for said in said_of(found, Look(width, marks, clean))
    ]


_TONES: dict[Tone, str] = {
    "plain": "",
    "title": "title",
    "muted": "muted",
    "strong": "strong",
}
