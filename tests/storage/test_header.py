"""Before a store is opened its file's first bytes tell whether it can be."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from rlm_tui.storage.header import looks_sound
from rlm_tui.storage.store import Store
from tests.storage.samples import SESSION, samples


def database(path: Path, *statements: str) -> None:
    """A file of another program."""
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


@pytest.mark.parametrize("closed", [True, False])
async def test_a_store_looks_sound(tmp_path: Path, *, closed: bool) -> None:
    path = tmp_path / "sessions.db"
    async with Store.open(path) as store:
        await store.append_all(SESSION, samples())
        assert closed or looks_sound(path)

    assert looks_sound(path)


def test_a_file_that_can_be_made_looks_sound(tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()

    assert looks_sound(tmp_path / "empty.db")
    assert looks_sound(tmp_path / "new" / "folder" / "sessions.db")


def test_what_is_no_store_of_ours_does_not(tmp_path: Path) -> None:
    text, other, later = (tmp_path / name for name in ("a.md", "b.db", "c.db"))
    text.write_text("no database")
    database(other, "CREATE TABLE bookmarks (url)")
    ours = f"PRAGMA application_id = {0x524C4D54}"
    database(later, "CREATE TABLE sessions (id)", ours, "PRAGMA user_version = 999")

    assert not looks_sound(text)
    assert not looks_sound(other)
    assert not looks_sound(later)
    assert not looks_sound(tmp_path)
    assert not looks_sound(text / "below a file.db")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_where_nothing_can_be_written_nothing_looks_sound(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)

    assert not looks_sound(tmp_path / "sessions.db")
