"""A question with the answers y and no; no is the default."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static


class Dialog(ModalScreen[bool]):
    """Confirms with y alone; the key that opened it does nothing here."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "confirm", "yes", show=False),
        Binding("n,enter,escape", "decline", "no", show=False),
    ]

    def __init__(self, question: str, *, verb: str) -> None:
        super().__init__()
        self._question = question
        self._verb = verb
        self._is_drawn = False

    def compose(self) -> ComposeResult:
        """The question and the two answers."""
        with Vertical(id="dialog"):
            yield Static(self._question, markup=False, id="dialog-question")
            yield Static(
                f"y  {self._verb}     n or Enter  no", markup=False, id="dialog-keys"
            )

    def on_mount(self) -> None:
        """What nobody has seen nobody can confirm."""
        self.call_after_refresh(self._note_drawn)

    def _note_drawn(self) -> None:
        self._is_drawn = True

    def action_confirm(self) -> None:
        """Yes."""
        if self._is_drawn:
            self.dismiss(True)

    def action_decline(self) -> None:
        """No."""
        self.dismiss(False)
