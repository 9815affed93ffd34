"""Outlines of sessions: files beside the database by which long ones open at once.

They can be made again: one that is torn, was made by another version of the program or
does not belong to the events that are saved is as good as none.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import zlib
from collections.abc import Sequence
from functools import cache, partial
from pathlib import Path
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import PydanticSerializationError

from rlm_tui.collector import collector_paused
from rlm_tui.domain import outline
from rlm_tui.domain.event_log import EventLog
from rlm_tui.domain.events import SCHEMA_VERSION, Event
from rlm_tui.domain.outline import Fetch, Outline
from rlm_tui.domain.saved_nodes import told_alone
from rlm_tui.domain.session import Node, Session
from rlm_tui.errors import StoreError
from rlm_tui.storage.database import Database
from rlm_tui.storage.reader import Reader

LEVEL = 1
"""Of zlib: the fastest."""
_LAST = "SELECT data FROM events WHERE session = ? AND seq = ?"


class _Header(BaseModel):
    """The first line of a file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    made_by: str
    """The code that folded the session."""
    seq: int
    last: str
    """Digest of the event with that number."""
    sizes: tuple[int, int, int]
    """Bytes of the frame, the rows and the numbers of events."""


class Outlines:
    """One file for each session whose outline was written."""

    def __init__(self, database: Database, reader: Reader, folder: Path | None) -> None:
        self._database = database
        self._reader = reader
        self._folder = folder
        """`None`: the sessions are in memory, and end with the program."""

    async def write(
        self, session_id: str, session: Session, events: Sequence[Event]
    ) -> bool:
        """Keep the outline of a session and all its events; whether it could be kept.

        It cannot where nothing may be written, or the disk is full: then the session
        takes longer to open, and nothing else. Of one that was deleted nothing is kept.
        """
        if self._folder is None or session.seq < 1:
            return False
        last = await self._digest_of(session_id, session.seq)
        if last is None:
            return False
        path = self._file(session_id)
        is_kept = await asyncio.to_thread(_write, path, session, events, last)
        if await self._digest_of(session_id, session.seq) is None:
            self.drop(session_id)  # it was deleted meanwhile
            return False
        return is_kept

    async def read(self, session_id: str) -> Session | None:
        """The session up to an event; `None` if there is no outline that is right."""
        if self._folder is None:
            return None
        found = await asyncio.to_thread(_read, self._file(session_id))
        if found is None:
            return None
        header, outlined = found
        if header.last != await self._digest_of(session_id, header.seq):
            return None
        return await asyncio.to_thread(_opened, outlined, self._fetching(session_id))

    def log(self, session_id: str, count: int) -> EventLog:
        """The first events of a session, of which few are at hand."""
        return EventLog(count, partial(self._reader.events, session_id))

    def _fetching(self, session_id: str) -> Fetch:
        """Gives nodes their texts; one whose events cannot be read says that."""

        def fetch(node: str, numbers: Sequence[int]) -> Node:
            try:
                return told_alone(node, self._reader.events(session_id, numbers))
            except StoreError as error:
                return Node(node, "rlm", error=str(error), warnings=(str(error),))

        return fetch

    def drop(self, session_id: str) -> None:
        """Remove an outline, if there is one, and what a crash has left of one."""
        if self._folder is not None:
            for file in self._folder.glob(f"{_name(session_id)}.*"):
                file.unlink(missing_ok=True)

    def _file(self, session_id: str) -> Path:
        assert self._folder is not None
        return self._folder / f"{_name(session_id)}.outline"

    async def _digest_of(self, session_id: str, seq: int) -> str | None:
        """Digest of an event as it is saved; `None`: there is no such event."""
        rows = await self._database.rows(_LAST, (session_id, seq))
        return hashlib.sha256(rows[0][0].encode()).hexdigest() if rows else None


def _name(session_id: str) -> str:
    """An id is never a path."""
    return quote(session_id, safe="")


@cache
def made_by() -> str:
    """A digest of the code that folds sessions: what it makes is not for other code."""
    sha = hashlib.sha256(f"{SCHEMA_VERSION}".encode())
    for file in sorted(Path(outline.__file__).parent.glob("*.py")):
        sha.update(file.read_bytes())
    return sha.hexdigest()


def _write(path: Path, session: Session, events: Sequence[Event], last: str) -> bool:
    try:
        with collector_paused():
            made = outline.outline_of(session, events)
    except (ValidationError, PydanticSerializationError):
        return False  # halves of UTF-16 pairs, which no file can hold
    parts = (made.frame, made.rows, made.told)
    sizes = (len(made.frame), len(made.rows), len(made.told))
    header = _Header(made_by=made_by(), seq=made.seq, last=last, sizes=sizes)
    packed = zlib.compress(b"".join(parts), LEVEL)
    beside = path.with_suffix(f".{os.getpid()}")
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(descriptor, "wb") as file:
            file.write(header.model_dump_json().encode() + b"\n" + packed)
        os.replace(beside, path)
    except OSError:
        return False
    return True


def _read(path: Path) -> tuple[_Header, Outline] | None:
    try:
        head, _, packed = path.read_bytes().partition(b"\n")
        header = _Header.model_validate(json.loads(head))
        if header.made_by != made_by():
            return None
        whole = zlib.decompress(packed)
    except (OSError, ValueError, zlib.error):
        return None
    frame, rows, _told = header.sizes
    parts = (whole[:frame], whole[frame : frame + rows], whole[frame + rows :])
    return header, Outline(header.seq, *parts)


def _opened(found: Outline, fetch: Fetch) -> Session | None:
    try:
        with collector_paused():
            return outline.opened(found, fetch)
    except ValueError:
        return None
