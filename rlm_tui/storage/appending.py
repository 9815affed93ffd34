"""How events and their long texts get into the database."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Mapping, Sequence
from functools import cache

from rlm_tui.domain.events import Event
from rlm_tui.domain.stored_form import pieces_of
from rlm_tui.errors import StoreError
from rlm_tui.storage import blobs
from rlm_tui.storage.blobs import Packed
from rlm_tui.storage.database import Database, Value
from rlm_tui.storage.projection import change_their_session
from rlm_tui.storage.quoting import Quoting
from rlm_tui.storage.rows import (
    EventRow,
    Row,
    blob_row,
    blobs_of,
    event_row,
    may_name_texts,
)

SMALL_CHARS = 1 << 16
"""Long texts up to this length together are compressed and written on the loop."""
QUOTED_CHARS = 1 << 20
"""Up to this length those that quote a context are: that takes a tenth of the time."""


class Appender:
    """Saves events in one statement: here and now, or in the database's thread."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.has_saved = False
        """Whether anything was saved through it."""
        self._kept: set[tuple[str, str]] = set()
        """Sessions and hashes that are known to be saved together."""
        self._quoting: dict[str, Quoting] = {}
        """The contexts that are at hand, by their sessions."""

    def quote(self, session_id: str, quoting: Quoting) -> None:
        """Keep long texts of a session as places in a context from now on."""
        # One that is at hand may be looked through by now, which takes long.
        found = self._quoting.get(session_id)
        if found is None or found.digest != quoting.digest:
            self._quoting[session_id] = quoting

    async def quote_no_more(self, session_id: str) -> None:
        """Let go of the context of a session."""
        if quoting := self._quoting.pop(session_id, None):
            await quoting.ready()

    async def append(self, session_id: str, events: Sequence[Event]) -> None:
        """Save events in order with their long texts, all or nothing.

        Raises:
            StoreError: none of them is saved.
        """
        if self.append_now(session_id, events):
            return
        rows = [event_row(session_id, event) for event in events]
        data = "".join([row[-1] for row in rows])
        named = self._named(session_id, events) if may_name_texts(data) else {}
        packed = await self._packed(session_id, named)
        sql, values = _insert(session_id, events, rows, packed)
        try:
            await self._database.write(sql, values, size=_size(data, packed))
        except StoreError as error:
            raise _named_error(error, session_id, events) from error.__cause__
        self._keep(session_id, named)

    def append_now(self, session_id: str, events: Sequence[Event]) -> bool:
        """Save events without waiting; whether that was possible.

        Raises:
            StoreError: none of them is saved.
        """
        _check(events)
        rows = [event_row(session_id, event) for event in events]
        data = "".join([row[-1] for row in rows])
        named = self._named(session_id, events) if may_name_texts(data) else {}
        packed = self._packed_now(session_id, named) if named else {}
        if packed is None:
            return False
        sql, values = _insert(session_id, events, rows, packed)
        try:
            is_saved = self._database.write_now(sql, values, size=_size(data, packed))
        except StoreError as error:
            raise _named_error(error, session_id, events) from error.__cause__
        if is_saved:
            self._keep(session_id, named)
        return is_saved

    def _keep(self, session_id: str, named: _Texts) -> None:
        self.has_saved = True
        if named:
            self._kept.update((session_id, digest) for digest in named)

    def forget(self, session_id: str) -> None:
        """A session is saved no more, nor are its texts."""
        self._kept = {kept for kept in self._kept if kept[0] != session_id}

    def _named(self, session_id: str, events: Sequence[Event]) -> _Texts:
        """The texts of events, by their hashes, that are not known to be saved."""
        named: dict[str, str | None] = {}
        for event in events:
            named |= blobs_of(event)
        return {
            digest: text
            for digest, text in named.items()
            if (session_id, digest) not in self._kept
        }

    def _packed_now(self, session_id: str, texts: _Texts) -> _PackedTexts | None:
        """The texts as they are written, if that takes no time to speak of."""
        quoting = self._quoting.get(session_id)
        if quoting is not None:
            quoting.prepare()
        chars = sum(_chars(text) for text in texts.values())
        if chars <= SMALL_CHARS:
            return _packed_texts(texts, quoting)
        if quoting is None or chars > QUOTED_CHARS:
            return None
        quoted = {
            name: found
            for name, text in texts.items()
            if text is not None and (found := quoting.quoted(text, own=SMALL_CHARS))
        }
        rest = {name: text for name, text in texts.items() if name not in quoted}
        if sum(_chars(text) for text in rest.values()) > SMALL_CHARS:
            return None
        return quoted | _packed_texts(rest, None)

    async def _packed(self, session_id: str, texts: _Texts) -> _PackedTexts:
        quoting = self._quoting.get(session_id)
        if sum(_chars(text) for text in texts.values()) <= SMALL_CHARS:
            return _packed_texts(texts, quoting)
        return await asyncio.to_thread(_packed_texts, texts, quoting)


_Texts = Mapping[str, str | None]
"""Texts by their hashes; `None`: it is saved already."""
_PackedTexts = dict[str, Packed | None]


def _chars(text: str | None) -> int:
    return 0 if text is None else len(text)


def _packed_texts(texts: _Texts, quoting: Quoting | None) -> _PackedTexts:
    return {
        digest: None if text is None else _packed(text, quoting)
        for digest, text in texts.items()
    }


def _packed(text: str, quoting: Quoting | None) -> Packed:
    quoted = None if quoting is None else quoting.quoted(text)
    return quoted or blobs.pack(pieces_of(text))


def _check(events: Sequence[Event]) -> None:
    for event in events:
        if event.transient or event.seq < 1:
            raise StoreError(f"{event.kind} has no number and cannot be saved")


def _insert(
    session_id: str,
    events: Sequence[Event],
    rows: Sequence[EventRow],
    packed: _PackedTexts,
) -> tuple[str, list[Value]]:
    if not packed and not change_their_session(events):
        return _statement(EVENTS, rows)
    no_text = (None,) * 4
    entries: list[Row] = [(*row, *no_text) for row in rows]
    entries += [blob_row(session_id, name, text) for name, text in packed.items()]
    return _statement("entries", entries)


def _size(data: str, packed: _PackedTexts) -> int:
    """About how much will be written."""
    if not packed:
        return len(data)
    return len(data) + sum(len(text.data) for text in packed.values() if text)


EVENTS = "events (session, seq, kind, node, ticket, version, data)"


def _statement(table: str, rows: Sequence[Row]) -> tuple[str, list[Value]]:
    return _sql(table, len(rows), len(rows[0])), [v for row in rows for v in row]


@cache
def _sql(table: str, rows: int, columns: int) -> str:
    places = ", ".join([f"({', '.join('?' * columns)})"] * rows)
    return f"INSERT INTO {table} VALUES {places}"


def _named_error(
    error: StoreError, session_id: str, events: Sequence[Event]
) -> StoreError:
    """The error, or which event the tables did not let in, and why."""
    refused = error.__cause__
    if not isinstance(refused, sqlite3.IntegrityError):
        return error
    what = f"event {events[0].seq} of session {session_id} ({events[0].kind})"
    if refused.sqlite_errorname == "SQLITE_CONSTRAINT_FOREIGNKEY":
        why = "names a session or a text that is not saved"
    else:
        why = "is saved already"
    return StoreError(f"{what} {why}")
