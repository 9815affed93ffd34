"""How sessions leave the database, and the disk."""

from __future__ import annotations

from rlm_tui.errors import StoreLockedError
from rlm_tui.storage.database import Database

ORPHAN_S = 60
"""A text that no session names for so long was meant for one that never began."""

_ORPHANS = """
    DELETE FROM blobs
    WHERE saved_at < strftime('%s', 'now') - ?
    AND NOT EXISTS (SELECT 1 FROM uses WHERE uses.hash = blobs.hash)"""


async def delete(database: Database, session_id: str) -> None:
    """Remove a session with the texts that no other one uses.

    What it held is overwritten with zeros in the file; the log may still have it.
    """
    await database.rows("PRAGMA secure_delete = ON")
    try:
        await database.write("DELETE FROM sessions WHERE id = ?", (session_id,))
    finally:
        await database.rows("PRAGMA secure_delete = OFF")


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
