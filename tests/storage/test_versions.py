"""Databases that each version has made are read by this one."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from rlm_tui.domain.events import SCHEMA_VERSION, Event
from rlm_tui.domain.reduce import replay
from rlm_tui.storage.migrations import MIGRATIONS
from rlm_tui.storage.store import Store
from tests.storage.samples import SESSION, samples

VERSIONS = sorted((Path(__file__).parent / "versions").glob("v*.sql"))


def unpack(script: Path, path: Path) -> None:
    """The database of a version, as it lay on somebody's disk."""
    path.parent.mkdir(exist_ok=True)
    connection = sqlite3.connect(path)
    connection.executescript(script.read_text(encoding="utf-8"))
    connection.close()


def content(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    lines = list(connection.iterdump())
    connection.close()
    return lines


def test_there_is_a_database_of_every_version() -> None:
    assert [script.stem for script in VERSIONS] == [
        *(f"v{number}" for number in range(1, len(MIGRATIONS) + 1)),
        f"v{len(MIGRATIONS)}_events{SCHEMA_VERSION}",
    ]


@pytest.mark.parametrize("read_only", [True, False])
@pytest.mark.parametrize("script", VERSIONS, ids=lambda script: script.stem)
async def test_a_session_of_every_version_can_be_opened(
    script: Path, path: Path, *, read_only: bool
) -> None:
    unpack(script, path)

    async with Store.open(path, read_only=read_only) as store:
        events = await store.load(SESSION)
        [summary] = await store.sessions()
        session = replay(events)
        texts = [await store.read_text(node.prompt) for node in session.nodes.values()]

    assert {event.kind for event in events} <= {event.kind for event in samples()}
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert (summary.nodes, summary.title) == (len(session.nodes), session.title)
    assert all(texts)


@pytest.mark.parametrize("script", VERSIONS, ids=lambda script: script.stem)
async def test_a_lifted_session_goes_on(script: Path, path: Path) -> None:
    unpack(script, path)
    more: list[Event] = list(samples())

    async with Store.open(path) as store:
        before = len(await store.load(SESSION))
        await store.append(SESSION, more[-1].model_copy(update={"seq": before + 1}))
        after = len(await store.load(SESSION))

    assert after == before + 1


async def test_reading_changes_nothing_but_the_version(path: Path) -> None:
    unpack(VERSIONS[-1], path)
    before = content(path)

    async with Store.open(path, read_only=True) as store:
        await store.load(SESSION)

    assert content(path) == before
