"""The box in which the question is written."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import TextArea


class QuestionBox(TextArea):
    """Wraps a long question and keeps the lines of a pasted one; Enter asks it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "ask", "start", show=False, priority=True, id="question.ask"),
    ]

    class Asked(Message):
        """The person pressed Enter."""

    def action_ask(self) -> None:
        """Ask what is written."""
        self.post_message(self.Asked())
