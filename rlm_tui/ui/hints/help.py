"""What the help screen says, made from the key table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeAlias

from rlm_tui.ui.keys.key import TITLES, Key, Where
from rlm_tui.ui.keys.keymap import LIVE, keys_told, with_keys
from rlm_tui.ui.style.glyphs import Glyphs
from rlm_tui.ui.text.lines import Line, Span, line

Told: TypeAlias = tuple[str, str]
"""A key by its id, and what it does just here; empty: what it always does."""


@dataclass(frozen=True, slots=True)
class HelpTopic:
    """What help says first on a screen."""

    title: str = "the keys"
    intro: str = ""
    groups: tuple[Where, ...] = ("anywhere",)
    now: tuple[Told, ...] = ()
    """The keys that matter most in the state one is in; told before all others."""
    is_review: bool = False
    """Whether some of them are meant as over a saved session."""


WORDS = (
    "An iteration is one turn of a model: it thinks, writes code, the code runs, "
    "and it reads what came out.",
    "A sub-query is a question that this code sends to another model call, "
    "usually about a part of the text.",
    "A node is one model at work on one question, or one call of a tool; what it asks "
    "lies below it in the tree. 0.2 is the second that the root, 0, has asked.",
    "The line below the panes says where one is: d1 is one RLM below the root (depth 1 "
    "of 2: of at most two), it 2/20 the second of at most 20 iterations; it 5 (new "
    "2/20) the fifth in all, the second since you asked on.",
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


_OF_THE_RUN = frozenset({"text.open", "text.left"})
"""Keys of a text that lead nowhere where it is not the detail pane of the run."""


def help_lines(topic: HelpTopic, glyphs: Glyphs, *, shows_all: bool) -> list[Line]:
    """One page of help: the keys that matter most, the marks, and the rest."""
    return _everything(topic, glyphs) if shows_all else _this_pane(topic, glyphs)


def _this_pane(topic: HelpTopic, glyphs: Glyphs) -> list[Line]:
    lines: list[Line] = [()]
    if topic.intro:
        lines += [line(Span(topic.intro, "strong")), ()]
    now = {verb for verb, _ in topic.now}
    if "view" not in topic.groups:
        now |= _OF_THE_RUN
    listed = [
        _group(TITLES[group], [key for key in keys_told(group) if key.id not in now])
        for group in topic.groups
    ]
    if topic.now:
        told = [_told(verb, said, topic) for verb, said in topic.now]
        listed.insert(0, _group("Now", told))
    listed[1:1] = [_marks(glyphs), _words()]
    return [*lines, *(row for part in listed for row in part), _leaving()]


def _told(verb: str, said: str, topic: HelpTopic) -> Key:
    """A key with what it does in the state that the topic is about."""
    key = LIVE[verb]
    if topic.is_review:
        key = key.in_review or key
    return replace(key, help=said) if said else key


def _everything(topic: HelpTopic, glyphs: Glyphs) -> list[Line]:
    """All keys: those of the screen that help was asked for on come first."""
    order = dict.fromkeys((*topic.groups, *TITLES))
    groups = (
        _group(TITLES[group], keys_told(group), shows_ids=True) for group in order
    )
    parts = (*groups, _marks(glyphs), _words())
    return [(), *(row for part in parts for row in part), _leaving()]


def _group(title: str, keys: Iterable[Key], *, shows_ids: bool = False) -> list[Line]:
    lines: list[Line] = []
    for key in keys:
        names = f"  {key.all_shown}  ".ljust(KEY_COLUMN)
        known_as = f"  {key.id}" if shows_ids else ""
        lines.append(line(Span(names, "key"), Span(key.help), Span(known_as, "muted")))
    return [line(Span(title, "title")), *lines, ()] if lines else []


def _words() -> list[Line]:
    return [line(Span("Words", "title")), *(line(text) for text in WORDS), ()]


def _leaving() -> Line:
    return line(Span(with_keys(LEAVING), "muted"))


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
            (glyphs.marked, "you marked", "key"),
            (glyphs.noted, "you noted", "key"),
        ),
        (
            (glyphs.warning, "a warning", "held"),
            (glyphs.replayed, "replayed, free", "done"),
            (glyphs.unknown, "interrupted", "held"),
            (glyphs.branch, "branch", "edited"),
        ),
    )
    drawn = (
        tuple(
            span
            for mark, word, style in row
            for span in (Span(f"  {mark}", style), Span(f" {word}"))
        )
        for row in rows
    )
    return [line(Span("Marks", "title")), *drawn, ()]
