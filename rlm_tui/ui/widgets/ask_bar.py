"""A one-line question at the bottom of the run screen."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message
from textual.widgets import Input

from rlm_tui.ui.questions import Question


class AskBar(Input):
    """Takes one line; Enter answers, Esc is handled by the screen."""

    @dataclass
    class Answered(Message):
        """The person pressed Enter."""

        question: Question
        text: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, compact=True, select_on_focus=False)
        self.question: Question | None = None

    def ask(self, question: Question) -> None:
        """Open for a question."""
        self.question = question
        self.value = ""
        self.placeholder = question.prompt
        self.display = True
        self.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Tell the screen."""
        event.stop()
        if self.question is not None:
            self.post_message(self.Answered(self.question, event.value))
