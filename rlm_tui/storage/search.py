"""Finds words in all sessions: questions, prompts, replies, code, outputs, notes.

The index follows the events when somebody searches and when a store is closed, in bulk,
never on the path of an event. Contexts are not indexed.
"""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import zlib
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias, TypeVar

from rlm_tui.domain.values import JSON
from rlm_tui.errors import StoreError, StoreLockedError
from rlm_tui.storage import blobs
from rlm_tui.storage.base import Hit
from rlm_tui.storage.blob_table import BlobTable
from rlm_tui.storage.database import Database
from rlm_tui.storage.failures import LOCKED, explaining, primary_code
from rlm_tui.storage.search_index import Document, SearchIndex

T = TypeVar("T")

MAX_CHARS = 50_000
"""Of a text that are indexed: what is longer is data, not words of a person."""
DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
AT_ONCE = 2_000
"""Events whose texts are taken in together."""

TEXTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "session_created": (("question", "question"), ("title", "title")),
    "session_renamed": (("title", "title"),),
    "session_finished": (("answer", "answer"),),
    "node_started": (("prompt", "prompt"),),
    "node_noted": (("text", "note"),),
    "call_finished": (("reply", "reply"), ("reasoning", "reasoning")),
    "code_started": (("code", "code"),),
    "code_executed": (("stdout", "output"), ("error", "error")),
    "output_replaced": (("stdout", "output"),),
    "guidance_given": (("text", "guidance"),),
    "question_asked": (("question", "question"),),
    "ticket_decided": (("text", "decision"),),
}
"""Fields of events that are indexed, and what they are called in a hit."""

_LAST = """
    SELECT id, (SELECT MAX(seq) FROM events WHERE session = id) AS last
    FROM sessions ORDER BY created_at"""

_KINDS = ", ".join(f"'{kind}'" for kind in TEXTS)
_EVENTS = f"""
    SELECT seq, data FROM events
    WHERE session = ? AND seq > ? AND seq <= ? AND kind IN ({_KINDS})
    ORDER BY seq LIMIT {AT_ONCE}"""


