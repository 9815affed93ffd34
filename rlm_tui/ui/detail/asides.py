"""What a person wrote beside a node: a note, and words for its model."""

from __future__ import annotations

from rlm_tui.ui.detail.subject import Subject
from rlm_tui.ui.text.lines import Span, line
from rlm_tui.ui.text.paragraphs import Shown


def aside_lines(subject: Subject) -> list[Shown]:
    """The note of a node and the words given to it, each with what became of it."""
    node, lines = subject.node, list[Shown]()
    if node.note:
        lines.append(line(Span("; your note", "title")))
        lines += [*subject.shown(subject.read(node.note), "edited"), ()]
    for said in node.guidance:
        is_sent = said.delivered_in is not None
        state = f"sent in it {said.delivered_in}" if is_sent else "not sent yet"
        style = "muted" if is_sent else "held"
        title = f"{subject.glyphs.says} you say, {state}"
        lines.append(line(Span(title, style)))
        lines += [*subject.shown(subject.read(said.text), "edited"), ()]
    return lines
