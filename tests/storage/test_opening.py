"""A file is opened as what it is, or refused untouched with a way out."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from rlm_tui.domain.events_of_code import CodeExecuted
from rlm_tui.domain.text import Text
from rlm_tui.errors import StoreError, StoreLockedError
from rlm_tui.storage.blob_table import BlobTable
from rlm_tui.storage.migrations import MIGRATIONS
from rlm_tui.storage.opening import open_file
from rlm_tui.storage.run_locks import RunLocks
from rlm_tui.storage.store import Store
from tests.storage.samples import SESSION, created, samples

WRITER = """
import asyncio, os, signal, sys
from pathlib import Path
from rlm_tui.storage.store import Store
from tests.storage.samples import SESSION, samples

async def main():
    async with Store.open(Path(sys.argv[1])) as store:
        async with store.running(SESSION):
            for event in samples()[:12]:
                await store.append(SESSION, event)
            os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


async def make(path: Path) -> None:
    """A store with one session."""
    async with Store.open(path) as store:
        for event in samples():
            await store.append(SESSION, event)


def change(path: Path, *statements: str) -> None:
    """Change a database behind the store's back."""
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def content(path: Path) -> bytes:
    return path.read_bytes()


def put(path: Path, data: bytes) -> None:
    """A file that no store has made."""
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)


def names(folder: Path) -> set[str]:
    return set(os.listdir(folder)) if folder.exists() else set()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


async def test_a_closed_store_can_be_opened_again(path: Path) -> None:
    await make(path)

    async with Store.open(path) as store:
        assert await store.load(SESSION) == tuple(samples())


async def test_nobody_else_may_read_what_is_saved(path: Path) -> None:
    before = os.umask(0)
    try:
        async with Store.open(path) as store, store.running(SESSION):
            await store.append(SESSION, created(seq=1))
            files = [file for file in path.parent.iterdir() if file.is_file()]

            assert {file.name.removeprefix(path.name) for file in files} == {
                "",
                "-wal",
                "-shm",
            }
            assert {mode(file) for file in files} == {0o600}
            assert (
                mode(path.parent) == mode(path.parent / f"{path.name}.locks") == 0o700
            )
    finally:
        os.umask(before)


