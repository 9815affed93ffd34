"""A question with the answers y and no; no is the default."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.geometry import Region
from textual.strip import Strip
from textual.widgets import Static

from rlm_tui.ui.text.lines import Line, Span
from rlm_tui.ui.typed.lapses import Lapse, never
from rlm_tui.ui.widgets.bar import Bar
from rlm_tui.ui.widgets.modal import Modal

CLOSING: Line = (Span("Enter", "key"), Span("  close"))
"""What is left of the answers when there is nothing to ask any more."""


def sentence(words: str) -> str:
    """A whole sentence, as far as its first letter goes."""
    return f"{words[:1].upper()}{words[1:]}."


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

    def __init__(self, question: str, *, verb: str, lapse: Lapse = never) -> None:
        super().__init__(lapse=lapse)
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

    def show_lapse(self, why: str) -> None:
        """Put it in place of the question, and one answer in place of two."""
        self.query_one("#dialog-question", Static).update(sentence(why))
        self.query_one("#dialog-hints", Bar).show(CLOSING)

    def action_confirm(self) -> None:
        """Yes, from someone who can have seen the question, if it still holds."""
        if self.still_holds() and any(text.is_drawn for text in self.query(Seen)):
            self.dismiss(True)

    def action_decline(self) -> None:
        """No."""
        self.leave()

    def leave(self) -> None:
        """No."""
        self.dismiss(False)