class Search:
    """The index of a store; it is opened when it is first needed."""

    def __init__(self, database: Database, path: Path | None, texts: BlobTable) -> None:
        self._database = database
        self._texts = texts
        self._path = path
        self._place = f"search index {path or 'in memory'}"
        self._opened = ExitStack()
        self._index: SearchIndex | None = None
        # Keeps two callers from using the index's connection at the same time.
        self._lock = asyncio.Lock()

    async def find(self, words: str, limit: int = 100) -> list[Hit]:
        """Texts that have all the words, the newest first.

        Raises:
            StoreError: the index cannot be read.
        """
        with suppress(StoreLockedError):  # what is indexed can be searched
            await self.keep_up()

        async def find(index: SearchIndex) -> list[Hit]:
            return await asyncio.to_thread(index.find, words, limit)

        return await self._with_index(find)

    async def keep_up(self, *, at_most: int | None = None) -> None:
        """Take in what was saved since, and forget what was deleted.

        Args:
            at_most: how many events; the rest is left for the next time.
        """

        async def keep_up(index: SearchIndex) -> None:
            await self._keep_up(index, at_most)

        await self._with_index(keep_up)

    async def _with_index(self, work: Callable[[SearchIndex], Awaitable[T]]) -> T:
        """Work with the index; one that turns out to be damaged is made again, and
        one that the disk does not take, in memory."""
        async with self._lock:
            with explaining(self._place):
                try:
                    return await work(await self._open())
                except (sqlite3.DatabaseError, OSError) as error:
                    code = primary_code(error)
                    if self._path is None or code in LOCKED:
                        raise
                await self._close()
                if code in DAMAGED:
                    self._path.unlink(missing_ok=True)
                else:
                    self._path = None
                return await work(await self._open())

    async def _keep_up(self, index: SearchIndex, at_most: int | None) -> None:
        known = await asyncio.to_thread(index.known)
        rows = await self._database.rows(_LAST)
        last = {str(row["id"]): int(row["last"]) for row in rows}
        await asyncio.to_thread(index.forget, known.keys() - last.keys())
        for session, upto in last.items():
            after = known.get(session, 0)
            if at_most is not None:
                upto = min(upto, after + at_most)
                at_most -= upto - after
            if after < upto:
                await self._take_in(index, session, after, upto)

    async def close(self) -> None:
        """Close the index, if it was opened."""
        async with self._lock:
            await self._close()

    async def _close(self) -> None:
        await asyncio.to_thread(self._opened.close)
        self._index = None

    async def _open(self) -> SearchIndex:
        if self._index is None:
            path = self._path if self._path and _may_write(self._path) else None
            opening = SearchIndex.open(path)
            self._index = await asyncio.to_thread(self._opened.enter_context, opening)
        return self._index

    async def _take_in(
        self, index: SearchIndex, session: str, after: int, upto: int
    ) -> None:
        while after < upto:
            rows = await self._database.rows(_EVENTS, (session, after, upto))
            is_rest = len(rows) < AT_ONCE
            seq = upto if is_rest else int(rows[-1]["seq"])
            documents = await self._documents(rows)
            await asyncio.to_thread(
                index.add, session, documents, after=after, upto=seq
            )
            after = seq

    async def _documents(self, rows: Sequence[sqlite3.Row]) -> list[Document]:
        found = await asyncio.to_thread(_texts_of, rows)
        names = sorted({digest for _, digest in found if digest})
        long: dict[str, str] = {}
        for start in range(0, len(names), 500):
            some = names[start : start + 500]
            places = ", ".join("?" * len(some))
            packed = await self._database.rows(
                f"SELECT hash, bytes, source FROM blobs WHERE hash IN ({places})", some
            )
            whole = [row for row in packed if row["bytes"] and row["source"] is None]
            long |= await asyncio.to_thread(_unpacked, whole)
            for row in packed:
                if row["hash"] not in long:
                    long[row["hash"]] = await self._beginning_of(row["hash"])
        return [
            replace(document, text=long.get(digest, "")) if digest else document
            for document, digest in found
        ]

    async def _beginning_of(self, name: str) -> str:
        """The beginning of a text that is yet to be put together; empty if it cannot
        be read: all others can be found."""
        try:
            return (await self._texts.text(name))[:MAX_CHARS]
        except StoreLockedError:
            raise
        except StoreError:
            return ""


def _may_write(path: Path) -> bool:
    return os.access(path if path.exists() else path.parent, os.W_OK)


Found: TypeAlias = tuple[Document, str]
"""A text with the hash under which it is kept, if it is a long one."""


def _texts_of(rows: Sequence[sqlite3.Row]) -> list[Found]:
    return [found for row in rows for found in _texts(int(row["seq"]), row["data"])]


def _texts(seq: int, data: str) -> Iterator[Found]:
    event = json.loads(data)
    kind, node = event["kind"], event.get("node", "0")
    if kind == "node_started" and node == "0":
        return  # the question, once more
    for name, part in TEXTS[kind]:
        value: JSON = event.get(name)
        place = Document(seq, node, event.get("iteration", 0), part, "")
        if isinstance(value, str):
            yield replace(place, text=value[:MAX_CHARS]), ""
        elif isinstance(value, dict):
            yield replace(place, text=str(value["preview"])), str(value["hash"])


def _unpacked(rows: Sequence[sqlite3.Row]) -> dict[str, str]:
    long: dict[str, str] = {}
    for row in rows:
        with suppress(zlib.error, UnicodeDecodeError):  # it is damaged
            long[row["hash"]] = _beginning(bytes(row["bytes"]))
    return long


def _beginning(packed: bytes) -> str:
    parts, size = [], 0
    for piece in blobs.decoded(packed):
        parts.append(piece)
        size += len(piece)
        if size >= MAX_CHARS:
            break
    return "".join(parts)[:MAX_CHARS]
