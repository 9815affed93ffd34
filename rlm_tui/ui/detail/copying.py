"""What `y` copies: the text itself, without line numbers and wrapping."""

from __future__ import annotations

from rlm_tui.sanitize import safe
from rlm_tui.ui.detail.subject import TAB_OF, Subject, Tab
from rlm_tui.ui.text.paragraphs import Document


def copied_text(subject: Subject, tab: Tab, document: Document) -> str:
    """The text of a tab; control characters stay visible marks in the clipboard."""
    ticket, turn = subject.ticket, subject.turn
    if ticket is not None and ticket.is_open and tab == TAB_OF[ticket.gate]:
        return safe(subject.read(ticket.outgoing))
    if tab == "code" and turn is not None:
        blocks = [subject.read(execution.code) for execution in subject.executions]
        return safe("\n\n".join(blocks))
    if tab == "reasoning" and turn is not None and turn.reply is not None:
        texts = [subject.read(turn.reasoning), subject.read(turn.reply)]
        return safe("\n\n".join(text for text in texts if text))
    if tab == "output" and subject.node.answer is not None and not subject.is_turn:
        return safe(subject.read(subject.node.answer))
    return document.source
