"""Texts that may have to be read from the store before they can be shown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from rlm_tui.domain.text import Text
from rlm_tui.wording import count


class Texts:
    """Gives what is at hand at once and fetches the rest when asked to."""

    def __init__(self, fetch: Callable[[Text], Awaitable[str]]) -> None:
        self._fetch = fetch
        self._found: dict[str, str] = {}
        self._wanted: dict[str, Text] = {}
        self.version = 0
        """Raised whenever more is at hand."""

    def read(self, text: Text) -> str:
        """The whole text, or its beginning while the rest is not at hand."""
        whole = text.whole if text.whole is not None else self._found.get(text.hash)
        if whole is not None:
            return whole
        self._wanted[text.hash] = text
        missing = text.chars - len(text.preview)
        return f"{text.preview}\n(reading {count(missing, 'more character')})"

    @property
    def is_complete(self) -> bool:
        """Whether everything that was asked for is at hand."""
        return not self._wanted

    async def fetch(self) -> None:
        """Read what was asked for and is missing."""
        while self._wanted:
            key, text = self._wanted.popitem()
            if key not in self._found:
                self._found[key] = await self._fetch(text)
                self.version += 1
