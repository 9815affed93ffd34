"""The table of long texts and contexts: each is kept once, under its hash."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self, TypeVar

from rlm_tui.domain.events import ContextInfo
from rlm_tui.domain.stored_form import SLICE_CHARS, digest, pieces_of
from rlm_tui.domain.values import ContextValue
from rlm_tui.errors import StoreError
from rlm_tui.storage import blobs
from rlm_tui.storage.database import Database
from rlm_tui.storage.packing import Packer
from rlm_tui.storage.quotations import Quotations
from rlm_tui.storage.quoting import QuotationError
from rlm_tui.storage.spool import Spools, Taken, take_in_memory

T = TypeVar("T")

_DAMAGED = blobs.Packed(b"\0", 0)
"""In the place of a text that nobody can read any more."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the table has of a text."""

    bytes: bytes
    source: str | None
    """The context in which the bytes are places."""


class BlobTable:
    """Saves and reads values; packing and unpacking are done in another thread.

    A row without bytes stands for a value that is yet to be packed. It is in a file
    beside the database, or still in memory as the database is.
    """

    def __init__(
        self, database: Database, path: Path | None, *, read_only: bool = False
    ) -> None:
        """Take the table.

        Args:
            database: where it is.
            path: its file, beside which large values wait; `None`: it has none.
            read_only: whether nothing may be written.
        """
        self._database = database
        self._spools = None if path is None else Spools(path)
        self._read_only = read_only
        self._packer = Packer(self._keep)
        self._quotations = Quotations(self._packed)

    async def __aenter__(self) -> Self:
        await self._packer.__aenter__()
        if not self._read_only:
            await self._take_up()
        return self

    async def __aexit__(self, *error: object) -> None:
        """Wait until everything is packed that is there the next time."""
        if self._spools is None:
            self._packer.give_up()
        await self._packer.__aexit__(*error)

    async def _take_up(self) -> None:
        """Go on with what a process that was killed has not packed."""
        if self._spools is not None:
            for name in await asyncio.to_thread(self._spools.left):
                await self._pack_file(self._spools, name)

    async def _pack_file(self, spools: Spools, name: str) -> None:
        if await self._size(name) == 0:
            self._packer.begin(name, lambda: spools.checked(name))
        elif name not in self._packer:
            await asyncio.to_thread(spools.remove, name)

    async def save(self, value: ContextValue) -> str:
        """Keep a value; the hash under which it can be read.

        Raises:
            StoreError: it is not saved.
        """
        spools = self._spools
        taken = await (take_in_memory(value) if spools is None else spools.take(value))
        try:
            if not await self._has(taken.name):
                await self._save(value, taken)
            elif spools is not None and spools.has(taken.name):
                await self._pack_file(spools, taken.name)
        finally:
            if taken.part is not None:
                await asyncio.to_thread(taken.part.unlink, missing_ok=True)
        return taken.name

    async def _save(self, value: ContextValue, taken: Taken) -> None:
        name, spools = taken.name, self._spools
        if taken.pieces is not None:
            await self._insert(name, await asyncio.to_thread(_packed, taken.pieces))
            return
        await self._insert(name, blobs.Packed(b"", taken.size))
        if spools is None:
            self._packer.begin(name, lambda: pieces_of(value))
        else:
            # Behind its row: a file without one is of a session that was deleted.
            spools.put(taken)
            self._packer.begin(name, lambda: spools.checked(name))

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
        """Whether a value is there, packed or not."""
        size = await self._size(name)
        if size == 0:
            is_in_file = self._spools is not None and self._spools.has(name)
            return is_in_file or name in self._packer
        return size is not None

    async def _size(self, name: str) -> int | None:
        """Packed bytes of a value that has a row of its own: 0 while it waits."""
        # Places in a context will not do: what is saved here may be a context itself.
        rows = await self._database.rows(
            "SELECT LENGTH(bytes) AS size FROM blobs WHERE hash = ? AND source IS NULL",
            (name,),
        )
        return int(rows[0]["size"]) if rows else None

    async def _insert(self, name: str, packed: blobs.Packed) -> None:
        await self._database.write(
            "INSERT INTO blobs (hash, bytes, size, saved_at) "
            "VALUES (?, ?, ?, strftime('%s', 'now')) ON CONFLICT (hash) DO UPDATE "
            "SET bytes = excluded.bytes, source = NULL "
            "WHERE source IS NOT NULL OR LENGTH(bytes) = 0",
            (name, packed.data, packed.size),
            size=len(packed.data),
        )

    async def _keep(self, name: str, packed: blobs.Packed) -> None:
        """Put the packed bytes of a value where it was waited for, if it still is."""
        await self._database.write(
            "UPDATE blobs SET bytes = ? WHERE hash = ? AND LENGTH(bytes) = 0",
            (packed.data, name),
            size=len(packed.data),
        )
        if self._spools is not None:
            await asyncio.to_thread(self._spools.remove, name)

    async def forget_unused(self) -> None:
        """Remove the files of values that have no row any more."""
        if self._spools is not None:
            for name in await asyncio.to_thread(self._spools.names):
                if await self._size(name) is None:
                    await asyncio.to_thread(self._spools.remove, name)

    async def text(self, name: str) -> str:
        """The whole of a text.

        Raises:
            StoreError: it was not saved or is damaged.
        """
        kept = await self._kept(name)
        if kept.source is None:
            return await self._done(name, lambda: blobs.unpack_text(kept.bytes))
        return await self._quoted(name, kept.bytes, kept.source)

    async def make_whole(self, name: str) -> None:
        """Keep a text by its own bytes that was kept as places in a context; one that
        is damaged stays so, without its context."""
        kept = await self._kept(name)
        if kept.source is None:
            return
        packed = _DAMAGED
        with suppress(QuotationError):
            text = await self._quotations.text(name, kept.bytes, kept.source)
            packed = await asyncio.to_thread(lambda: blobs.pack(pieces_of(text)))
        await self._insert(name, packed)

    async def _quoted(self, name: str, places: bytes, source: str) -> str:
        try:
            return await self._quotations.text(name, places, source)
        except QuotationError as error:
            raise self._damaged(name, error) from error

    async def context(self, info: ContextInfo) -> ContextValue:
        """The value of a context.

        Raises:
            StoreError: it was not saved or is damaged.
        """
        match info.type:
            case "str":
                return await self.text(info.hash)
            case "list":
                return await self._unpacked(info.hash, blobs.unpack_list)
            case "dict":
                return await self._unpacked(info.hash, blobs.unpack_dict)

    async def pieces(self, name: str) -> AsyncIterator[str]:
        """The stored form of a value, piece by piece.

        Raises:
            StoreError: it was not saved or is damaged.
        """
        kept = await self._kept(name)
        if kept.source is not None:
            text = await self._quoted(name, kept.bytes, kept.source)
            for start in range(0, len(text), SLICE_CHARS):
                yield text[start : start + SLICE_CHARS]
            return
        pieces = blobs.decoded(kept.bytes)
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
        return (await self._kept(name)).bytes

    async def _kept(self, name: str) -> _Kept:
        """What there is of a text, once it is packed."""
        kept = await self._row(name)
        if kept.bytes:
            return kept
        spools = self._spools
        if spools is not None and not self._read_only and spools.has(name):
            await self._pack_file(spools, name)
        await self._packer.done(name)
        kept = await self._row(name)
        if kept.bytes:
            return kept
        return _Kept(await self._waiting(name), None)

    async def _waiting(self, name: str) -> bytes:
        """The packed bytes of a value that another process will pack, or that cannot
        be written."""
        spools = self._spools
        assert spools is not None, "what is in memory has been packed"
        try:
            packed = await asyncio.to_thread(lambda: blobs.pack(spools.checked(name)))
        except OSError as error:
            raise StoreError(
                f"text {name} was not packed before its process was killed, and "
                f"{spools.place(name)}, where it was, cannot be read "
                f"({error.strerror})"
            ) from error
        return packed.data

    async def _row(self, name: str) -> _Kept:
        # Through a function: a long value is then put together by SQLite's thread and
        # not, with the interpreter held, when Python fetches it.
        sql = "SELECT substr(bytes, 1) AS bytes, source FROM blobs WHERE hash = ?"
        rows = await self._database.rows(sql, (name,))
        if not rows:
            raise StoreError(
                f"{self._database.place} has no text {name or 'without a hash'}"
            )
        return _Kept(bytes(rows[0]["bytes"] or b""), rows[0]["source"])


def _packed(pieces: Sequence[bytes]) -> blobs.Packed:
    return blobs.pack(pieces, level=blobs.CONTEXT_LEVEL)
