"""Long sessions open by their outlines, and all of them is there when it is needed."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from rlm_tui.domain.events import Event, Warned
from rlm_tui.domain.reduce import replay
from rlm_tui.errors import SessionNotFoundError, StoreError
from rlm_tui.main import reviewing
from rlm_tui.main.reviewing import keep_outline, open_at_once, open_whole, review
from rlm_tui.storage.store import Store
from tests.factories import (
    block,
    child_started,
    created,
    numbered,
    root_started,
    turn,
)

ID = "s_test01"


def long_session() -> list[Event]:
    """A root with three children; longer than what is short in these tests."""
    children = [
        event
        for number in (1, 2, 3)
        for event in (
            child_started(f"0.{number}", "rlm", f"part {number}"),
            *turn(f"0.{number}"),
            *block(f"0.{number}"),
        )
    ]
    return numbered(created(), root_started(), *turn(), *block(), *children)


@pytest.fixture(autouse=True)
def _what_is_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reviewing, "SHORT", 5)
    monkeypatch.setattr(reviewing, "PAGE", 10)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with Store.open(tmp_path / "s.db") as opened:
        await opened.append_all(ID, long_session())
        yield opened


async def outlined(store: Store) -> None:
    """Write the outline as it is after a run."""
    await keep_outline(store, (await open_whole(store, ID)).journal)


async def test_a_long_session_without_an_outline_takes_a_while(store: Store) -> None:
    assert await open_at_once(store, ID) is None


async def test_what_is_marked_in_review_is_walked_too(store: Store) -> None:
    controller = await review(store, ID)
    before = len(controller.events)

    await controller.mark("0", True)

    assert len(controller.whole.timeline) == len(controller.events) == before + 1
    assert controller.whole.timeline.at(before + 1) == controller.session


async def test_a_short_session_is_there_as_a_whole(tmp_path: Path) -> None:
    async with Store.open(tmp_path / "t.db") as store:
        await store.append_all(ID, long_session()[:5])

        found = await open_at_once(store, ID)

    assert found is not None
    assert found.controller.whole.is_at_hand
    assert found.controller.session == replay(long_session()[:5])


async def test_by_its_outline_it_is_the_same_session(store: Store) -> None:
    await outlined(store)

    found = await open_at_once(store, ID)

    assert found is not None
    assert not found.controller.whole.is_at_hand
    assert found.controller.session == replay(long_session())
    assert list(found.controller.events) == long_session()


async def test_once_it_is_read_all_of_it_is_at_hand(store: Store) -> None:
    await outlined(store)
    found = await open_at_once(store, ID)
    assert found is not None
    told: list[tuple[int, int]] = []

    await found.controller.whole.read(lambda read, of: told.append((read, of)))

    whole = found.controller.whole
    assert whole.is_at_hand
    assert found.controller.events == long_session()
    assert found.controller.session == replay(long_session())
    assert whole.timeline.at(12) == replay(long_session()[:12])
    assert told == [(10, 25), (20, 25), (25, 25)]


async def test_what_happened_after_the_outline_is_there_too(store: Store) -> None:
    await outlined(store)
    more = Warned(node="0.2", warning="loop", message="x", seq=26)
    await store.append(ID, more)

    found = await open_at_once(store, ID)

    assert found is not None
    assert found.controller.session == replay([*long_session(), more])
    assert found.controller.events[-1] == more


async def test_an_outline_that_is_far_behind_is_not_used(store: Store) -> None:
    await outlined(store)
    more = [
        Warned(node="0.2", warning="loop", message="x", seq=seq)
        for seq in range(26, 32)
    ]
    await store.append_all(ID, more)

    assert await open_at_once(store, ID) is None


async def test_marks_and_notes_stay_when_the_rest_is_read(store: Store) -> None:
    await outlined(store)
    found = await open_at_once(store, ID)
    assert found is not None
    await found.controller.note("0.2", "look here")

    await found.controller.whole.read()

    assert found.controller.session.nodes["0.2"].note.preview == "look here"
    assert len(found.controller.events) == 26


async def test_what_another_process_records_meanwhile_is_taken_in_once(
    store: Store,
) -> None:
    await outlined(store)
    found = await open_at_once(store, ID)
    assert found is not None
    more = Warned(node="0.2", warning="loop", message="x", seq=26)
    await store.append(ID, more)

    await found.controller.whole.read()
    found.journal.follow([more])

    assert found.controller.session == replay([*long_session(), more])
    assert len(found.controller.events) == 26


async def test_an_event_that_cannot_be_read_leaves_all_as_it_was(
    store: Store, tmp_path: Path
) -> None:
    await outlined(store)
    found = await open_at_once(store, ID)
    assert found is not None
    with closing(sqlite3.connect(tmp_path / "s.db")) as connection, connection:
        connection.execute("DELETE FROM events WHERE seq = 9")

    with pytest.raises(StoreError, match="event 9"):
        await found.controller.whole.read()

    assert not found.controller.whole.is_at_hand
    assert len(found.controller.events) == 25


async def test_a_session_that_is_not_there_is_named(store: Store) -> None:
    with pytest.raises(SessionNotFoundError, match="s_none"):
        await open_at_once(store, "s_none")


async def test_a_review_for_other_programs_has_all_at_hand(store: Store) -> None:
    await outlined(store)

    controller = await review(store, ID)

    assert controller.whole.is_at_hand
    assert controller.events == long_session()
