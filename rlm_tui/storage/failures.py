"""What the database's own errors mean, and what a person can do about them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from rlm_tui.errors import StoreError, StoreLockedError

LOCKED = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})

REMEDIES: dict[int, str] = {
    sqlite3.SQLITE_READONLY: "cannot be written; choose another file with --db, "
    "or keep nothing with --no-store",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; check that its folder exists and may "
    "be written, or choose another file with --db",
    sqlite3.SQLITE_FULL: "cannot grow, the disk is full; make room and start again: "
    "what was saved before is intact",
    sqlite3.SQLITE_IOERR: "cannot be read or written; check the disk, "
    "or choose another file with --db",
    sqlite3.SQLITE_NOTADB: "is not a session store; move it away, "
    "or choose another file with --db",
    sqlite3.SQLITE_CORRUPT: "is damaged; move it away to start a new one, "
    "or choose another file with --db",
    sqlite3.SQLITE_TOOBIG: "cannot hold a text of more than a gigabyte; "
    "split it, or keep nothing with --no-store",
}


def explained(error: Exception, place: str) -> StoreError:
    """The error in words, with a way out."""
    code = primary_code(error)
    if code in LOCKED:
        return StoreLockedError(
            f"{place} is held by another process; wait until that is done, "
            "or choose another file with --db"
        )
    if code in REMEDIES:
        return StoreError(f"{place} {REMEDIES[code]}")
    return StoreError(f"{place} failed: {error}")


def primary_code(error: Exception) -> int:
    """SQLite's result code without its extension; 0 if it has none."""
    code = error.sqlite_errorcode if hasattr(error, "sqlite_errorcode") else 0
    return int(code) & 0xFF


@contextmanager
def explaining(place: str) -> Iterator[None]:
    """Turn what the database and the file system raise into errors of the store."""
    try:
        yield
    except (sqlite3.Error, ValueError, OverflowError) as error:
        # aiosqlite raises a ValueError when it is closed already.
        raise explained(error, place) from error
    except OSError as error:
        raise StoreError(
            f"{place}: {error.strerror or error}; choose another file with --db, "
            "or keep nothing with --no-store"
        ) from error
