"""What the help screen says, made from the key table."""

from __future__ import annotations

from dataclasses import dataclass

from rlm_tui.ui.keys.key import TITLES, Where
from rlm_tui.ui.keys.keymap import keys_told, with_keys
from rlm_tui.ui.style.glyphs import Glyphs
from rlm_tui.ui.text.lines import Line, Span, line


@dataclass(frozen=True, slots=True)
class HelpTopic:
    """What help says first on a screen."""

    title: str = "the keys"
    intro: str = ""
    groups: tuple[Where, ...] = ("anywhere",)


WORDS = (
    "An iteration is one turn of a model: it thinks, writes code, the code runs, "
    "and it reads what came out.",
    "A sub-query is a question that this code sends to another model call, "
    "usually about a part of the text.",
    "A node is one model at work on one question, or one call of a tool; what it asks "
    "lies below it in the tree. 0.2 is the second that the root, 0, has asked.",
    "The line below the panes says where one is: d1 is one RLM below the root, it 2/20 "
    "the second of at most 20 iterations.",
    "A gate is a point at which the run can stop for you: before a model call (call), "
    "code (exec) or a sub-query, before a result or the answer is taken, at a limit or "
    "an error. A ticket is what waits there.",
)

LEAVING = (
    "Stuck? {run.command} takes every verb as a word, {line.complete} completes it. "
    "{app.leave} goes back, {app.quit} leaves and keeps everything; "
    "{app.back} never stops the run. "
    "shift+drag (option+drag on macOS) selects text with the mouse. "
    "{app.suspend} suspends; in a text box ctrl+z is undo."
)


KEY_COLUMN = 16
"""Cells before the sentence of a key."""


def help_lines(topic: HelpTopic, glyphs: Glyphs, *, shows_all: bool) -> list[Line]:
    """One page of help: the keys that matter most, the marks, and the rest."""
    groups = tuple(TITLES) if shows_all else topic.groups
    lines: list[Line] = [(), line(Span(topic.intro, "strong")), ()]
    if shows_all or not topic.intro:
        lines = [()]
    marks = [line(Span("Marks", "title")), *_marks(glyphs), ()]
    listed = [_group(group, shows_ids=shows_all) for group in groups]
    listed.insert(len(listed) if shows_all else 1, marks)
    for part in listed:
        lines += part
    lines += [line(Span("Words", "title")), *(line(text) for text in WORDS), ()]
    return [*lines, line(Span(with_keys(LEAVING), "muted"))]


def _group(group: Where, *, shows_ids: bool) -> list[Line]:
    lines: list[Line] = [line(Span(TITLES[group], "title"))]
    for key in keys_told(group):
        names = f"  {key.all_shown} ".ljust(KEY_COLUMN)
        known_as = f"  {key.id}" if shows_ids else ""
        lines.append(line(Span(names, "key"), Span(key.help), Span(known_as, "muted")))
    return [*lines, ()]


def _marks(glyphs: Glyphs) -> list[Line]:
    rows = (
        (
            (glyphs.held, "waiting for you", "held"),
            (glyphs.calling, "model call", "busy"),
            (glyphs.running, "code running", "busy"),
            (glyphs.queued, "queued", "muted"),
            (glyphs.paused, "paused", "held"),
        ),
        (
            (glyphs.done, "done", "done"),
            (glyphs.failed, "failed or refused", "failed"),
            (glyphs.edited, "you edited", "edited"),
            (glyphs.answered, "you answered", "edited"),
            (glyphs.about, "estimate", "muted"),
        ),
        (
            (f"{glyphs.says}1", "words not sent yet", "edited"),
            ("*", "you marked", "key"),
            (";", "you noted", "key"),
        ),
        (
            ("!", "a warning", "held"),
            (glyphs.replayed, "replayed, free", "done"),
        ),
    )
    return [
        tuple(
            span
            for mark, word, style in row
            for span in (Span(f"  {mark}", style), Span(f" {word}"))
        )
        for row in rows
    ]
