"""The header and the status line."""

from __future__ import annotations

from dataclasses import dataclass

from rlm_tui.domain.money import FREE, cost_so_far, money
from rlm_tui.domain.session import Node, Session, ancestors
from rlm_tui.insight.scope import owner_of
from rlm_tui.sanitize import safe_line
from rlm_tui.ui.labels.tickets import state_chip
from rlm_tui.ui.rows.limits import turns_made
from rlm_tui.ui.rows.rules import holds_off, rule_counts
from rlm_tui.ui.style.glyphs import Glyphs
from rlm_tui.ui.text.estimates import estimate
from rlm_tui.ui.text.lines import (
    Line,
    Span,
    cut,
    line,
    plain,
    screen_title,
    spread,
    width_of,
    wrap,
)
from rlm_tui.wording import (
    both_models,
    clock_time,
    pause_reason,
    tokens,
    whole_seconds,
)

_NARROW = 80
_WIDE = 100
_WIDEST = 160
_LEAST_NAMED = 44
"""Cells that the names of context and question keep beside a picture."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the two lines tell beside the session."""

    glyphs: Glyphs
    now: float
    is_review: bool = False
    position: str = ""
    """Where in a saved session one is, such as `event 12 of 40`."""
    spending: Line = ()
    """What the calls used, as a picture; left out where it would crowd the rest."""


def header_line(session: Session, width: int, standing: Standing) -> Line:
    """File, question, and the state of the run."""
    glyphs = standing.glyphs
    name = safe_line(session.context.label or session.id or "session")
    left = [*screen_title(name)]
    if width >= _WIDE:
        question = safe_line(session.question.preview[:300])
        left.append(Span(f" {glyphs.dot} {question}"))
    chip = state_chip(session, glyphs)
    right = [Span("REVIEW  ", "key")] if standing.is_review else []
    flying = ""
    if width >= _WIDE and session.in_flight and "in flight" not in chip.text:
        flying = f" {glyphs.dot} {session.in_flight} in flight"
    right += [chip, Span(flying, "muted"), Span(" ")]
    if width - width_of(right) - width_of(standing.spending) >= _LEAST_NAMED:
        right = [*standing.spending, Span("  "), *right]
    return spread(tuple(left), tuple(right), width, ellipsis=glyphs.ellipsis)


NOTE_ROWS = 4
"""Of a message that is longer than a line."""


def note_rows(
    said: Span, saved_at: float, width: int, *, most: int = NOTE_ROWS
) -> list[Line]:
    """The message line; a longer message has as many rows as it needs, up to a few."""
    if width_of((said,)) < width:
        return [note_line(said, saved_at, width)]
    rows = wrap(line(said), width - 1)
    if len(rows) > most:
        rows = wrap(line(said), width - 3)[:most]
        rows[-1] = (Span(f"{plain(rows[-1]).rstrip()} …", said.style),)
    return [line(" ", *row) for row in rows]


def note_line(said: Span, saved_at: float, width: int) -> Line:
    """The message line: what was said, and when the last event was saved."""
    saved = f"saved {clock_time(saved_at)} " if saved_at else ""
    left = line(" ", said)
    right = line(Span(saved, "muted")) if len(saved) < width - width_of(left) else ()
    return spread(left, right, width)


def window_title(session: Session, glyphs: Glyphs) -> str:
    """What the terminal's window is called, such as `rlm ◆2 contract.md`."""
    name = safe_line(session.context.label, ascii_only=glyphs.is_ascii)
    waiting = len(session.waiting) if session.status is None else 0
    mark = f"{glyphs.held}{waiting}" if waiting else state_chip(session, glyphs).text[0]
    return f"rlm {mark} {name}".strip()


def status_line(session: Session, node: Node, width: int, standing: Standing) -> Line:
    """State with its reason, where one is, and what was spent."""
    right = _spent(session, width, standing)
    room = width - width_of(right) - 1
    left = [Span(" "), _short_state(session, standing, is_wide=width >= _WIDE)]
    facts = _facts(session, node, width, standing)
    if width >= _WIDE and session.isolation:
        confined = _confinement(session.isolation)
        facts.insert(1 if confined.style == "failed" else len(facts), confined)
    for fact in facts:
        if width_of(left) + 2 + width_of((fact,)) <= room:
            left += [Span("  "), fact]
    return spread(
        cut(tuple(left), room, ellipsis=standing.glyphs.ellipsis), right, width
    )


