"""Several results for the same question, side by side; one of them is handed on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from textual import getters
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal

from rlm_tui.sanitize import safe
from rlm_tui.ui.hints.help import HelpTopic
from rlm_tui.ui.keys import keymap
from rlm_tui.ui.keys.keymap import with_keys
from rlm_tui.ui.screens.speaking_below import SpeakingBelow
from rlm_tui.ui.style.glyphs import Glyphs
from rlm_tui.ui.text.lines import Span, line, unstyled
from rlm_tui.ui.text.paragraphs import Paragraphs
from rlm_tui.ui.typed.lapses import Lapse, never
from rlm_tui.ui.widgets.ask_bar import AskBar
from rlm_tui.ui.widgets.bar import Bar
from rlm_tui.ui.widgets.text_view import TextView
from rlm_tui.wording import short_model

COLUMN = 38
"""Cells that an attempt needs to be read."""


@dataclass(frozen=True, slots=True)
class AttemptShown:
    """One attempt as a person reads it."""

    model: str
    text: str


@dataclass(frozen=True, slots=True)
class AttemptChosen:
    """What came of looking at attempts."""

    deed: Literal["pick", "again"]
    number: int
    """Of the attempt, from 1."""


class AttemptsScreen(SpeakingBelow[AttemptChosen | None], inherit_bindings=False):
    """A column for each attempt; Enter chooses, and nothing is handed on by it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *keymap.bindings("attempts"),
        *keymap.bindings_of("run.command"),
    ]
    header = getters.query_one("#header", Bar)
    hints = getters.query_one("#hints", Bar)

    def __init__(
        self,
        title: str,
        attempts: Sequence[AttemptShown],
        glyphs: Glyphs,
        *,
        picked: int,
        lapse: Lapse = never,
    ) -> None:
        super().__init__()
        self._lapse = lapse
        self._title = title
        self._attempts = attempts
        self._glyphs = glyphs
        self._picked = picked
        self._at = picked - 1

    def compose(self) -> ComposeResult:
        """The columns and the keys."""
        yield Bar(id="header")
        with Horizontal(id="attempts"):
            for number in range(1, len(self._attempts) + 1):
                yield TextView(id=f"attempt-{number}")
        yield Bar(id="hints", classes="one")
        yield AskBar(id="ask")

    def on_mount(self) -> None:
        """Show the texts."""
        self.ask_bar.display = False
        for view, attempt in zip(self._views, self._attempts, strict=True):
            texts = safe(attempt.text, ascii_only=self._glyphs.is_ascii).split("\n")
            document = Paragraphs(tuple(unstyled(texts)))
            view.show(document, is_new=True, is_growing=False)
        self.call_after_refresh(self.draw)

    def on_resize(self) -> None:
        """As many columns as can be read."""
        self.call_after_refresh(self.draw)

    @property
    def _views(self) -> list[TextView]:
        return list(self.query(TextView))

    def help_topic(self) -> HelpTopic:
        """What help says first here."""
        intro = with_keys(
            "You choose which result is handed on; {ticket.approve} then lets it go."
        )
        return HelpTopic("attempts", intro, ("attempts", "text", "anywhere"))

    def draw(self) -> None:
        """The columns that fit, the one that is chosen among them."""
        if not self.is_mounted:
            return
        width = self.size.width
        fit = max(1, width // COLUMN)
        first = min(max(0, self._at - fit + 1), max(0, len(self._attempts) - fit))
        for place, view in enumerate(self._views):
            view.display = first <= place < first + fit
            attempt = self._attempts[place]
            mark = f"{self._glyphs.done} " if place + 1 == self._picked else ""
            view.border_title = f"{mark}{place + 1}  {short_model(attempt.model)}"
        if not self.is_asking:
            self.focus_back()
        self.header.show(line(Span(f" {self._title}", "strong")))
        verbs = [
            ("attempts.pick", "take it"),
            ("attempts.previous", "previous"),
            ("attempts.next", "next"),
            ("attempts.again", "run again"),
            ("attempts.close", "back"),
        ]
        self.hints.show(self.key_row("Tries", verbs))

    def focus_back(self) -> None:
        """Focus the attempt that is chosen."""
        self._views[self._at].focus()

    def on_text_view_left(self) -> None:
        """The text in focus has the key to the left."""
        self.action_attempts_previous()

    def on_text_view_opened(self) -> None:
        """The text in focus has Enter."""
        self.action_attempts_pick()

    def action_attempts_next(self) -> None:
        """The next attempt."""
        self._go(1)

    def action_attempts_previous(self) -> None:
        """The attempt before."""
        self._go(-1)

    def _go(self, step: int) -> None:
        self._at = min(max(0, self._at + step), len(self._attempts) - 1)
        self.draw()

    def action_attempts_pick(self) -> None:
        """Take this one; it is handed on when the stop is let through."""
        self._end("pick")

    def action_attempts_again(self) -> None:
        """Have one more made."""
        self._end("again")

    def _end(self, deed: Literal["pick", "again"]) -> None:
        if self._lapse():
            self.look_again()
        else:
            self.dismiss(AttemptChosen(deed, self._at + 1))

    def look_again(self) -> None:
        """Say it when there is nothing to choose for any more."""
        if why := self._lapse():
            self.say(with_keys(f"{why}; {{attempts.close}} goes back"), is_error=True)

    def action_attempts_close(self) -> None:
        """Change nothing; while the line is open, put it away."""
        if self.is_asking:
            self.close_question()
        else:
            self.dismiss(None)
