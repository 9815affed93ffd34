"""Events are saved on the loop where that is quick, and in a thread where it is not."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest

from rlm_tui.domain.events import Event, Warned
from rlm_tui.domain.events_of_code import CodeExecuted, OutputDelta
from rlm_tui.domain.text import Text
from rlm_tui.errors import StoreError
from rlm_tui.storage import database
from rlm_tui.storage.appending import SMALL_CHARS
from rlm_tui.storage.blob_table import BlobTable
from rlm_tui.storage.opening import open_file
from rlm_tui.storage.run_locks import RunLocks
from rlm_tui.storage.store import Store
from tests.storage.samples import SESSION, created


def warned(seq: int, message: str = "look") -> Warned:
    return Warned(seq=seq, node="0", warning="loop", message=message)


def output(seq: int, text: str) -> CodeExecuted:
    return CodeExecuted(
        seq=seq, node="0", iteration=1, block=1, code=Text.of("x"), stdout=Text.of(text)
    )


@pytest.fixture
async def begun(store: Store) -> Store:
    """The first event is always written in the thread."""
    await store.append(SESSION, created(seq=1))
    return store


def on_disk(path: Path) -> int:
    connection = sqlite3.connect(path)
    try:
        [[number]] = connection.execute("SELECT COUNT(*) FROM events")
    finally:
        connection.close()
    return int(number)


async def test_what_is_small_is_on_disk_at_once(begun: Store, path: Path) -> None:
    assert begun.append_now(SESSION, [warned(2), output(3, "words " * 1_000)])

    assert on_disk(path) == 3
    events = await begun.load(SESSION)
    assert isinstance(events[2], CodeExecuted)
    assert await begun.read_text(events[2].stdout) == "words " * 1_000


async def test_what_is_large_is_left_to_the_thread(begun: Store, path: Path) -> None:
    event = output(2, "x" * (SMALL_CHARS + 1))

    assert not begun.append_now(SESSION, [event])
    assert on_disk(path) == 1
    await begun.append(SESSION, event)
    assert await begun.load(SESSION) == (created(seq=1), event)


async def test_nobody_waits_on_the_loop_for_another_writer(
    begun: Store, path: Path
) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    assert not begun.append_now(SESSION, [warned(2)])
    other.execute("ROLLBACK")
    assert begun.append_now(SESSION, [warned(2)])
    other.close()


async def test_events_are_saved_together_or_not_at_all(begun: Store) -> None:
    assert begun.append_now(SESSION, [warned(2)])

    with pytest.raises(StoreError, match=r"event 3 .* is saved already"):
        begun.append_now(SESSION, [warned(3), warned(2)])

    assert await begun.load(SESSION) == (created(seq=1), warned(2))


@pytest.mark.parametrize(
    ("session", "events", "message"),
    [
        ("s_none", [warned(1)], "names a session or a text that is not saved"),
        (SESSION, [warned(0)], "has no number"),
        (
            SESSION,
            [OutputDelta(seq=2, node="0", iteration=1, block=1, text="x")],
            "cannot be saved",
        ),
    ],
)
async def test_what_cannot_be_saved_is_named(
    begun: Store, session: str, events: Sequence[Event], message: str
) -> None:
    with pytest.raises(StoreError, match=message):
        begun.append_now(session, events)


async def test_a_full_disk_is_told_and_keeps_what_was_saved(path: Path) -> None:
    async with open_file(path, busy_s=1) as opened:
        store = Store(opened, BlobTable(opened, None), RunLocks(None))
        await store.append(SESSION, created(seq=1))
        assert opened.write_now("PRAGMA max_page_count = 1", [], size=0)

        event = warned(2, "words " * 20_000)

        with pytest.raises(StoreError, match="the disk is full; make room"):
            store.append_now(SESSION, [event])

        assert await store.load(SESSION) == (created(seq=1),)


async def test_the_log_is_written_back_in_the_thread(
    begun: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "LOG_PAGES", 40)
    log = path.with_name(path.name + "-wal")
    seq, waits = 2, 0

    while seq < 500:
        if not begun.append_now(SESSION, [warned(seq)]):
            waits += 1
            await begun.append(SESSION, warned(seq))
        seq += 1

    assert waits > 10
    assert log.stat().st_size < 200 * database.PAGE_BYTES
    assert on_disk(path) == 499


async def test_a_store_in_memory_has_only_its_thread() -> None:
    async with Store.open(None) as store:
        assert not store.append_now(SESSION, [created(seq=1)])
        await store.append(SESSION, created(seq=1))

        assert await store.load(SESSION) == (created(seq=1),)


async def test_a_store_to_read_is_not_written(begun: Store, path: Path) -> None:
    async with Store.open(path, read_only=True) as reader:
        assert not reader.append_now(SESSION, [warned(2)])
        with pytest.raises(StoreError):
            await reader.append(SESSION, warned(2))
