"""A saved session takes notes, and nothing else."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from rlm_tui.domain.events_of_steering import IntentChanged
from rlm_tui.errors import StoreError, StoreLockedError
from rlm_tui.main.reviewing import review
from rlm_tui.storage.store import Store
from tests.factories import finished_session

ID = "s_test01"


async def saved(store: Store) -> None:
    """Put a finished session into the store."""
    await store.append_all(ID, finished_session())


async def test_marks_and_notes_are_there_when_it_is_opened_again(
    tmp_path: Path,
) -> None:
    async with Store.open(tmp_path / "s.db") as store:
        await saved(store)
        control = await review(store, ID)
        await control.mark("0", True)
        await control.note("0", "the clause is 14.2")
        reopened = (await review(store, ID)).session

    assert reopened.nodes["0"].flags == {"marked", "noted"}
    assert reopened.nodes["0"].note.preview == "the clause is 14.2"


async def test_a_note_costs_no_time_of_the_run(tmp_path: Path) -> None:
    async with Store.open(tmp_path / "s.db") as store:
        await store.append_all(ID, finished_session()[:-2])  # as a crash leaves it
        control = await review(store, ID)
        before = control.session.active_s
        await control.note("0", "days later")

        assert control.session.saved_at == pytest.approx(time.time(), abs=60)
        assert control.session.active_s == before


async def test_a_session_that_runs_elsewhere_takes_no_note(tmp_path: Path) -> None:
    async with Store.open(tmp_path / "s.db") as store:
        await saved(store)
        control = await review(store, ID)
        async with store.running(ID):
            with pytest.raises(StoreLockedError):
                await control.note("0", "x")

        assert not control.session.nodes["0"].note


async def test_nothing_else_is_written(tmp_path: Path) -> None:
    async with Store.open(tmp_path / "s.db") as store:
        await saved(store)
        control = await review(store, ID)
        with pytest.raises(StoreError, match="not written to"):
            await control._journal.record(IntentChanged(intent="pause"))
