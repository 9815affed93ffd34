"""Long texts, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass

from rlm_tui.errors import SteeringError
from rlm_tui.plain.voice import Voice

PAGE_CHARS = 20_000
"""Of a text that are shown at once at a terminal."""


@dataclass(slots=True)
class Pages:
    """Shows texts, and keeps the rest of the one that was too long."""

    size: int | None = None
    """Characters of a page; `None`: a text is shown whole."""
    _label: str = ""
    _rest: str = ""

    def show(self, voice: Voice, label: str, text: str) -> None:
        """Show a text, or its first page."""
        self._label, self._rest = label, ""
        if self.size is None or len(text) <= self.size:
            voice.show(label, text)
            return
        end = text.rfind("\n", 0, self.size) + 1 or self.size
        voice.show(label, text[:end])
        self._rest = text[end:]
        voice.say("LIST", f"{len(self._rest):,} characters are left: more goes on")

    def more(self, voice: Voice) -> None:
        """Show the next page.

        Raises:
            SteeringError: there is none.
        """
        if not self._rest:
            raise SteeringError("there is no more: all of the text was shown")
        self.show(voice, self._label, self._rest)
