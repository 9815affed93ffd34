"""What a folded row tells of the nodes that it hides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from rlm_tui.domain.session import URGENCY, Node, Session, ancestors
from rlm_tui.ui.labels.look import STYLE_OF, Look
from rlm_tui.ui.rows.jumps import failure_in
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


def below_node(node: Node, glyphs: Glyphs) -> Line:
    """What a folded node hides: the nodes below it, and turns whose code failed."""
    below = Counter(node.below)
    if node.kind == "rlm":
        below["failed"] += sum(failure_in(turn) is not None for turn in node.iterations)
    return counts(below, glyphs)


def below_turn(session: Session, row: Row, look: Look) -> Line:
    """What a folded iteration, or block of it, hides: whether of it was edited, and
    in which states."""
    children = children_of(session, row)
    nodes = [session.nodes[child] for child in children]
    # A batch only stands for its elements.
    below: Counter[str] = Counter(
        [node.state for node in nodes if node.kind != "batch"]
    )
    for node in nodes:
        if node.below:
            below.update(node.below)
    changed = session.edited | look.above_edits
    is_edited = bool(changed) and not changed.isdisjoint(children)
    edited = (Span(f" {look.glyphs.edited}", "edited"),) if is_edited else ()
    return (*edited, *counts(below, look.glyphs))
