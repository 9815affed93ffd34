"""The text of a row of the waiting queue."""

from __future__ import annotations

from collections.abc import Sequence

from rlm_tui.domain.session import Session, Ticket
from rlm_tui.ui.labels.look import Look
from rlm_tui.ui.labels.rows import WIDE
from rlm_tui.ui.rows.stops import Stop
from rlm_tui.ui.text.estimates import estimate
from rlm_tui.ui.text.lines import Line, Span, spread, width_of
from rlm_tui.wording import reason_of, short_model, tokens, whole_seconds


def queue_title(stops: Sequence[Stop], shown: str | None) -> str:
    """Which of how many is shown; where one stands for a batch, they are called so."""
    ids = [stop.id for stop in stops]
    place = f"{ids.index(shown) + 1} of " if shown in ids else ""
    stop = "stop " if queue_subtitle(stops) else ""
    return f"Waiting {stop}{place}{len(stops)}"


def queue_subtitle(stops: Sequence[Stop]) -> str:
    """How much there is to decide, where that is more than there are rows."""
    tickets = sum(len(stop.tickets) for stop in stops)
    return f"{tickets} decisions in all" if tickets > len(stops) else ""


def queue_line(
    session: Session, stop: Stop, width: int, look: Look, *, cursor: bool
) -> Line:
    """A ticket, or a whole batch, in one row."""
    if stop.batch is None:
        return _ticket_line(stop.first, width, look, cursor=cursor)
    return _batch_line(session, stop, width, look, cursor=cursor)


def _front(name: str, look: Look, *, cursor: bool) -> Line:
    glyphs = look.glyphs
    return (
        Span(glyphs.cursor if cursor else " ", "strong"),
        Span(glyphs.held, "held"),
        Span(f" {name} ", "strong"),
    )


def _ticket_line(ticket: Ticket, width: int, look: Look, *, cursor: bool) -> Line:
    glyphs = look.glyphs
    front = (*_front(ticket.node, look, cursor=cursor), Span(f"{ticket.gate} "))
    edited = Span(f"{glyphs.edited} ", "edited") if ticket.edit else Span("")
    is_call = ticket.gate in ("call", "query")
    cost = estimate(ticket.cost, glyphs) if is_call else ""
    facts = Span(f"{cost} ", "muted")
    if width >= WIDE:
        waits = Span(whole_seconds(look.now - ticket.raised_at))
        model = Span(f"{short_model(ticket.model)} ", "muted")
        left, right = (*front, edited, model), (facts, waits)
        size = f"{tokens(ticket.input_tokens)} tok  " if ticket.input_tokens else ""
        return _spread_with(left, size, right, width)
    left = (*front, edited)
    room = width - width_of(left) - width_of((facts,)) - 1
    reason = reason_of(ticket)
    said = next((said for said in _shorter(reason) if len(said) <= room), "")
    left = (*left, Span(said, "muted"))
    return spread(left, (facts,), width, ellipsis=glyphs.ellipsis)


def _shorter(reason: str) -> tuple[str, ...]:
    """Why it is held: such as a rule with its words, and its number alone."""
    return reason, reason.partition(":")[0]


def _batch_line(
    session: Session, stop: Stop, width: int, look: Look, *, cursor: bool
) -> Line:
    node = session.nodes[stop.batch or ""]
    total = node.elements or len(node.children)
    front = _front(node.id, look, cursor=cursor)
    what = "batch " if width >= WIDE else ""
    words = Span(f"{what}{len(stop.tickets)} of {total} ")
    cost = Span(f"{stop.estimates.says(look.glyphs)} ", "muted")
    if width < WIDE:
        return spread((*front, words), (cost,), width, ellipsis=look.glyphs.ellipsis)
    waits = Span(whole_seconds(look.now - stop.first.raised_at))
    size = f"{tokens(stop.input_tokens)} tok "
    return _spread_with((*front, words), size, (cost, waits), width)


def _spread_with(left: Line, size: str, right: Line, width: int) -> Line:
    """With how much would be sent, where there is room for it."""
    with_size = (Span(size, "muted"), *right)
    fits = width_of(left) + width_of(with_size) < width
    return spread(left, with_size if fits else right, width)
