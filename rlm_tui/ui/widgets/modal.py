"""What lies over a screen in a box of its own."""

from __future__ import annotations

from typing import TypeVar

from textual.events import Click
from textual.screen import ModalScreen

Result = TypeVar("Result")


class Modal(ModalScreen[Result]):
    """A click beside the box leaves it, as Esc does."""

    def leave(self) -> None:
        """Close it; nothing comes of it."""
        raise NotImplementedError

    def on_click(self, event: Click) -> None:
        """Leave, if it was beside the box."""
        if event.widget is self:
            self.leave()
