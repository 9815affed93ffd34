"""What the third column of a wide window tells: path, variables, rules, log."""

from __future__ import annotations

from collections.abc import Sequence

from rlm_tui.domain.events import Event
from rlm_tui.domain.money import cost_of
from rlm_tui.domain.session import Node, Session, ancestors
from rlm_tui.insight.scope import scope_of
from rlm_tui.sanitize import safe_line
from rlm_tui.ui.keys.keymap import with_keys
from rlm_tui.ui.labels.events import event_line
from rlm_tui.ui.labels.status import turns_of
from rlm_tui.ui.rows.rules import rule_line, rule_rows
from rlm_tui.ui.rows.variables import variable_lines
from rlm_tui.ui.style.glyphs import Glyphs
from rlm_tui.ui.text.lines import Line, Span, line, wrap
from rlm_tui.wording import node_kind, short_model

LOGGED = 60
"""Events in the column; the log tab has them all."""


def path_lines(session: Session, node: Node, glyphs: Glyphs) -> list[Line]:
    """The nodes from the root to one, each with its turn and its cost."""
    lines: list[Line] = []
    for depth, path in enumerate([*reversed(ancestors(node.id)), node.id]):
        found = session.nodes.get(path)
        if found is None:
            continue
        style = "strong" if path == node.id else ""
        is_rlm = found.kind == "rlm"
        turn = turns_of(session, found, is_wide=False) if is_rlm else found.state
        model = short_model(found.model) if found.model else ""
        front = f"{'  ' * depth}{glyphs.cursor if depth else ' '} {path} "
        facts = f"{node_kind(found)}  {model}  {turn}  {cost_of(found.total)}"
        lines.append(line(Span(f" {front}", style), Span(facts, "muted")))
    return lines


def scope_lines(session: Session, node: Node, glyphs: Glyphs, width: int) -> list[Line]:
    """The variables of a node, or of the node whose code asked for it, and of when
    they are, in rows of a width."""
    scope = scope_of(session, node)
    if not scope.owner:
        return []
    ascii_only = glyphs.is_ascii
    rows = variable_lines(scope.rows, (), ascii_only=ascii_only, mark=glyphs.edited)
    lines: list[Line] = [(), line(Span(f" variables of {scope.owner}", "title"))]
    if scope.said:
        said = safe_line(scope.said, ascii_only=ascii_only)
        lines += [(Span(" "), *row) for row in wrap(line(Span(said, "muted")), width)]
    return [*lines, *rows]


def side_rule_lines(session: Session) -> list[Line]:
    """The rules with their hits, and what is paused apart from the run."""
    rows = [(Span(" "), *rule_line(row)) for row in rule_rows(session)]
    none = line(Span(" no rules: nothing is stopped", "muted"))
    pauses = ", ".join(safe_line(str(latch)) for latch in session.latches) or "none"
    keys = with_keys(" {run.rule} adds one, {run.rules} edits them")
    below = (f" pauses: {pauses}", keys)
    return [*(rows or [none]), (), *(line(Span(said, "muted")) for said in below)]


def log_lines(events: Sequence[Event]) -> list[Line]:
    """The newest events, the last one first."""
    return [(Span(" "), *event_line(event)) for event in reversed(events[-LOGGED:])]
