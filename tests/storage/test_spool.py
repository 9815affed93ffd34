"""Large values wait in files beside the database until they are packed into it."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from rlm_tui.domain.events import ContextInfo
from rlm_tui.domain.stored_form import digest, pieces_of
from rlm_tui.domain.values import ContextValue
from rlm_tui.errors import StoreError
from rlm_tui.storage import spool
from rlm_tui.storage.disk import disk_use
from rlm_tui.storage.spool import LEFT_S, Spools
from rlm_tui.storage.store import Store
from tests.factories import created

TEXT = "some words, é and so on\n" * 100
NAME = digest(pieces_of(TEXT))
INFO = ContextInfo(hash=NAME)
VALUES = [TEXT, ["a" * 3_000, {"b": "\ud800"}], {"a.md": TEXT, "n": 1}]


@pytest.fixture(autouse=True)
def little_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that values wait which a test has the time for."""
    monkeypatch.setattr(spool, "LARGE_BYTES", 1_000)


@pytest.fixture
async def left(path: Path) -> Path:
    """The file that a process leaves which is killed before it has packed a context.

    The session has begun.
    """
    async with Store.open(path) as store:
        await store.save_context(TEXT)
        begun = created(session="s_a", context=INFO, seq=1)
        await store.append("s_a", begun)
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("UPDATE blobs SET bytes = x''")
    connection.close()
    place = Spools(path).place(NAME)
    place.write_bytes(TEXT.encode())
    return place


def packed_bytes(path: Path) -> int:
    """How long the context is in the database; 0: it waits."""
    connection = sqlite3.connect(path)
    [(size,)] = connection.execute("SELECT LENGTH(bytes) FROM blobs").fetchall()
    connection.close()
    return int(size)


def is_there(file: Path) -> bool:
    """Whether a file waits."""
    return file.exists()


def beside(path: Path) -> list[Path]:
    """The files of values that wait beside a database."""
    return list(path.parent.glob(f"{path.name}.context-*"))


def age(file: Path) -> None:
    """Nobody has written to the file for long."""
    long_ago = file.stat().st_mtime - 2 * LEFT_S
    os.utime(file, (long_ago, long_ago))


@pytest.mark.parametrize("value", VALUES, ids=["str", "list", "dict"])
async def test_a_value_is_written_down_while_its_hash_is_found(
    tmp_path: Path, value: ContextValue
) -> None:
    spools = Spools(tmp_path / "s.db")

    taken = await spools.take(value)
    spools.put(taken)

    stored = b"".join(pieces_of(value))
    assert (taken.name, taken.size) == (digest([stored]), len(stored))
    assert b"".join(spools.checked(taken.name)) == stored
    assert spools.place(taken.name).stat().st_mode & 0o777 == 0o600
    assert spools.names() == [taken.name]


async def test_a_database_may_have_any_name(tmp_path: Path) -> None:
    path = tmp_path / "mine[1]*.db"
    spools = Spools(path)
    spools.put(await spools.take(TEXT))

    assert spools.names() == [NAME]
    assert disk_use(path) == len(TEXT.encode())


@pytest.mark.parametrize("value", VALUES, ids=["str", "list", "dict"])
@pytest.mark.parametrize("is_in_file", [True, False])
async def test_a_large_value_comes_back_and_nothing_is_left_beside(
    path: Path, value: ContextValue, is_in_file: bool
) -> None:
    kind = {str: "str", list: "list", dict: "dict"}[type(value)]
    async with Store.open(path if is_in_file else None) as store:
        name = await store.save_context(value)
        assert await store.save_context(value) == name
        info = ContextInfo.model_validate({"type": kind, "hash": name})
        assert await store.read_context(info) == value

    assert not Spools(path).names()


async def test_what_a_killed_process_has_not_packed_is_read_and_packed(
    path: Path, left: Path
) -> None:
    async with Store.open(path) as store:
        assert await store.read_context(INFO) == TEXT

    assert packed_bytes(path) > 0
    assert not is_there(left)


async def test_read_only_it_is_read_and_left_as_it_is(path: Path, left: Path) -> None:
    async with Store.open(path, read_only=True) as store:
        assert await store.read_context(INFO) == TEXT

    assert packed_bytes(path) == 0
    assert is_there(left)


async def test_it_is_packed_the_next_time_although_nobody_reads_it(
    path: Path, left: Path
) -> None:
    age(left)
    async with Store.open(path):
        pass

    assert packed_bytes(path) > 0
    assert not is_there(left)


async def test_what_another_process_may_be_packing_is_left_to_it(
    path: Path, left: Path
) -> None:
    async with Store.open(path):
        pass

    assert packed_bytes(path) == 0
    assert is_there(left)


async def test_a_file_that_was_packed_or_never_finished_is_removed(path: Path) -> None:
    async with Store.open(path) as store:
        await store.save_context(TEXT)
    spools = Spools(path)
    for name in (NAME, "0a1b.part"):
        spools.place(name).write_bytes(b"x")
        age(spools.place(name))

    async with Store.open(path):
        pass

    assert beside(path) == []


async def test_the_same_context_once_more_is_packed(path: Path, left: Path) -> None:
    async with Store.open(path) as store:
        assert await store.save_context(TEXT) == NAME

    assert packed_bytes(path) > 0
    assert not is_there(left)


async def test_a_file_that_is_gone_is_named_in_one_line(path: Path, left: Path) -> None:
    os.unlink(left)

    async with Store.open(path) as store:
        with pytest.raises(StoreError) as refused:
            await store.read_context(INFO)

    assert str(left) in str(refused.value)
    assert "was not packed before its process was killed" in str(refused.value)
    assert "\n" not in str(refused.value)


async def test_what_is_gone_is_kept_again_when_it_is_brought_again(
    path: Path, left: Path
) -> None:
    os.unlink(left)

    async with Store.open(path) as store:
        await store.save_context(TEXT)
        assert await store.read_context(INFO) == TEXT


async def test_a_file_with_something_else_is_damaged(path: Path, left: Path) -> None:
    os.truncate(left, 10)

    async with Store.open(path) as store:
        with pytest.raises(StoreError, match="its hash is another"):
            await store.read_context(INFO)

    assert is_there(left)


async def test_the_file_goes_with_its_session(path: Path, left: Path) -> None:
    async with Store.open(path) as store:
        await store.delete("s_a")

        assert not is_there(left)


async def test_it_counts_as_what_the_session_takes(path: Path, left: Path) -> None:
    async with Store.open(path, read_only=True) as store:
        sizes = await store.sizes()

    assert sizes["s_a"] > len(TEXT.encode())
    before = disk_use(path)
    os.unlink(left)
    assert before - disk_use(path) == len(TEXT.encode())


async def test_where_there_is_no_room_it_is_said(tmp_path: Path) -> None:
    spools = Spools(tmp_path / "gone" / "s.db")

    with pytest.raises(StoreError, match=r"cannot be saved to .*gone .*--db"):
        await spools.take(TEXT)


async def test_a_file_that_another_process_removed_is_an_error_and_no_loss(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = Spools.put

    def removed(self: Spools, taken: spool.Taken) -> None:
        assert taken.part is not None
        taken.part.unlink()
        put(self, taken)

    async with Store.open(path) as store:
        with monkeypatch.context() as patched:
            patched.setattr(Spools, "put", removed)
            with pytest.raises(StoreError, match="cannot be saved"):
                await store.save_context(TEXT)

        assert await store.save_context(TEXT) == NAME
        assert await store.read_context(INFO) == TEXT
