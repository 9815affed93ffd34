"""The tables, and how those of earlier versions become those of this one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rlm_tui.errors import StoreError

if TYPE_CHECKING:
    from rlm_tui.storage.database import Database

APPLICATION = 0x524C4D54
"""`RLMT`: tells our files from other programs' databases."""

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE sessions (
            id TEXT PRIMARY KEY,
            created_at REAL NOT NULL,
            title TEXT NOT NULL,
            question TEXT NOT NULL,
            context TEXT NOT NULL,
            model TEXT NOT NULL,
            sub_model TEXT NOT NULL,
            parent TEXT,
            status TEXT,
            answer TEXT,
            waiting INTEGER NOT NULL DEFAULT 0,
            nodes INTEGER NOT NULL DEFAULT 0,
            calls INTEGER NOT NULL DEFAULT 0,
            cost REAL NOT NULL DEFAULT 0,
            unpriced_calls INTEGER NOT NULL DEFAULT 0
        )""",
        """CREATE TABLE events (
            session TEXT NOT NULL REFERENCES sessions(id)
                ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
            seq INTEGER NOT NULL CHECK (seq > 0),
            kind TEXT NOT NULL,
            node TEXT,
            ticket TEXT,
            version INTEGER NOT NULL,
            data TEXT NOT NULL,
            PRIMARY KEY (session, seq)
        )""",
        """CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events BEGIN
            SELECT RAISE(ABORT, 'events are append-only');
        END""",
        """CREATE TABLE blobs (
            hash TEXT PRIMARY KEY,
            bytes BLOB NOT NULL,
            size INTEGER NOT NULL
        )""",
        """CREATE TABLE uses (
            session TEXT NOT NULL REFERENCES sessions(id)
                ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
            hash TEXT NOT NULL REFERENCES blobs(hash)
                DEFERRABLE INITIALLY DEFERRED,
            PRIMARY KEY (session, hash)
        ) WITHOUT ROWID""",
        "CREATE INDEX uses_by_hash ON uses(hash)",
        """CREATE TRIGGER unused_blobs_go AFTER DELETE ON uses
            WHEN NOT EXISTS (SELECT 1 FROM uses WHERE hash = OLD.hash)
        BEGIN
            DELETE FROM blobs WHERE hash = OLD.hash;
        END""",
    ),
    (
        # A text that no session names yet may be one that is about to be named.
        "ALTER TABLE blobs ADD COLUMN saved_at INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE sessions ADD COLUMN marked INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE sessions ADD COLUMN note TEXT NOT NULL DEFAULT ''",
    ),
    (
        # The context in which a text's bytes are places; without one they are whole.
        """ALTER TABLE blobs ADD COLUMN source TEXT REFERENCES blobs(hash)
            DEFERRABLE INITIALLY DEFERRED""",
        "CREATE INDEX blobs_by_source ON blobs(source) WHERE source IS NOT NULL",
    ),
    (
        # Up to which event the row of a session counts its nodes and calls.
        "ALTER TABLE sessions ADD COLUMN counted INTEGER NOT NULL DEFAULT 0",
        """UPDATE sessions SET counted =
            (SELECT COALESCE(MAX(seq), 0) FROM events WHERE session = sessions.id)""",
    ),
)
"""Each lifts the tables by one version; what is released is never changed."""


async def migrate(database: Database) -> None:
    """Bring the tables up to date, in one transaction."""
    await database.rows("BEGIN IMMEDIATE")
    try:
        # The version is read inside: another process may have been first.
        await _lift(database, await check_version(database))
        await database.rows("COMMIT")
    except BaseException:
        await database.rows("ROLLBACK")
        raise


async def _lift(database: Database, version: int) -> None:
    if version >= len(MIGRATIONS):
        return
    for migration in MIGRATIONS[version:]:
        for statement in migration:
            await database.rows(statement)
    await database.rows(f"PRAGMA application_id = {APPLICATION}")
    await database.rows(f"PRAGMA user_version = {len(MIGRATIONS)}")


async def check_version(database: Database) -> int:
    """The version of the tables.

    Raises:
        StoreError: they were made by a later version or by another program.
    """
    version = await database.number("PRAGMA user_version")
    if await _is_foreign(database):
        raise StoreError(
            f"{database.place} is a database of another program; "
            "choose another file with --db"
        )
    if version > len(MIGRATIONS):
        raise StoreError(
            f"{database.place} has version {version}, this program knows up to "
            f"{len(MIGRATIONS)}; update rlm-tui, or choose another file with --db"
        )
    return version


async def _is_foreign(database: Database) -> bool:
    if await database.number("PRAGMA application_id") == APPLICATION:
        return False
    return await database.number("SELECT COUNT(*) FROM sqlite_master") > 0


async def check_current(database: Database) -> None:
    """Accept only tables that can be read as they are.

    Raises:
        StoreError: they are older, newer or not ours.
    """
    version = await check_version(database)
    if version < len(MIGRATIONS):
        raise StoreError(
            f"{database.place} has version {version}, this program reads "
            f"{len(MIGRATIONS)}; open it once for writing to lift it"
        )
