"""A question with the answers y and no; no is the default."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.geometry import Region
from textual.strip import Strip
from textual.widgets import Static

from rlm_tui.ui.text.lines import Span
from rlm_tui.ui.widgets.bar import Bar
from rlm_tui.ui.widgets.modal import Modal


class Seen(Static):
    """A text that knows whether it has been on the screen."""

    is_drawn = False

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw it, and note that."""
        self.is_drawn = True
        return super().render_lines(crop)


class Dialog(Modal[bool]):
    """Confirms with y alone; the key that opened it does nothing here."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "confirm", "yes", show=False),
        Binding("n,enter,escape", "decline", "no", show=False),
    ]

    def __init__(self, question: str, *, verb: str) -> None:
        super().__init__()
        self._question = question
        self._verb = verb

    def compose(self) -> ComposeResult:
        """The question and the two answers."""
        with Vertical(id="dialog"):
            yield Seen(self._question, markup=False, id="dialog-question")
            keys = Bar(id="dialog-hints")
            keys.show(
                (
                    *(Span("y", "key"), Span(f"  {self._verb}     ")),
                    *(Span("n", "key"), Span(" or Enter  no")),
                )
            )
            yield keys

    def action_confirm(self) -> None:
        """Yes, from someone who can have seen the question."""
        if any(text.is_drawn for text in self.query(Seen)):
            self.dismiss(True)

    def action_decline(self) -> None:
        """No."""
        self.leave()

    def leave(self) -> None:
        """No."""
        self.dismiss(False)
