"""A one-line question at the bottom of the run screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from rlm_tui.errors import RLMError
from rlm_tui.ui.keys import keymap
from rlm_tui.ui.keys.keymap import LIVE
from rlm_tui.ui.text.lines import Line, Span, line, plain, wrap
from rlm_tui.ui.typed.problems import problem_line
from rlm_tui.ui.typed.questions import Completion, History, Question
from rlm_tui.ui.widgets.bar import Bar


class AskLine(Input):
    """The line itself: Tab completes, up and down bring lines from before."""

    BINDINGS: ClassVar[list[BindingType]] = keymap.bindings("line")

    def __init__(self) -> None:
        super().__init__(compact=True, select_on_focus=False)
        self._completion: Completion | None = None
        self._history = History(())

    def open(self, question: Question) -> None:
        """Begin anew."""
        self.value = question.value
        self.cursor_position = len(question.value)
        if question.is_replaced:
            self.select_all()
        self.placeholder = question.prompt
        self._history = History(question.history, question.after)
        complete = question.complete
        self._completion = Completion(complete) if complete is not None else None

    @property
    def candidates(self) -> list[str]:
        """What Tab goes through."""
        return self._completion.candidates if self._completion is not None else []

    def action_line_complete(self) -> None:
        """Complete the word before the cursor."""
        if self._completion is not None:
            self._write(self._completion.next(self.value))

    def action_line_older(self) -> None:
        """The line before this one."""
        self._write(self._history.step(-1, self.value))

    def action_line_newer(self) -> None:
        """The line after this one."""
        self._write(self._history.step(1, self.value))

    def _write(self, text: str) -> None:
        self.value = text
        self.cursor_position = len(text)


MOST_ROWS = 3
"""Of what is said about a line."""


class AskBar(Vertical):
    """Takes one line; Enter answers, Esc is handled by the screen."""

    entry = getters.query_one(AskLine)
    says = getters.query_one("#ask-says", Bar)

    @dataclass
    class Answered(Message):
        """The person pressed Enter."""

        question: Question
        text: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.question: Question | None = None
        self._said: Line = ()

    def on_resize(self) -> None:
        """What is said is wrapped to the new width."""
        self._tell(self._said)

    def compose(self) -> ComposeResult:
        """The line, and below it how it is understood."""
        yield AskLine()
        yield Bar(id="ask-says")

    def ask(self, question: Question) -> None:
        """Open for a question."""
        self.question = question
        self.entry.open(question)
        self._tell(self._reading())
        self.display = True
        self.entry.focus()

    def refuse(self, error: RLMError) -> None:
        """Keep the line, and say what is wrong with it and where."""
        self._tell(
            problem_line(
                error, width=self.size.width, scrolled=int(self.entry.scroll_offset.x)
            )
        )

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say how the line is understood."""
        event.stop()
        self._tell(self._reading())

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Tell the screen."""
        event.stop()
        if self.question is not None:
            self.post_message(self.Answered(self.question, event.value))

    def look_again(self) -> None:
        """Say it when the line that is open is about nothing any more."""
        if self.display and self.question is not None and self.question.lapse():
            self._tell(self._reading())

    def _reading(self) -> Line:
        question = self.question
        if question is not None and (why := question.lapse()):
            return line(Span(f"{why}; {LIVE['app.back'].shown} closes this", "failed"))
        candidates = self.entry.candidates
        if self.entry.value in candidates and len(candidates) > 1:
            return line(Span("  ".join(_last_words(candidates)), "muted"))
        if question is None or question.read_back is None:
            return ()
        return question.read_back(self.entry.value)

    def _tell(self, said: Line) -> None:
        self._said = said
        text = plain(said)
        behind_caret = len(text) - len(text.lstrip()) + 2 if text[:1] == " " else 0
        rows = wrap(said, self.app.size.width, indent=behind_caret)
        self.says.show(*rows[:MOST_ROWS])
        self.says.display = bool(said)


def _last_words(candidates: list[str]) -> list[str]:
    return [candidate.rstrip().rpartition(" ")[2] for candidate in candidates]
