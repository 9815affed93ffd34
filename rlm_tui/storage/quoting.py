"""Keeps texts that quote a context as places in it instead of a second time."""

from __future__ import annotations

import asyncio
import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from pydantic import TypeAdapter, ValidationError

from rlm_tui.domain.stored_texts import StoredText, read_stored, stored_texts
from rlm_tui.domain.stretches import Finder
from rlm_tui.domain.values import ContextValue
from rlm_tui.storage.blobs import LEVEL, Packed

LEAST = 256
"""Characters that a quotation has; fewer are little more than their place."""
QUICK_CHARS = 1 << 16
"""A context up to this length is made ready on the event loop."""

Piece: TypeAlias = str | tuple[int, int]
"""Words of its own, or where the bytes begin in the stored context and their number."""

_PIECES: TypeAdapter[tuple[str, tuple[Piece, ...]]] = TypeAdapter(
    tuple[str, tuple[Piece, ...]]
)


class QuotationError(ValueError):
    """What was kept as places in a context cannot be read."""


class Quoting:
    """A context that texts may quote.

    It is looked through once, in a thread, when the first long text comes; until that
    is done, texts are packed as they are.
    """

    def __init__(self, digest: str, value: ContextValue) -> None:
        self.digest = digest
        """The name of the context in the store."""
        self._value = value
        self._index: _Index | None = None
        self._making: asyncio.Future[None] | None = None

    def prepare(self) -> None:
        """Begin to look the context through, if nobody has."""
        if self._making is not None or self._index is not None:
            return
        if isinstance(self._value, str) and len(self._value) <= QUICK_CHARS:
            self._make()
        else:
            loop = asyncio.get_running_loop()
            self._making = loop.run_in_executor(None, self._make)

    def _make(self) -> None:
        texts = tuple(stored_texts(self._value, least=LEAST))
        self._index = _Index(texts, Finder([text.text for text in texts]))

    async def ready(self) -> None:
        """Wait until the context was looked through, if that has begun.

        If it could not be, for want of memory, texts are packed as they are.
        """
        if self._making is not None:
            await asyncio.wait([self._making])
            self._making.exception()  # asked for, so that nobody complains

    def quoted(self, text: str, *, own: int | None = None) -> Packed | None:
        """The text as places in the context; `None` if it does not quote it.

        Args:
            text: the whole of it.
            own: how many characters it may have that are not in the context.
        """
        if self._index is None or (pieces := self._index.pieces(text)) is None:
            return None
        if own is not None and sum(map(_own_chars, pieces)) > own:
            return None
        form = "text" if isinstance(self._value, str) else "json"
        data = json.dumps([form, pieces], ensure_ascii=False, separators=(",", ":"))
        size = len(text.encode())
        return Packed(zlib.compress(data.encode(), LEVEL), size, self.digest)


def _own_chars(piece: Piece) -> int:
    return len(piece) if isinstance(piece, str) else 0


@dataclass(frozen=True, slots=True)
class _Index:
    texts: tuple[StoredText, ...]
    finder: Finder

    def pieces(self, text: str) -> list[Piece] | None:
        pieces: list[Piece] = []
        done = 0
        for at, number, start, chars in self.finder.stretches(text, least=LEAST):
            if at > done:
                pieces.append(text[done:at])
            source = self.texts[number]
            first = source.byte_at(start)
            pieces.append((first, source.byte_at(start + chars) - first))
            done = at + chars
        if not pieces:
            return None
        if done < len(text):
            pieces.append(text[done:])
        return pieces


def read_quoted(packed: bytes, read: Callable[[int, int], bytes]) -> str:
    """The text of a row that has places in a context.

    Args:
        packed: the row.
        read: the bytes of the stored context from one on, and so many.

    Raises:
        QuotationError: it is damaged.
    """
    try:
        form, pieces = _PIECES.validate_json(zlib.decompress(packed))
        return "".join(
            piece
            if isinstance(piece, str)
            else read_stored(read(*piece), is_json=form == "json")
            for piece in pieces
        )
    except (ValidationError, zlib.error, ValueError) as error:
        raise QuotationError(str(error)) from error
