"""What the detail pane is about, and what it needs to show it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from rlm_tui.domain.decisions import Gate
from rlm_tui.domain.session import Node, Session, Ticket
from rlm_tui.domain.text import Text
from rlm_tui.domain.turns import Execution, Iteration
from rlm_tui.sanitize import safe
from rlm_tui.ui.desk.run import Desk
from rlm_tui.ui.labels.row_states import turn_of
from rlm_tui.ui.style.glyphs import Glyphs
from rlm_tui.ui.text.lines import unstyled
from rlm_tui.ui.text.long import MIN_CHARS, LongText
from rlm_tui.ui.text.markdown.passage import MarkdownText
from rlm_tui.ui.text.paragraphs import Shown

Tab: TypeAlias = Literal["prompt", "reasoning", "code", "output", "vars", "events"]
TABS: tuple[Tab, ...] = ("prompt", "reasoning", "code", "output", "vars", "events")

TAB_OF: dict[Gate, Tab] = {
    "call": "prompt",
    "query": "prompt",
    "exec": "code",
    "result": "output",
    "final": "output",
    "limit": "prompt",
    "error": "prompt",
}
"""The tab in which a ticket's text is shown."""

HEAD_CHARS = 200_000
TAIL_CHARS = 50_000
"""Where a text that is longer than both is compared, its middle is left out."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What the detail pane is about."""

    session: Session
    node: Node
    turn: Iteration | None
    """The selected iteration, or the newest one of the selected node."""
    is_turn: bool
    """Whether an iteration's row is selected and not the node's."""
    ticket: Ticket | None
    """The ticket that waits there, or the last one that did."""
    answer: str | None
    """What the person wrote to answer with, not used yet."""
    glyphs: Glyphs
    read: Callable[[Text], str]
    shows_diff: bool = True
    """Whether an edit is shown against its original."""
    block: int | None = None
    """Of which block of the iteration alone, if one's row is selected."""
    as_written: bool = False
    """Whether Markdown is shown as it was written."""

    @property
    def executions(self) -> tuple[Execution, ...]:
        """The blocks that have begun: of the iteration, or the selected one alone."""
        ran = self.turn.executions if self.turn is not None else ()
        return tuple(one for one in ran if self.block in (None, one.block))

    def reply(self, text: str) -> list[Shown]:
        """A reply that is there as a whole."""
        if self.as_written:
            return self.shown(text)
        return [MarkdownText(text, self.glyphs)]

    def shown(self, text: str, style: str = "") -> list[Shown]:
        """A text as a part of a document."""
        if len(text) < MIN_CHARS:
            return [*unstyled(self.clean(text), style)]
        return [LongText(text, style, self.glyphs.is_ascii)]

    def clean(self, text: str) -> list[str]:
        """The lines of a text, safe to draw; of a very long one both its ends."""
        text = safe(_bounded(text), ascii_only=self.glyphs.is_ascii)
        return text.removesuffix("\n").split("\n")


def _bounded(text: str) -> str:
    if len(text) <= HEAD_CHARS + TAIL_CHARS:
        return text
    hidden = len(text) - HEAD_CHARS - TAIL_CHARS
    middle = f"\n\n({hidden:,} characters are not shown here)\n\n"
    return text[:HEAD_CHARS] + middle + text[-TAIL_CHARS:]


def subject_of(
    session: Session,
    desk: Desk,
    *,
    glyphs: Glyphs,
    read: Callable[[Text], str],
    shows_diff: bool = True,
    as_written: bool = False,
) -> Subject | None:
    """What is selected, with the ticket that waits or waited there."""
    row = desk.selected
    node = session.nodes.get(row.node) or session.root
    if node is None:
        return None
    ticket = _ticket_at(session, desk, node)
    return Subject(
        session=session,
        node=node,
        turn=turn_of(node, row.iteration),
        is_turn=row.iteration is not None,
        block=row.block,
        ticket=ticket,
        answer=desk.answers.get(ticket.id) if ticket is not None else None,
        glyphs=glyphs,
        read=read,
        shows_diff=shows_diff,
        as_written=as_written,
    )


def _ticket_at(session: Session, desk: Desk, node: Node) -> Ticket | None:
    """The shown ticket; else the last one of the row, if it was decided."""
    shown = session.tickets.get(desk.shown) if desk.shown is not None else None
    if shown is not None and shown.node == node.id:
        return shown
    if node.kind == "rlm" and desk.selected.iteration is None:
        return None
    found = desk.recorded(session)
    return None if found is not None and found.is_open else found
