"""Words are found wherever a session holds them."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest

from rlm_tui.domain.events import Event, NodeStarted, SessionFinished
from rlm_tui.domain.events_of_steering import NodeNoted, SessionRenamed
from rlm_tui.domain.text import PREVIEW_CHARS, Text
from rlm_tui.storage.base import Hit
from rlm_tui.storage.search_index import match_of
from rlm_tui.storage.store import Store
from tests.factories import (
    block,
    child_started,
    created,
    numbered,
    root_started,
    turn,
)


def a_session(session: str = "s_a", *more: Event) -> list[Event]:
    return numbered(
        created(session=session, question=Text.of("Which clauses conflict?")),
        root_started(),
        *turn(reply="I look for penalties."),
        *block(code="print(find('liability'))", stdout="clause 14 caps damages"),
        child_started("0.1", prompt="Summarise warranty. " * PREVIEW_CHARS),
        *turn("0.1", reply="Nothing about Größe."),
        SessionFinished(status="answered", answer=Text.of("Fourteen and twenty")),
        *more,
    )


async def save(store: Store, events: list[Event], session: str = "s_a") -> None:
    await store.append_all(session, events)


def indexed(path: Path) -> dict[str, int]:
    """The last event of each session that the index beside a database has."""
    connection = sqlite3.connect(path.with_name("sessions.db.search"))
    found = dict(connection.execute("SELECT id, seq FROM sessions"))
    connection.close()
    return found


def place(hit: Hit) -> tuple[str, int, str]:
    return hit.node, hit.iteration, hit.part


@pytest.mark.parametrize(
    ("words", "where"),
    [
        ("clauses", ("0", 0, "question")),
        ("penalties", ("0", 1, "reply")),
        ("liability", ("0", 1, "code")),
        ("damages", ("0", 1, "output")),
        ("warranty", ("0.1", 0, "prompt")),
        ("große", ("0.1", 1, "reply")),
        ("twenty", ("0", 0, "answer")),
    ],
)
async def test_every_text_of_a_session_is_found(
    store: Store, words: str, where: tuple[str, int, str]
) -> None:
    await save(store, a_session())

    [hit] = await store.search.find(words)

    assert (hit.session, place(hit)) == ("s_a", where)


async def test_a_hit_shows_the_words_around(store: Store) -> None:
    await save(store, a_session())

    [hit] = await store.search.find("caps")

    assert hit.snippet == "clause 14 \x02caps\x03 damages"


async def test_all_words_must_be_there_and_the_last_may_go_on(store: Store) -> None:
    await save(store, a_session())

    found = await store.search.find("clause dam")

    assert [place(hit) for hit in found] == [("0", 1, "output")]
    assert await store.search.find("clau damages") == []
    assert await store.search.find("clause dam ") == []
    assert await store.search.find('"damages caps"') == []


async def test_the_newest_comes_first(store: Store) -> None:
    await save(store, a_session())
    later = [
        event.model_copy(update={"at": event.at + 9_000}) for event in a_session("s_b")
    ]
    await save(store, later, "s_b")

    found = await store.search.find("penalties")

    assert [hit.session for hit in found] == ["s_b", "s_a"]


async def test_what_was_saved_since_is_found(store: Store) -> None:
    events = a_session()
    await save(store, events[:4])
    assert await store.search.find("damages") == []

    await save(store, events[4:])

    assert len(await store.search.find("damages")) == 1


async def test_another_process_indexes_the_rest(store: Store, path: Path) -> None:
    events = a_session()
    await save(store, events[:4])
    await store.search.keep_up()
    async with Store.open(path) as other:
        await save(other, events[4:])
        assert len(await other.search.find("damages")) == 1

    assert len(await store.search.find("damages")) == 1


async def test_a_name_and_a_note_are_found_until_they_change(store: Store) -> None:
    events = a_session(
        "s_a",
        SessionRenamed(title="Contracts of May"),
        NodeNoted(node="0", text=Text.of("ask Ruth")),
        NodeNoted(node="0", text=Text.of("ask Oscar")),
    )
    await save(store, events)

    assert len(await store.search.find("may")) == 1
    assert len(await store.search.find("oscar")) == 1
    assert await store.search.find("ruth") == []


async def test_a_store_indexes_what_it_saved_when_it_is_closed(path: Path) -> None:
    async with Store.open(path) as store:
        await save(store, a_session())

    assert indexed(path) == {"s_a": len(a_session())}


async def test_a_store_to_read_only_finds_as_well(path: Path) -> None:
    async with Store.open(path) as store:
        await save(store, a_session())

    async with Store.open(path, read_only=True) as store:
        assert len(await store.search.find("penalties")) == 1


async def test_sessions_in_memory_are_searched_too() -> None:
    async with Store.open(None) as store:
        await save(store, a_session())

        assert len(await store.search.find("penalties")) == 1


async def test_a_broken_index_is_made_again(path: Path) -> None:
    async with Store.open(path) as store:
        await save(store, a_session())
    path.with_name("sessions.db.search").write_bytes(b"not a database " * 500)

    async with Store.open(path) as store:
        assert len(await store.search.find("penalties")) == 1


async def test_an_index_with_damaged_pages_is_made_again(path: Path) -> None:
    index = path.with_name("sessions.db.search")
    async with Store.open(path) as store:
        await save(store, a_session())
    whole = index.read_bytes()
    index.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))

    async with Store.open(path) as store:
        [hit] = await store.search.find("penalties")

    assert place(hit) == ("0", 1, "reply")
    assert indexed(path) == {"s_a": len(a_session())}


async def test_an_index_that_the_disk_does_not_take_is_made_in_memory(
    path: Path,
) -> None:
    async with Store.open(path) as store:
        await save(store, a_session())
        path.with_name("sessions.db.search").mkdir()

        assert len(await store.search.find("penalties")) == 1
        assert len(await store.search.find("warranty")) == 1


async def test_nothing_is_left_beside_the_index(path: Path) -> None:
    async with Store.open(path) as store:
        await save(store, a_session())
        await store.search.find("penalties")

        assert not path.with_name("sessions.db.search-journal").exists()


async def test_a_deleted_session_is_found_no_more(store: Store) -> None:
    await save(store, a_session())
    await save(store, a_session("s_b"), "s_b")
    await store.search.keep_up()

    await store.delete("s_a")
    await store.wipe()

    assert [hit.session for hit in await store.search.find("penalties")] == ["s_b"]


async def test_deleted_words_are_not_left_in_the_index(
    store: Store, path: Path
) -> None:
    secret = created(session="s_a", question=Text.of("unspeakablethings"), seq=1)
    await store.append("s_a", secret)
    await save(store, a_session("s_b"), "s_b")
    await store.search.keep_up()
    index = path.with_name("sessions.db.search")
    assert b"unspeakable" in index.read_bytes()

    await store.delete("s_a")
    await store.wipe()

    assert b"unspeakable" not in index.read_bytes()


async def test_the_index_is_for_nobody_else(store: Store, path: Path) -> None:
    await store.search.find("x")

    found = await asyncio.to_thread(path.with_name("sessions.db.search").stat)
    assert found.st_mode & 0o777 == 0o600


async def test_only_so_many_events_are_taken_in_if_asked(
    store: Store, path: Path
) -> None:
    await save(store, a_session())
    await save(store, a_session("s_b"), "s_b")

    await store.search.keep_up(at_most=len(a_session()) + 2)
    await store.search.keep_up(at_most=1)

    assert indexed(path) == {"s_a": len(a_session()), "s_b": 3}


async def test_many_events_are_taken_in_piece_by_piece(store: Store) -> None:
    nodes = [
        NodeStarted(node=f"0.{n}", node_kind="llm", prompt=Text.of(f"word{n} end"))
        for n in range(1, 2_500)
    ]
    await save(store, numbered(created(session="s_a"), root_started(), *nodes))

    assert [hit.node for hit in await store.search.find("word2499")] == ["0.2499"]
    assert [hit.node for hit in await store.search.find("word1 end")] == ["0.1"]


@pytest.mark.parametrize(
    ("words", "query"),
    [
        ("one two", '"one" "two"'),
        ('"one two" three', '"one two" "three"'),
        ('say "one two"', '"say" "one two"'),
        ("a:b* (c)", '"a:b*" "(c)"'),
        ('" - "', ""),
        ("", ""),
        ('un"closed', '"un closed"'),
    ],
)
def test_whatever_is_typed_is_only_words(words: str, query: str) -> None:
    assert match_of(words) == query
