"""What sessions take of the disk, and how they leave it."""

from __future__ import annotations

import glob
import sqlite3
from pathlib import Path

from rlm_tui.errors import StoreError, StoreLockedError
from rlm_tui.storage.blob_table import BlobTable
from rlm_tui.storage.database import Database

ORPHAN_S = 60
"""A text that no session names for so long was meant for one that never began."""

_ORPHANS = """
    DELETE FROM blobs
    WHERE saved_at < strftime('%s', 'now') - ?
    AND NOT EXISTS (SELECT 1 FROM uses WHERE uses.hash = blobs.hash)
    AND NOT EXISTS (SELECT 1 FROM blobs AS quoting WHERE quoting.source = blobs.hash)"""

_QUOTING = """
    SELECT DISTINCT quoting.hash
    FROM uses AS own
    JOIN blobs AS quoting ON quoting.source = own.hash
    JOIN uses AS other ON other.hash = quoting.hash AND other.session <> own.session
    WHERE own.session = ? AND NOT EXISTS (
        SELECT 1 FROM uses WHERE hash = own.hash AND session <> own.session
    )"""
"""Texts of other sessions that are places in contexts which only this one uses."""

SIZES = """
    SELECT session, SUM(bytes) AS bytes FROM (
        SELECT session, SUM(LENGTH(data)) AS bytes FROM events GROUP BY session
        UNION ALL
        SELECT uses.session, SUM(COALESCE(NULLIF(LENGTH(blobs.bytes), 0), blobs.size))
        FROM uses JOIN blobs ON blobs.hash = uses.hash GROUP BY uses.session
    ) GROUP BY session"""
"""What each session takes; what is not packed yet is as long as it is."""


def disk_use(path: Path) -> int:
    """Bytes of the database and of what lies beside it."""
    beside = path.parent.glob(f"{glob.escape(path.name)}*")
    files = [file for found in beside for file in (found, *found.glob("*"))]
    return sum(file.stat().st_size for file in files if file.is_file())


async def delete(database: Database, texts: BlobTable, session_id: str) -> None:
    """Remove a session with the texts that no other one uses.

    What it held is overwritten with zeros in the file; the log may still have it.
    """
    while True:
        for row in await database.rows(_QUOTING, (session_id,)):
            await texts.make_whole(str(row["hash"]))
        try:
            await _delete(database, session_id)
            return await texts.forget_unused()
        except StoreError as error:
            # Another process may have begun to use such a text meanwhile.
            if not isinstance(error.__cause__, sqlite3.IntegrityError):
                raise


async def _delete(database: Database, session_id: str) -> None:
    await database.rows("PRAGMA secure_delete = ON")
    try:
        await database.write("DELETE FROM sessions WHERE id = ?", (session_id,))
    finally:
        await database.rows("PRAGMA secure_delete = OFF")


def delete_drafts(folder: Path, session_id: str) -> None:
    """Remove what a person had begun to write in a session."""
    (folder / f"{session_id}.json").unlink(missing_ok=True)


async def wipe(database: Database) -> bool:
    """Empty the log, remove texts without a session, give space back to the disk."""
    await database.rows("PRAGMA secure_delete = ON")
    try:
        await database.write(_ORPHANS, (ORPHAN_S,))
        await database.write("VACUUM")
    except StoreLockedError:
        return False
    finally:
        await database.rows("PRAGMA secure_delete = OFF")
    return await database.write_back()
