"""Sessions out of the store into files of any format, and back."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom
from typing import IO, Literal, TypeAlias, assert_never

from pydantic import ValidationError

from rlm_tui.domain.brought import Brought
from rlm_tui.domain.events import EVENT, SCHEMA_VERSION, Event, SessionCreated
from rlm_tui.domain.reduce import replay
from rlm_tui.domain.session import Session
from rlm_tui.domain.values import JSON
from rlm_tui.errors import ExchangeError
from rlm_tui.exchange import jsonl, markdown, otel, page, rlms_log
from rlm_tui.exchange.admission import check_event, followed
from rlm_tui.exchange.detect import detect
from rlm_tui.exchange.items import Blob, Item, Notice
from rlm_tui.storage.ids import is_session_id
from rlm_tui.storage.store import Store
from rlm_tui.storage.upcasters import upcast
from rlm_tui.tell import Tell, tell_nobody

Format: TypeAlias = Literal["jsonl", "rlms", "md", "html", "otel"]
ENDINGS: dict[Format, str] = {
    "jsonl": ".jsonl",
    "rlms": ".rlms.jsonl",
    "md": ".md",
    "html": ".html",
    "otel": ".otel.jsonl",
}

TOGETHER = 64
"""Events that an import saves at once."""
WRITTEN_CHARS = 1 << 16
"""An export goes to its file in pieces of about this size."""


async def exported(store: Store, session_id: str, form: Format) -> AsyncIterator[str]:
    """A session in a format, piece by piece.

    Raises:
        StoreError: there is no such session, or it cannot be read.
    """
    is_live = store.is_running(session_id)
    events = await store.load(session_id)
    session = await asyncio.to_thread(replay, events)
    match form:
        case "jsonl":
            pieces = jsonl.write(events, store.read_pieces)
        case "rlms":
            pieces = rlms_log.write(session, events, store.read_text)
        case "md":
            pieces = markdown.write(session, store.read_text, is_live=is_live)
        case "html":
            pieces = page.write(session, store.read_text, is_live=is_live)
        case "otel":
            pieces = otel.write(session, events, store.read_text)
        case _:
            assert_never(form)
    async for piece in pieces:
        yield piece


async def write_file(
    pieces: AsyncIterator[str],
    path: Path,
    *,
    overwrite: bool,
    tell: Tell = tell_nobody,
) -> int:
    """Write an export; the file is there whole or not at all.

    Returns:
        The bytes written.

    Raises:
        ExchangeError: it is there already, or cannot be written.
    """
    part = path.with_name(path.name + ".part")
    try:
        await asyncio.to_thread(_refuse_existing, path, overwrite=overwrite)
        with part.open("w", encoding="utf-8", errors="backslashreplace") as file:
            await _write(pieces, file, tell)
        return await asyncio.to_thread(_put_in_place, part, path)
    except OSError as error:
        raise ExchangeError(f"{path}: {error.strerror or error}") from error
    finally:
        await asyncio.to_thread(part.unlink, missing_ok=True)


def _refuse_existing(path: Path, *, overwrite: bool) -> None:
    if not overwrite and path.exists():
        raise ExchangeError(f"{path} is there already; --force overwrites it")


def _put_in_place(part: Path, path: Path) -> int:
    part.replace(path)
    return path.stat().st_size


async def _write(pieces: AsyncIterator[str], file: IO[str], tell: Tell) -> None:
    waiting: list[str] = []
    size = written = 0
    async for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size >= WRITTEN_CHARS:
            await asyncio.to_thread(file.write, "".join(waiting))
            written += size
            tell(written, 0)
            waiting, size = [], 0
    await asyncio.to_thread(file.write, "".join(waiting))


@dataclass(frozen=True, slots=True)
class Import:
    """What a file brought."""

    file: str
    source: str
    """Whose log it is."""
    sessions: tuple[str, ...]
    events: int
    notices: tuple[str, ...]


async def import_file(store: Store, path: Path, *, tell: Tell = tell_nobody) -> Import:
    """Save the sessions of a file: all of them, or none.

    Raises:
        ExchangeError: the file cannot be read or is no log that is known here.
        StoreError: they cannot be saved.
    """
    try:
        with path.open("rb") as file:
            of = os.fstat(file.fileno())
            at = of.st_mtime
            found = await asyncio.to_thread(detect, file, read_saved=read_saved, at=at)
            taking = _Taking(store)
            try:
                while item := await asyncio.to_thread(next, found.items, None):
                    await taking.take(item)
                    tell(file.tell(), of.st_size)
                await taking.save()
            except BaseException:
                await taking.undo()
                raise
    except OSError as error:
        raise ExchangeError(f"{path}: {error.strerror or error}") from error
    except ExchangeError as error:
        raise ExchangeError(f"{path}: {error}") from error
    return Import(
        file=str(path),
        source=found.source,
        sessions=tuple(taking.sessions),
        events=taking.events,
        notices=tuple(taking.notices),
    )


def read_saved(saved: Mapping[str, JSON], version: int) -> Event:
    """An event of an export, lifted to this version.

    Raises:
        ExchangeError: it is damaged, or of a later version.
    """
    if version > SCHEMA_VERSION:
        raise ExchangeError(
            f"its events have version {version}, this program knows up to "
            f"{SCHEMA_VERSION}; update rlm-tui to import it"
        )
    try:
        return EVENT.validate_python(upcast(dict(saved), version))
    except ValidationError as error:
        raise ExchangeError(_first_problem(error)) from error
    except (KeyError, TypeError) as error:
        raise ExchangeError(f"an event cannot be read: {error!s:.300}") from error


def _first_problem(error: ValidationError) -> str:
    problem = error.errors(include_url=False)[0]
    kind, *place = [*map(str, problem["loc"]), "event"][: len(problem["loc"]) or 1]
    where = f" at {'.'.join(place)[:80]}" if place else ""
    message = problem["msg"][:1].lower() + problem["msg"][1:100]
    found = f"found {problem['input']!r:.80}"
    return f"this {kind} cannot be read{where}: {message}; {found}"


class _Taking:
    """Saves what an importer gives."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: list[Event] = []
        self._seq = 0
        self._session = Session()
        """What has been saved of the session that is being read."""
        self.sessions: list[str] = []
        self.notices: list[str] = []
        self.events = 0

    async def take(self, item: Item) -> None:
        match item:
            case Notice():
                self.notices.append(item.text)
            case Blob():
                await self._store.save_pieces(item.hash, item.pieces)
            case SessionCreated():
                await self.save()
                await self._begin(item)
            case _:
                await self._add(item)

    async def _begin(self, event: SessionCreated) -> None:
        taken = event.session in await self._store.ids()
        if taken or not is_session_id(event.session):
            new = await self._store.new_id(time.time(), SystemRandom())
            if taken:
                self.notices.append(f"{event.session} is here already; saved as {new}")
            event = event.model_copy(update={"session": new})
        # Files and servers of another machine, or of somebody who means harm: nothing
        # of this may be read, run or called because a file says so.
        event = event.model_copy(update={"brought": Brought()})
        self.sessions.append(event.session)
        self._seq, self._session = 0, Session()
        await self._add(event)

    async def _add(self, event: Event) -> None:
        if not self.sessions:
            raise ExchangeError(f"it begins with {event.kind}, not with a session")
        check_event(event)
        self._seq += 1
        self.events += 1
        self._waiting.append(event.model_copy(update={"seq": self._seq}))
        if len(self._waiting) >= TOGETHER:
            await self.save()

    async def save(self) -> None:
        if self._waiting:
            self._session = await asyncio.to_thread(
                followed, self._session, self._waiting
            )
            await self._store.append_all(self.sessions[-1], self._waiting)
            self._waiting = []

    async def undo(self) -> None:
        """Remove what was saved of the file."""
        saved = await self._store.ids()
        for session_id in self.sessions:
            if session_id in saved:
                await self._store.delete(session_id)
