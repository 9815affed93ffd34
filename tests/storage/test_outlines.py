"""Outlines lie beside the database, and are used only where they are right."""

from __future__ import annotations

import re
import sqlite3
import stat
from pathlib import Path

import pytest

from rlm_tui.domain.events import Warned
from rlm_tui.domain.reduce import replay
from rlm_tui.domain.text import Text
from rlm_tui.storage import outlines
from rlm_tui.storage.disk import disk_use
from rlm_tui.storage.store import Store
from tests.storage.samples import SESSION, created, samples


async def kept(store: Store) -> None:
    """Save a session with its outline."""
    await store.append_all(SESSION, samples())
    assert await store.outlines.write(SESSION, replay(samples()), samples())


def change(path: Path, statement: str) -> None:
    """Change the database behind the store's back."""
    connection = sqlite3.connect(path)
    connection.execute("DROP TRIGGER events_are_never_changed")
    connection.execute(statement)
    connection.commit()
    connection.close()


def outline_file(path: Path) -> Path:
    [file] = (path.parent / "sessions.db.outlines").iterdir()
    return file


async def test_a_session_is_opened_by_its_outline(store: Store) -> None:
    await kept(store)

    assert await store.outlines.read(SESSION) == replay(samples())


async def test_a_reader_opens_it_too(path: Path, store: Store) -> None:
    await kept(store)

    async with Store.open(path, read_only=True) as reader:
        assert await reader.outlines.read(SESSION) == replay(samples())


async def test_its_log_fetches_the_events(store: Store) -> None:
    await kept(store)

    assert list(store.outlines.log(SESSION, len(samples()))) == list(
        await store.load(SESSION)
    )


async def test_only_its_owner_may_read_it(path: Path, store: Store) -> None:
    await kept(store)

    file = outline_file(path)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


async def test_it_goes_with_its_session(path: Path, store: Store) -> None:
    await kept(store)
    outline_file(path).with_suffix(".4711").write_bytes(b"torn by a crash")

    await store.delete(SESSION)

    assert not list(path.parent.rglob(f"{SESSION}*"))


async def test_who_still_reads_a_deleted_session_leaves_nothing_of_it(
    path: Path, store: Store
) -> None:
    await store.append_all(SESSION, samples())
    await store.delete(SESSION)

    assert not await store.outlines.write(SESSION, replay(samples()), samples())

    assert not list(path.parent.rglob(f"{SESSION}*"))


async def test_what_other_code_has_folded_is_not_used(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await kept(store)
    monkeypatch.setattr(outlines, "made_by", lambda: "another version")

    assert await store.outlines.read(SESSION) is None


@pytest.mark.parametrize("keep", [0, 10, 300, -1])
async def test_a_torn_file_is_not_used(path: Path, store: Store, keep: int) -> None:
    await kept(store)
    file = outline_file(path)
    file.write_bytes(file.read_bytes()[:keep])

    assert await store.outlines.read(SESSION) is None


async def test_that_of_other_events_is_not_used(path: Path, store: Store) -> None:
    await kept(store)
    last = len(samples())
    change(path, f"UPDATE events SET data = data || ' ' WHERE seq = {last}")

    assert await store.outlines.read(SESSION) is None


async def test_without_one_there_is_none(store: Store) -> None:
    await store.append_all(SESSION, samples())

    assert await store.outlines.read(SESSION) is None


async def test_a_later_one_takes_its_place(store: Store) -> None:
    await kept(store)
    more = Warned(node="0", warning="loop", message="x", seq=len(samples()) + 1)
    await store.append(SESSION, more)
    events = [*samples(), more]

    await store.outlines.write(SESSION, replay(events), events)

    assert await store.outlines.read(SESSION) == replay(events)


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE events SET data = 'x' WHERE seq = 9", "event 9 .* cannot be read"),
        ("DELETE FROM events WHERE seq = 9", "event 9 .* is missing"),
        ("UPDATE events SET version = 99 WHERE seq = 9", "event 9 .* version 99"),
    ],
)
async def test_a_node_whose_events_cannot_be_read_says_so(
    path: Path, store: Store, statement: str, problem: str
) -> None:
    await kept(store)
    change(path, statement)
    session = await store.outlines.read(SESSION)
    assert session is not None

    [warning] = session.nodes["0"].warnings

    assert re.search(problem, warning)
    assert session.nodes["0"].error == warning
    assert session.nodes["0.0"].prompt == Text.of("Summarise.")


async def test_where_nothing_can_be_written_there_is_none(
    path: Path, store: Store
) -> None:
    await store.append_all(SESSION, samples())
    path.with_name("sessions.db.outlines").write_text("in the way")

    assert not await store.outlines.write(SESSION, replay(samples()), samples())
    assert await store.outlines.read(SESSION) is None


async def test_an_id_is_never_a_path(path: Path, store: Store) -> None:
    session = "../s_a"
    events = [created(session, seq=1)]
    await store.append_all(session, events)

    assert await store.outlines.write(session, replay(events), events)

    assert outline_file(path).parent == path.parent / "sessions.db.outlines"
    assert await store.outlines.read(session) == replay(events)


async def test_it_counts_as_disk_use(path: Path, store: Store) -> None:
    await store.append_all(SESSION, samples())
    before = disk_use(path)
    await store.outlines.write(SESSION, replay(samples()), samples())

    assert disk_use(path) == before + outline_file(path).stat().st_size


async def test_sessions_in_memory_need_none() -> None:
    async with Store.open(None) as store:
        await store.append_all(SESSION, samples())

        assert not await store.outlines.write(SESSION, replay(samples()), samples())
        assert await store.outlines.read(SESSION) is None
