"""Texts that may have to be read from the store before they can be shown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from rlm_tui.domain.text import Text
from rlm_tui.wording import count

MOST_CHARS = 250_000_000
"""Kept at hand; beyond that what was not asked for lately is forgotten."""


class Texts:
    """Gives what is at hand at once and fetches the rest when asked to."""

    def __init__(self, fetch: Callable[[Text], Awaitable[str]]) -> None:
        self._fetch = fetch
        self._found: dict[str, str] = {}
        self._wanted: dict[str, Text] = {}
        self._in_use: set[str] = set()
        """Hashes of what was asked for since the last time that texts were fetched."""
        self.version = 0
        """Raised whenever more is at hand."""

    def read(self, text: Text) -> str:
        """The whole text, or its beginning while the rest is not at hand."""
        whole = text.whole if text.whole is not None else self._found.get(text.hash)
        if whole is not None:
            self._in_use.add(text.hash)
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
            key, text = next(iter(self._wanted.items()))
            if key not in self._found:
                self._found[key] = await self._fetch(text)
                self._in_use.add(key)
                self.version += 1
            self._wanted.pop(key, None)
        self._forget()

    def _forget(self) -> None:
        chars = sum(map(len, self._found.values()))
        for key in [key for key in self._found if key not in self._in_use]:
            if chars <= MOST_CHARS:
                break
            chars -= len(self._found.pop(key))
        self._in_use.clear()
