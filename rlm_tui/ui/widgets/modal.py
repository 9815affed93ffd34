"""What lies over a screen in a box of its own."""

from __future__ import annotations

from typing import TypeVar

from textual.events import Click
from textual.screen import ModalScreen

from rlm_tui.ui.typed.lapses import Lapse, never

Result = TypeVar("Result")


class Modal(ModalScreen[Result]):
    """A click beside the box leaves it, as Esc does.

    What it asks about may end behind it: it says so then, and nothing comes of it.
    """

    def __init__(self, *, lapse: Lapse = never) -> None:
        super().__init__()
        self._lapse = lapse
        self.lapsed = ""
        """Why it asks about nothing any more; empty as long as it does."""

    def look_again(self) -> None:
        """See whether the question still holds; one that has lapsed stays so."""
        if not self.lapsed and (why := self._lapse()):
            self.lapsed = why
            self.show_lapse(why)

    def show_lapse(self, why: str) -> None:
        """Say why there is nothing to ask any more."""

    def still_holds(self) -> bool:
        """Whether an answer means now what it meant when it was asked for."""
        self.look_again()
        return not self.lapsed

    def leave(self) -> None:
        """Close it; nothing comes of it."""
        raise NotImplementedError

    def on_click(self, event: Click) -> None:
        """Leave, if it was beside the box."""
        if event.widget is self:
            self.leave()
