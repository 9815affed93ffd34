"""What a folded row tells of the nodes that it hides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from rlm_tui.domain.session import URGENCY, Session, ancestors
from rlm_tui.ui.labels.look import STYLE_OF, Look
from rlm_tui.ui.rows.tree import Row, children_of
from rlm_tui.ui.style.glyphs import Glyphs
from rlm_tui.ui.text.lines import Line, Span


@lru_cache(maxsize=8)
def above(nodes: frozenset[str]) -> frozenset[str]:
    """All nodes above some."""
    return frozenset(up for node in nodes for up in ancestors(node))


def counts(below: Mapping[str, int], glyphs: Glyphs) -> Line:
    """How many nodes are in which state, most urgent first."""
    spans: list[Span] = []
    for state in URGENCY:
        number = below.get(state, 0)
        if number:
            spans.append(Span(f" {glyphs.of_state(state)}{number}", STYLE_OF[state]))
    return tuple(spans)


def below_turn(session: Session, row: Row, look: Look) -> Line:
    """What a folded iteration hides: whether of it was edited, and in which states."""
    below: Counter[str] = Counter()
    is_edited = False
    for child in children_of(session, row):
        node = session.nodes[child]
        if node.kind != "batch":  # it only stands for its elements
            below[node.state] += 1
        below.update(node.below)
        is_edited = is_edited or child in session.edited or child in look.above_edits
    edited = (Span(f" {look.glyphs.edited}", "edited"),) if is_edited else ()
    return (*edited, *counts(below, look.glyphs))
