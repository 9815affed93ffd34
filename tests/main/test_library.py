"""Verbs on saved sessions, as the app calls them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from rlm_tui.domain.reduce import replay
from rlm_tui.errors import ExchangeError, StoreLockedError
from rlm_tui.main.library import SavedSessions
from rlm_tui.storage.base import SessionSummary
from rlm_tui.storage.store import Store
from tests.factories import finished_session

SESSION = "s_test01"


class Bed:
    """A library over a store with one finished session."""

    def __init__(self, store: Store, path: Path) -> None:
        self.store = store
        self.library = SavedSessions(self.get, path)

    async def get(self) -> Store:
        return self.store

    async def row(self) -> SessionSummary:
        [row] = await self.store.sessions()
        return row


@pytest.fixture
async def bed(tmp_path: Path) -> AsyncIterator[Bed]:
    path = tmp_path / "sessions.db"
    async with Store.open(path) as store:
        await store.append_all(SESSION, finished_session())
        yield Bed(store, path)


async def test_a_name_is_on_the_list_and_in_the_session(bed: Bed) -> None:
    said = await bed.library.rename(SESSION, " Contracts ")

    assert said == f"{SESSION}: renamed"
    assert (await bed.row()).title == "Contracts"
    assert replay(await bed.store.load(SESSION)).title == "Contracts"


async def test_a_note_and_a_mark_can_be_taken_away(bed: Bed) -> None:
    await bed.library.note(SESSION, "ask Ruth")
    await bed.library.mark(SESSION, marked=True)
    row = await bed.row()
    await bed.library.note(SESSION, "")
    await bed.library.mark(SESSION, marked=False)

    assert (row.note, row.marked) == ("ask Ruth", True)
    assert ((await bed.row()).note, (await bed.row()).marked) == ("", False)


async def test_what_is_noted_does_not_change_how_it_ended(bed: Bed) -> None:
    before = replay(await bed.store.load(SESSION))
    await bed.library.note(SESSION, "ask Ruth")

    after = replay(await bed.store.load(SESSION))
    assert (after.status, after.active_s) == (before.status, before.active_s)


async def test_a_session_that_runs_is_left_alone(bed: Bed) -> None:
    async with bed.store.running(SESSION):
        with pytest.raises(StoreLockedError):
            await bed.library.rename(SESSION, "other")
        with pytest.raises(StoreLockedError):
            await bed.library.delete(SESSION)

    assert len(await bed.store.load(SESSION)) == len(finished_session())


@pytest.mark.parametrize(
    ("file", "form"),
    [
        ("a.md", "md"),
        ("a.html", "html"),
        ("a.rlms.jsonl", "rlms"),
        ("a.jsonl", "jsonl"),
        ("a.otel", "otel"),
        ("a.rlms", "rlms"),
    ],
)
async def test_the_ending_says_the_format(
    bed: Bed, tmp_path: Path, file: str, form: str
) -> None:
    said = await bed.library.export(SESSION, str(tmp_path / file))

    assert f"{SESSION} as {form}, " in said


async def test_an_ending_that_nobody_knows_is_refused(bed: Bed) -> None:
    with pytest.raises(ExchangeError, match=r"one of .html .jsonl .md"):
        await bed.library.export(SESSION, "a.pdf")


async def test_a_deleted_session_is_gone(bed: Bed) -> None:
    assert await bed.library.delete(SESSION) == f"{SESSION}: deleted"

    assert await bed.store.sessions() == []


async def test_disk_use_counts_what_lies_beside_the_database(bed: Bed) -> None:
    before = await bed.library.disk_use()
    await bed.library.search("clauses")

    assert 0 < before < await bed.library.disk_use()
    assert await SavedSessions(bed.get, None).disk_use() == 0
