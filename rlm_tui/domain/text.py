"""Text as events and sessions carry it: a bounded preview and the hash of the whole."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

PREVIEW_CHARS = 2_000
"""Up to this many characters a text is kept inline and needs no blob."""
BEGINNING_CHARS = 800
"""Of a longer one an event keeps so many."""


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """A text that a person or a model wrote.

    Short texts are inline. Of a long one an event keeps the beginning and the
    SHA-256 of the whole, which the store keeps once. `full` is there only in the
    process that made the text: it is neither compared nor saved with the event.
    """

    preview: str = ""
    chars: int = 0
    hash: str = ""
    """Hexadecimal SHA-256 of the UTF-8 bytes; empty when the text is inline."""
    full: Annotated[str | None, Field(exclude=True)] = field(
        default=None, compare=False, repr=False
    )

    @classmethod
    def of(cls, text: str, *, beginning: int = BEGINNING_CHARS) -> Text:
        """Wrap a text; lone surrogates, which UTF-8 cannot hold, are replaced.

        Args:
            text: the whole of it.
            beginning: how many characters of a long one are kept inline.
        """
        text = storable(text)
        if not text:
            return EMPTY
        if len(text) <= PREVIEW_CHARS:
            return cls(text, len(text))
        digest = hashlib.sha256(text.encode()).hexdigest()
        return cls(text[:beginning], len(text), digest, text)

    @property
    def is_inline(self) -> bool:
        """Whether the preview is the whole text."""
        return not self.hash

    @property
    def whole(self) -> str | None:
        """The whole text if it is at hand; otherwise read it from the store."""
        return self.preview if self.is_inline else self.full

    @property
    def tokens(self) -> int:
        """An estimate at four characters a token."""
        return estimate_tokens(self.chars)

    def __bool__(self) -> bool:
        return self.chars > 0

    def __eq__(self, other: object) -> bool:
        """Whether it is the same text: earlier versions kept longer beginnings."""
        if not isinstance(other, Text):
            return NotImplemented
        if self.hash or other.hash:
            return self.hash == other.hash
        return self.preview == other.preview

    def __hash__(self) -> int:
        return hash(self.hash or self.preview)


EMPTY = Text()


def storable(text: str) -> str:
    """The text without lone surrogates."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def estimate_tokens(chars: int) -> int:
    """Tokens of a text by the usual rule of thumb of four characters a token."""
    return (chars + 3) // 4
