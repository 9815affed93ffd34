"""A one-line question at the bottom of the run screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from textual.message import Message
from textual.widgets import Input

Purpose: TypeAlias = Literal["reject", "search"]


class AskBar(Input):
    """Takes one line; Enter answers, Esc is handled by the screen."""

    @dataclass
    class Answered(Message):
        """The person pressed Enter."""

        purpose: Purpose
        text: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, compact=True, select_on_focus=False)
        self.purpose: Purpose = "search"

    def ask(self, purpose: Purpose, prompt: str) -> None:
        """Open for a purpose."""
        self.purpose = purpose
        self.value = ""
        self.placeholder = prompt
        self.display = True
        self.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Tell the screen."""
        event.stop()
        self.post_message(self.Answered(self.purpose, event.value))
