"""The table of long texts and contexts: each is kept once, under its hash."""

from __future__ import annotations

import asyncio
import sqlite3
import zlib
from collections.abc import AsyncIterator, Callable, Sequence
from typing import TypeVar

from rlm_tui.domain.events import ContextInfo
from rlm_tui.domain.stored_form import SLICE_CHARS, digest, pieces_of
from rlm_tui.domain.values import ContextValue
from rlm_tui.errors import StoreError
from rlm_tui.storage import blobs
from rlm_tui.storage.database import Database
from rlm_tui.storage.packing import PART_CHARS, Packing
from rlm_tui.storage.quotations import Quotations
from rlm_tui.storage.quoting import QuotationError

T = TypeVar("T")


class BlobTable:
    """Saves and reads values; packing and unpacking are done in another thread."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._quotations = Quotations(self._packed)

    async def save(self, value: ContextValue) -> str:
        """Keep a value; the hash under which it can be read."""
        if isinstance(value, str) and len(value) > PART_CHARS:
            return await self._save_long(value)
        name = await asyncio.to_thread(lambda: digest(pieces_of(value)))
        if not await self._has(name):
            await self._insert(name, await asyncio.to_thread(_packed_context, value))
        return name

    async def _save_long(self, text: str) -> str:
        """Keep a text that is packed while its hash is found."""
        packing = Packing(text)
        try:
            async with asyncio.TaskGroup() as group:
                packed = group.create_task(packing.run())
                name = await asyncio.to_thread(lambda: digest(pieces_of(text)))
                if await self._has(name):
                    packing.give_up()
        except ExceptionGroup as group:
            raise group.exceptions[0] from group
        finally:
            packing.give_up()
        if (done := packed.result()) is not None:
            await self._insert(name, done)
        return name

    async def save_pieces(self, name: str, pieces: Sequence[bytes]) -> None:
        """Keep a value by the pieces of its stored form.

        Raises:
            StoreError: the pieces are not what the hash says.
        """
        if await self._has(name):
            return
        if await asyncio.to_thread(digest, pieces) != name:
            raise StoreError(f"text {name} is not what its hash says")
        await self._insert(name, await asyncio.to_thread(blobs.pack, pieces))

    async def _has(self, name: str) -> bool:
        # Places in a context will not do: what is saved here may be a context itself.
        sql = "SELECT COUNT(*) FROM blobs WHERE hash = ? AND source IS NULL"
        return await self._database.number(sql, (name,)) > 0

    async def _insert(self, name: str, packed: blobs.Packed) -> None:
        await self._database.write(
            "INSERT INTO blobs (hash, bytes, size, saved_at) "
            "VALUES (?, ?, ?, strftime('%s', 'now')) ON CONFLICT (hash) DO UPDATE "
            "SET bytes = excluded.bytes, source = NULL WHERE source IS NOT NULL",
            (name, packed.data, packed.size),
        )

    async def text(self, name: str) -> str:
        """The whole of a text.

        Raises:
            StoreError: it was not saved or is damaged.
        """
        row = await self._row(name)
        if row["source"] is None:
            packed = bytes(row["bytes"])
            return await self._done(name, lambda: blobs.unpack_text(packed))
        return await self._quoted(name, row)

    async def make_whole(self, name: str) -> None:
        """Keep a text by its own bytes that was kept as places in a context."""
        row = await self._row(name)
        if row["source"] is not None:
            text = await self._quoted(name, row)
            packed = await asyncio.to_thread(lambda: blobs.pack(pieces_of(text)))
            await self._insert(name, packed)

    async def _quoted(self, name: str, row: sqlite3.Row) -> str:
        try:
            return await self._quotations.text(name, bytes(row["bytes"]), row["source"])
        except QuotationError as error:
            raise self._damaged(name, error) from error

    async def context(self, info: ContextInfo) -> ContextValue:
        """The value of a context.

        Raises:
            StoreError: it was not saved or is damaged.
        """
        match info.type:
            case "str":
                return await self._unpacked(info.hash, blobs.unpack_text)
            case "list":
                return await self._unpacked(info.hash, blobs.unpack_list)
            case "dict":
                return await self._unpacked(info.hash, blobs.unpack_dict)

    async def pieces(self, name: str) -> AsyncIterator[str]:
        """The stored form of a value, piece by piece.

        Raises:
            StoreError: it was not saved or is damaged.
        """
        row = await self._row(name)
        if row["source"] is not None:
            text = await self._quoted(name, row)
            for start in range(0, len(text), SLICE_CHARS):
                yield text[start : start + SLICE_CHARS]
            return
        pieces = blobs.decoded(bytes(row["bytes"]))
        while (piece := await self._done(name, lambda: next(pieces, None))) is not None:
            if piece:
                yield piece

    async def _unpacked(self, name: str, unpack: Callable[[bytes], T]) -> T:
        packed = await self._packed(name)
        return await self._done(name, lambda: unpack(packed))

    async def _done(self, name: str, work: Callable[[], T]) -> T:
        try:
            return await asyncio.to_thread(work)
        except (zlib.error, ValueError) as error:
            raise self._damaged(name, error) from error

    def _damaged(self, name: str, why: Exception) -> StoreError:
        return StoreError(f"text {name} in {self._database.place} is damaged: {why}")

    async def _packed(self, name: str) -> bytes:
        """The bytes of a text or context that is no place in another."""
        return bytes((await self._row(name))["bytes"])

    async def _row(self, name: str) -> sqlite3.Row:
        # Through a function: a long value is then put together by SQLite's thread and
        # not, with the interpreter held, when Python fetches it.
        sql = "SELECT substr(bytes, 1) AS bytes, source FROM blobs WHERE hash = ?"
        rows = await self._database.rows(sql, (name,))
        if not rows:
            raise StoreError(
                f"{self._database.place} has no text {name or 'without a hash'}"
            )
        return rows[0]


def _packed_context(value: ContextValue) -> blobs.Packed:
    return blobs.pack(pieces_of(value), level=blobs.CONTEXT_LEVEL)
