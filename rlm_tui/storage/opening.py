"""How a session store is opened: in memory, in a file, or in a file to read only."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from urllib.parse import quote

import aiosqlite

from rlm_tui.storage import projection
from rlm_tui.storage.database import Database
from rlm_tui.storage.failures import explaining
from rlm_tui.storage.header import HEADER_BYTES, version_in
from rlm_tui.storage.migrations import (
    MIGRATIONS,
    check_current,
    check_version,
    migrate,
)


def opened(
    path: Path | None, *, read_only: bool, busy_s: float
) -> AbstractAsyncContextManager[Database]:
    """The database at a path; in memory if there is none, or nothing to read."""
    if path is None or (read_only and _is_blank(path)):
        return open_memory()
    if read_only:
        return open_read_only(path, busy_s=busy_s)
    return open_file(path, busy_s=busy_s)


def _is_blank(path: Path) -> bool:
    """Whether nothing was ever saved there."""
    return not path.exists() or (path.is_file() and path.stat().st_size == 0)


@asynccontextmanager
async def open_memory() -> AsyncIterator[Database]:
    """A database that ends with the program."""
    place = "session store in memory"
    async with _thread(":memory:", place=place) as connection:
        database = Database(connection, place)
        await _prepare(database)
        yield database


@asynccontextmanager
async def open_file(path: Path, *, busy_s: float) -> AsyncIterator[Database]:
    """A file to read and write, made with its folders if it is not there."""
    place = f"session store {path}"
    with explaining(place):
        _create(path)
    target = _uri(path, "mode=rw")
    async with _thread(target, place=place, busy_s=busy_s) as connection:
        await _prepare(Database(connection, place))
        async with _loop_connection(target, place=place) as here:
            yield Database(connection, place, here)


WRITER = """
    PRAGMA synchronous = NORMAL;
    PRAGMA foreign_keys = ON;
    PRAGMA wal_autocheckpoint = 0;
"""
"""Of a connection that writes; `Database` says when the log is written back."""


async def _prepare(database: Database) -> None:
    await check_version(database)  # before the first statement that may write
    await database.rows("PRAGMA journal_mode = WAL")
    await database.script(WRITER)
    await migrate(database)
    await database.script(projection.definitions())


@asynccontextmanager
async def open_read_only(path: Path, *, busy_s: float) -> AsyncIterator[Database]:
    """A file to read, also while another process writes it."""
    place = f"session store {path}"
    with explaining(place), path.open("rb") as file:
        is_earlier = version_in(file.read(HEADER_BYTES)) < len(MIGRATIONS)
    if is_earlier and os.access(path, os.W_OK) and _may_be_shared(path):
        async with open_file(path, busy_s=busy_s):
            pass  # which lifts it
    async with _thread(reading_address(path), place=place, busy_s=busy_s) as connection:
        database = Database(connection, place)
        await check_current(database)
        yield database


def reading_address(path: Path) -> str:
    """What SQLite opens to read a file, also while another process writes it."""
    return _uri(path, "mode=ro" if _may_be_shared(path) else "mode=ro&immutable=1")


def _may_be_shared(path: Path) -> bool:
    """Whether SQLite can make or find the file by which readers and writers agree."""
    log = path.with_name(path.name + "-wal")
    has_log = log.exists() and log.stat().st_size > 0
    return has_log or os.access(path.parent, os.W_OK)


def _create(path: Path) -> None:
    """For nobody else's eyes; SQLite gives the files beside it the same mode."""
    for folder in reversed(path.absolute().parents):
        if not folder.exists():
            folder.mkdir(mode=0o700, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def _uri(path: Path, options: str) -> str:
    return f"file:{quote(os.fsencode(path.absolute()))}?{options}"


@asynccontextmanager
async def _thread(
    target: str, *, place: str, busy_s: float = 0.0
) -> AsyncIterator[aiosqlite.Connection]:
    """A connection with a thread of its own."""
    with explaining(place):
        connection = await aiosqlite.connect(
            target, uri=True, isolation_level=None, timeout=busy_s
        )
    try:
        connection.row_factory = sqlite3.Row
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def _loop_connection(
    target: str, *, place: str
) -> AsyncIterator[sqlite3.Connection]:
    """A connection for small writes on the event loop, which waits for nobody."""
    with explaining(place):
        here = await asyncio.to_thread(_open_for_loop, target)
    try:
        yield here
    finally:
        here.close()


def _open_for_loop(target: str) -> sqlite3.Connection:
    here = sqlite3.connect(
        target, uri=True, isolation_level=None, timeout=0, check_same_thread=False
    )
    here.executescript(WRITER + projection.definitions())
    return here
