"""What is typed before the first screen is there to take it."""

from __future__ import annotations

from textual.events import Event, InputEvent, Key, Paste


class TypedAhead:
    """Keeps keys and pasted text, in their order, until a screen can take them."""

    def __init__(self) -> None:
        self._kept: list[Event] = []
        self._is_over = False

    def keeps(self, event: Event) -> bool:
        """Whether it came too soon. The mouse then meets nothing and is forgotten."""
        if self._is_over or not isinstance(event, InputEvent | Paste):
            return False
        if isinstance(event, Key | Paste):
            self._kept.append(event)
        return True

    def end(self) -> list[Event]:
        """Keep nothing from now on; gives back what was kept."""
        self._is_over = True
        kept, self._kept = self._kept, []
        return kept