@pytest.mark.parametrize("path", [None, Path(":memory:")])
async def test_a_store_in_memory_leaves_nothing(
    path: Path | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with Store.open(path) as store, store.running(SESSION):
        for event in samples():
            await store.append(SESSION, event)
        assert await store.load(SESSION) == tuple(samples())
        with pytest.raises(StoreLockedError):
            async with store.running(SESSION):
                pass

    assert names(tmp_path) == set()


def test_what_was_saved_survives_a_kill(path: Path) -> None:
    ended = subprocess.run([sys.executable, "-c", WRITER, str(path)], check=False)

    assert ended.returncode == -signal.SIGKILL


async def test_after_a_kill_nothing_is_lost_and_nothing_is_locked(path: Path) -> None:
    test_what_was_saved_survives_a_kill(path)

    async with Store.open(path) as store:
        assert await store.load(SESSION) == tuple(samples()[:12])
        [row] = await store.sessions()
        assert (row.status, row.waiting) == ("interrupted", 1)
        async with store.running(SESSION):
            await store.append(SESSION, samples()[12])


@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize("journal", ["DELETE", "WAL"])
async def test_a_later_version_is_refused_untouched(
    path: Path, journal: str, read_only: bool
) -> None:
    await make(path)
    change(path, f"PRAGMA journal_mode = {journal}", "PRAGMA user_version = 99")
    before = content(path)

    with pytest.raises(
        StoreError, match=f"has version 99, this program knows up to {len(MIGRATIONS)}"
    ):
        async with Store.open(path, read_only=read_only):
            pass

    assert content(path) == before


@pytest.mark.parametrize("read_only", [False, True])
async def test_the_database_of_another_program_is_refused_untouched(
    path: Path, read_only: bool
) -> None:
    path.parent.mkdir()
    change(path, "CREATE TABLE bookmarks (url TEXT)")
    before = content(path)

    with pytest.raises(StoreError, match="is a database of another program"):
        async with Store.open(path, read_only=read_only):
            pass

    assert content(path) == before


async def test_an_earlier_version_that_cannot_be_written_is_not_read(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make(path)
    change(path, "PRAGMA user_version = 1")
    monkeypatch.setattr(os, "access", lambda *_: False)

    with pytest.raises(StoreError, match="open it once for writing"):
        async with Store.open(path, read_only=True):
            pass


@pytest.mark.parametrize("read_only", [False, True])
async def test_a_file_that_is_no_database_is_refused_untouched(
    path: Path, read_only: bool
) -> None:
    put(path, b"# Notes\n" * 1_000)

    with pytest.raises(StoreError, match=r"is not a session store; move it away.*--db"):
        async with Store.open(path, read_only=read_only):
            pass

    assert content(path) == b"# Notes\n" * 1_000


async def test_a_damaged_file_is_refused(path: Path) -> None:
    await make(path)
    whole = content(path)
    put(path, whole[:4096] + b"\xaa" * (len(whole) - 4096))

    with pytest.raises(StoreError, match=r"is damaged; move it away.*--db"):
        async with Store.open(path) as store:
            await store.load(SESSION)


@pytest.mark.parametrize("read_only", [False, True])
async def test_a_folder_in_place_of_the_file_is_refused(
    path: Path, read_only: bool
) -> None:
    os.makedirs(path)

    with pytest.raises(
        StoreError, match=r"sessions\.db.*choose another file with --db"
    ):
        async with Store.open(path, read_only=read_only):
            pass


async def test_a_folder_that_cannot_be_made_is_named(path: Path) -> None:
    put(path.parent, b"a file")

    with pytest.raises(StoreError, match=r"sessions\.db.*--no-store"):
        async with Store.open(path):
            pass


async def test_a_store_that_another_process_writes_is_locked(path: Path) -> None:
    await make(path)
    other = sqlite3.connect(path, isolation_level=None)
    async with Store.open(path, busy_s=0.01) as store:
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(StoreLockedError, match="held by another process"):
            await store.append("s_new", created("s_new", seq=1))
        with pytest.raises(StoreLockedError, match="held by another process"):
            async with Store.open(path, busy_s=0.01):
                pass
        assert len(await store.load(SESSION)) == len(samples())

        other.execute("ROLLBACK")
        await store.append("s_new", created("s_new", seq=1))
    other.close()


async def test_a_full_disk_stops_the_run_and_keeps_what_was_saved(path: Path) -> None:
    await make(path)
    noise = Text.of(os.urandom(1 << 20).hex())
    event = CodeExecuted(
        seq=len(samples()) + 1,
        node="0",
        iteration=1,
        block=1,
        code=Text.of("x"),
        stdout=noise,
    )
    async with open_file(path, busy_s=1) as database:
        pages = await database.number("PRAGMA page_count")
        await database.rows(f"PRAGMA max_page_count = {pages + 2}")
        store = Store(database, BlobTable(database, None), RunLocks(None))

        with pytest.raises(StoreError, match="the disk is full; make room"):
            await store.append(SESSION, event)

        assert await store.load(SESSION) == tuple(samples())


async def test_a_closed_store_says_so(path: Path) -> None:
    async with Store.open(path) as store:
        pass

    with pytest.raises(StoreError, match=r"failed: .*(closed|connection)"):
        await store.append(SESSION, created(seq=1))


@pytest.mark.parametrize("data", [None, b""])
async def test_read_only_nothing_saved_is_an_empty_list(
    path: Path, data: bytes | None
) -> None:
    if data is not None:
        put(path, data)

    async with Store.open(path, read_only=True) as store:
        assert await store.sessions() == []

    assert names(path.parent) == (set() if data is None else {path.name})
    assert data is None or content(path) == data


async def test_read_only_changes_no_byte(path: Path) -> None:
    await make(path)
    before = content(path)

    async with Store.open(path, read_only=True) as store:
        [row] = await store.sessions()
        assert await store.load(await store.resolve(row.id)) == tuple(samples())

    assert content(path) == before


async def test_a_store_on_a_read_only_disk_can_be_read(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make(path)
    before = names(path.parent)
    monkeypatch.setattr(os, "access", lambda *_: False)

    async with Store.open(path, read_only=True) as store:
        assert await store.load(SESSION) == tuple(samples())
        assert names(path.parent) == before


async def test_a_path_may_hold_any_character(tmp_path: Path) -> None:
    path = tmp_path / "a?b#c %41" / "ü;.db"
    await make(path)

    async with Store.open(path, read_only=True) as store:
        assert len(await store.sessions()) == 1
