"""Reads texts that are kept as places in a context."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable

from rlm_tui.storage.inflating import Inflated
from rlm_tui.storage.quoting import QuotationError, read_quoted

AT_HAND = 2
"""Contexts that are kept packed in memory, for who reads one text reads others."""


class Quotations:
    """Puts texts together from their own words and those of contexts."""

    def __init__(self, read_packed: Callable[[str], Awaitable[bytes]]) -> None:
        """Take what reads the packed bytes of a context."""
        self._read_packed = read_packed
        self._contexts: dict[str, Inflated] = {}
        # Keeps two readers from using a context's unpacker at the same time.
        self._lock = asyncio.Lock()

    async def text(self, digest: str, packed: bytes, source: str) -> str:
        """The text of a row.

        Args:
            digest: what the row says that it is.
            packed: what it has in the place of the text.
            source: the context in which the places are.

        Raises:
            QuotationError: it is not what its hash says.
            StoreError: the context is not there.
        """
        async with self._lock:
            context = await self._context(source)
            return await asyncio.to_thread(_read, digest, packed, context)

    async def _context(self, source: str) -> Inflated:
        context = self._contexts.pop(source, None)
        if context is None:
            context = Inflated(await self._read_packed(source))
            while len(self._contexts) >= AT_HAND:
                del self._contexts[next(iter(self._contexts))]
        self._contexts[source] = context
        return context


def _read(digest: str, packed: bytes, context: Inflated) -> str:
    text = read_quoted(packed, context.read)
    if hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() != digest:
        raise QuotationError("it is not what its hash says")
    return text
