"""What the first bytes of a database file tell, without opening it."""

from __future__ import annotations

import os
from pathlib import Path

from rlm_tui.storage.migrations import APPLICATION, MIGRATIONS

HEADER_BYTES = 100
_SQLITE = b"SQLite format 3\0"


def version_in(header: bytes) -> int:
    """The version of the tables, as the file's header has it; ours if it has none.

    It may be higher in the log; what is lifted already is left as it is.
    """
    return _version(header) if _is_ours(header) else len(MIGRATIONS)


def looks_sound(path: Path) -> bool:
    """Whether nothing is seen that would keep a store from being opened there."""
    try:
        with path.open("rb") as file:
            header = file.read(HEADER_BYTES)
    except FileNotFoundError:
        there = next(folder for folder in path.absolute().parents if folder.exists())
        return there.is_dir() and os.access(there, os.W_OK)
    except OSError:
        return False
    return os.access(path, os.W_OK) and (_is_blank(header) or _is_current(header))


def _is_blank(header: bytes) -> bool:
    """Whether there are no tables, or none yet: all may still be in the log."""
    has_tables = any(header[40:44])
    return not header or (header.startswith(_SQLITE) and not has_tables)


def _is_current(header: bytes) -> bool:
    return _is_ours(header) and _version(header) == len(MIGRATIONS)


def _is_ours(header: bytes) -> bool:
    application = APPLICATION.to_bytes(4, "big")
    return header.startswith(_SQLITE) and header[68:72] == application


def _version(header: bytes) -> int:
    return int.from_bytes(header[60:64], "big")