def _short_state(session: Session, standing: Standing, *, is_wide: bool) -> Span:
    chip = state_chip(session, standing.glyphs)
    if standing.is_review:
        return Span(f"REVIEW {standing.position}".rstrip(), "key")
    if session.status is None and session.intent == "pause" and not session.in_flight:
        reason = pause_reason(session).removeprefix("after ").removeprefix("by ")
        return Span(f"{chip.text.split(' (')[0]}({reason})", chip.style)
    word, _, more = chip.text.partition(f" {standing.glyphs.dot} ")
    return Span(f"{word} {more}".rstrip() if is_wide else word, chip.style)


def _confinement(isolation: str) -> Span:
    """How the code is confined, short; in alarm where it is not."""
    word = isolation.split(":")[0]
    return Span(word, "failed" if word.isupper() else "muted")


def _facts(session: Session, node: Node, width: int, standing: Standing) -> list[Span]:
    steps = [*reversed(ancestors(node.id)), node.id]
    path = f" {standing.glyphs.cursor} ".join(steps[-4:])
    owner = node if node.kind == "rlm" else owner_of(session, node)
    turns = "" if owner is None else turns_of(session, owner, is_wide=width >= _WIDE)
    facts = [Span(path), Span(f"d{node.depth}")]
    if turns:
        facts.append(Span(turns))
    if session.rules:
        style = "held" if holds_off(session.rules) else ""
        facts.append(Span(f"rules {rule_counts(session.rules)}", style))
    facts += [Span(f"{standing.glyphs.paused} {latch}") for latch in session.latches]
    if width >= _WIDEST:
        facts.append(Span(both_models(session.model, session.sub_model)))
    if width >= _WIDE and session.sub_queries:
        asked = f"sub-queries {session.sub_queries}/{session.limits.max_llm_calls}"
        facts.append(Span(asked))
    if width >= _WIDEST:
        facts.append(Span(session.id, "muted"))
    return facts


def turns_of(session: Session, owner: Node, *, is_wide: bool) -> str:
    """Which turn a node is at, of how many since what was asked last."""
    made, most = turns_made(session, owner), session.limits.max_iterations
    if made <= 0:
        return ""
    if made == len(owner.turns):
        return f"it {made}/{most}"
    share = f"{made}/{most} since you asked" if is_wide else f"new {made}/{most}"
    return f"it {owner.turns[-1]} ({share})"


def _spent(session: Session, width: int, standing: Standing) -> Line:
    usage, limit = session.usage, session.limits.max_cost
    cost = cost_so_far(session)
    if limit is not None and cost != FREE:
        cost += f"/{money(limit).removeprefix('$')}"
    out = session.out_cost
    if out:
        more = " in flight" if width >= _WIDE else ""
        cost += f" + {estimate(out, standing.glyphs)}{more}"
    wide = width >= _WIDE
    parts = [cost]
    if wide:
        most = session.limits.max_tokens if width >= _WIDEST else None
        of_most = f"/{tokens(most)}" if most is not None else ""
        parts.append(f"{tokens(usage.total_tokens)}{of_most} tok")
    parts.append(f"{_time_of(session, width, standing.now)} ")
    style = "held" if limit and usage.cost >= 0.8 * limit else ""
    return line(Span("  ".join(parts), style))


def _time_of(session: Session, width: int, now: float) -> str:
    """How long it took; where there is little room, what counts for the limit first."""
    active, parked = session.active_at(now), session.parked_at(now)
    if parked < 1:
        return whole_seconds(active)
    waited = whole_seconds(parked)
    if width >= _WIDE:
        return f"{whole_seconds(active + parked)} (parked {waited})"
    more = f"+{waited} parked" if width >= _NARROW else ""
    return f"{whole_seconds(active)}{more}"
