"""The text of a tree row of one block of code."""

from __future__ import annotations

from rlm_tui.domain.session import Node, NodeState, Session, Ticket
from rlm_tui.domain.turns import Execution
from rlm_tui.sanitize import safe_line
from rlm_tui.ui.labels.folded import below_turn
from rlm_tui.ui.labels.look import STYLE_OF, Look
from rlm_tui.ui.labels.row_states import block_of, turn_of
from rlm_tui.ui.rows.tree import Row
from rlm_tui.ui.text.lines import Line, Span
from rlm_tui.wording import count, reason_in, whole_seconds


def block_text(
    session: Session, row: Row, state: NodeState, look: Look, *, is_wide: bool
) -> Line:
    """What came of a block."""
    node = session.nodes[row.node]
    block = block_of(turn_of(node, row.iteration), row.block or 0)
    head = [Span(f"block {row.block}")]
    if block is not None and block.proposed is not None:
        head.append(Span(f" {look.glyphs.edited}", "edited"))
    if row.is_folded:
        said = below_turn(session, row, look)
    else:
        style = "muted" if state == "done" else STYLE_OF[state]
        word = _word(node, row, state, block, look)
        word = word if is_wide else word.removesuffix(" out")
        said = (Span(f"  {word}", style),)
    return (*head, *said)


def _word(
    node: Node, row: Row, state: NodeState, block: Execution | None, look: Look
) -> str:
    ticket = look.waiting.get(node.id)
    if ticket is not None and waits_at(row, ticket):
        return f"WAIT {ticket.gate}"
    if block is None:
        return "queued" if state == "queued" else "did not run"
    if block.status is None:
        return _so_far(block, state, look.now)
    if block.error:
        return reason_in(block.error)
    if block.status != "ok" and state != "done":
        return safe_line(block.status)
    chars = block.stdout.chars if block.stdout is not None else 0
    return f"{count(chars, 'char')} out" if chars else "no output"


def _so_far(block: Execution, state: NodeState, now: float) -> str:
    """What is said of a block that has not ended; what it asked for tells the rest."""
    if state == "executing":
        return f"runs for {whole_seconds(now - block.started_at)}"
    return "cut" if state == "aborted" else "waits"


def waits_at(row: Row, ticket: Ticket) -> bool:
    """Whether a ticket of the row's node waits at this block, before it or after."""
    is_there = (ticket.iteration, ticket.block) == (row.iteration, row.block)
    return is_there and ticket.gate in ("exec", "result")
