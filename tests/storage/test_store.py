"""What is saved can be read back, by this process and by others."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path
from random import Random
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rlm_tui.domain.events import (
    EVENT,
    ContextInfo,
    Warned,
)
from rlm_tui.domain.events_of_code import CodeExecuted, OutputDelta
from rlm_tui.domain.reduce import replay
from rlm_tui.domain.text import Text
from rlm_tui.domain.values import ContextValue
from rlm_tui.domain.variables import Variable
from rlm_tui.errors import SessionNotFoundError, StoreError, StoreLockedError
from rlm_tui.storage.appending import SMALL_CHARS
from rlm_tui.storage.ids import new_session_id
from rlm_tui.storage.rows import blobs_of, read_event, write_event
from rlm_tui.storage.store import Store
from tests.storage.samples import (
    SESSION,
    TRANSIENT,
    created,
    long,
    numbered,
    samples,
    save,
)


def count(path: Path, table: str) -> int:
    """Rows of a table, as another program sees them."""
    connection = sqlite3.connect(path)
    try:
        [[number]] = connection.execute(f"SELECT COUNT(*) FROM {table}")
    finally:
        connection.close()
    return int(number)


def warned(seq: int, message: str = "look") -> Warned:
    return Warned(seq=seq, node="0", warning="loop", message=message)


def long_output(seq: int) -> CodeExecuted:
    """More than is written on the loop."""
    return CodeExecuted(
        seq=seq,
        node="0",
        iteration=1,
        block=1,
        code=Text.of("x"),
        stdout=Text.of("long " * SMALL_CHARS),
    )


def test_there_is_a_sample_of_every_kind_of_event() -> None:
    [union, *_] = get_args(EVENT._type)
    kinds = {event.model_fields["kind"].default for event in get_args(union)}

    assert {event.kind for event in samples()} == kinds - TRANSIENT


async def test_every_event_comes_back_as_it_was(store: Store) -> None:
    await save(store, samples())

    assert await store.load(SESSION) == tuple(samples())


async def test_the_folded_log_is_the_folded_run(store: Store) -> None:
    await save(store, samples())

    assert replay(await store.load(SESSION)) == replay(samples())


async def test_every_long_text_comes_back_whole(store: Store) -> None:
    await save(store, samples())

    for event in samples():
        for digest, text in blobs_of(event).items():
            saved = Text(preview="", chars=9_999, hash=digest)
            assert await store.read_text(saved) == text


async def test_later_events_can_be_loaded_alone(store: Store) -> None:
    await save(store, samples())

    assert await store.load(SESSION, after=20) == tuple(samples()[20:])
    assert await store.load(SESSION, after=999) == ()


async def test_a_long_text_is_stored_once(store: Store, path: Path) -> None:
    other = numbered(
        created("s_other"),
        CodeExecuted(
            node="0", iteration=1, block=1, code=Text.of("x"), stdout=long("1\n")
        ),
    )
    await save(store, samples())
    before = count(path, "blobs")

    await save(store, other, "s_other")

    assert count(path, "blobs") == before
    assert before == len({hash_ for e in samples() for hash_ in blobs_of(e)})


async def test_an_event_is_on_disk_when_append_returns(
    store: Store, path: Path
) -> None:
    for saved, event in enumerate(samples(), 1):
        await store.append(SESSION, event)
        assert count(path, "events") == saved


async def test_another_process_reads_while_one_writes(store: Store, path: Path) -> None:
    async with Store.open(path, read_only=True) as reader:
        await save(store, samples()[:5])
        assert len(await reader.load(SESSION)) == 5
        await save(store, samples()[5:])
        assert await reader.load(SESSION) == tuple(samples())
        with pytest.raises(StoreError, match="cannot be written"):
            await reader.save_context("x")


async def test_many_sessions_are_written_at_the_same_time(store: Store) -> None:
    ids = [f"s_{number}" for number in range(20)]
    async with asyncio.TaskGroup() as group:
        for session in ids:
            events = [created(session, seq=1), *samples()[1:]]
            group.create_task(save(store, events, session))

    for session in ids:
        assert (await store.load(session))[1:] == tuple(samples()[1:])


async def test_a_cancelled_append_is_saved_wholly_or_not_at_all(store: Store) -> None:
    await save(store, samples())
    before = tuple(samples())
    event = long_output(len(before) + 1)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await store.append(SESSION, event)

    saved = await store.load(SESSION)

    assert saved in (before, (*before, event))
    await save(store, [long_output(len(saved) + 1)])


async def test_an_event_is_never_changed(store: Store, path: Path) -> None:
    await save(store, samples())
    connection = sqlite3.connect(path)

    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute("UPDATE events SET data = '{}' WHERE seq = 3")

    connection.close()


async def test_a_number_is_given_once(store: Store) -> None:
    await save(store, samples()[:3])

    with pytest.raises(StoreError, match=r"event 3 of session s_sample .*already"):
        await store.append(SESSION, warned(3))

    assert await store.load(SESSION) == tuple(samples()[:3])


async def test_a_session_is_created_once(store: Store) -> None:
    await save(store, samples()[:1])

    with pytest.raises(StoreError, match=r"event 1 of session s_sample .*already"):
        await save(store, samples()[:1])


async def test_an_event_of_no_session_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="names a session or a text that is not saved"):
        await store.append("s_nowhere", warned(1))


async def test_an_event_whose_text_is_missing_is_refused(store: Store) -> None:
    await save(store, samples()[:1])
    code = Text(preview="a", chars=5_000, hash="0" * 64)

    with pytest.raises(StoreError, match="event 2 of session s_sample"):
        await store.append(
            SESSION,
            CodeExecuted(
                seq=2, node="0", iteration=1, block=1, code=code, stdout=long("a")
            ),
        )

    assert len(await store.load(SESSION)) == 1


async def test_what_is_only_shown_is_not_saved(store: Store) -> None:
    delta = OutputDelta(seq=2, node="0", iteration=1, block=1, text="a")

    with pytest.raises(StoreError, match="output_delta"):
        await store.append(SESSION, delta)
    with pytest.raises(StoreError, match="has no number"):
        await store.append(SESSION, warned(0))


async def test_halves_of_characters_do_not_stop_a_run(store: Store) -> None:
    await save(store, samples()[:1])
    event = CodeExecuted(
        seq=2,
        node="0",
        iteration=1,
        block=1,
        code=Text.of("'\ud800'"),
        stdout=Text.of("\udc80" * 3_000),
        error="bad \ud800",
        variables=(Variable(name="x", type="str", preview="\udfff"),),
    )

    await store.append(SESSION, event)
    [_, loaded] = await store.load(SESSION)

    assert isinstance(loaded, CodeExecuted)
    assert loaded.error == "bad ?"
    assert loaded.stdout == event.stdout
    assert await store.read_text(loaded.stdout) == "?" * 3_000


@settings(deadline=None)
@given(words=st.text(st.characters(), max_size=40), times=st.integers(0, 300))
async def test_any_text_comes_back(words: str, times: int) -> None:
    text = Text.of(words * times)
    async with Store.open(None) as store:
        await store.append(SESSION, created(seq=1, question=text))
        [event] = await store.load(SESSION)

        assert replay([event]).question == text
        assert await store.read_text(replay([event]).question) == text.whole


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(), max_size=20),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


@settings(deadline=None)
@given(
    value=st.text(st.characters()) | st.lists(JSON) | st.dictionaries(st.text(), JSON)
)
async def test_any_context_comes_back(value: ContextValue) -> None:
    async with Store.open(None) as store:
        digest = await store.save_context(value)
        kind = {str: "str", list: "list", dict: "dict"}[type(value)]
        info = ContextInfo.model_validate({"type": kind, "hash": digest})

        assert await store.read_context(info) == value


async def test_a_big_context_comes_back(store: Store, path: Path) -> None:
    value: ContextValue = {
        "a\nb": "äöü\n" * 1_000_000,
        "c": ["d", {"e": "f" * 3_000_000}],
    }

    digest = await store.save_context(value)

    assert await store.save_context(value) == digest
    assert count(path, "blobs") == 1
    assert await store.read_context(ContextInfo(type="dict", hash=digest)) == value


async def test_a_context_is_saved_with_its_session(store: Store) -> None:
    digest = await store.save_context("the whole context")
    context = ContextInfo(chars=17, hash=digest)

    await store.append(SESSION, created(seq=1, context=context))

    assert await store.read_context(context) == "the whole context"


async def test_a_text_that_is_missing_is_named(store: Store) -> None:
    with pytest.raises(StoreError, match="has no text abc"):
        await store.read_text(Text(preview="a", chars=5_000, hash="abc"))
    with pytest.raises(StoreError, match="has no text without a hash"):
        await store.read_context(ContextInfo())


async def test_a_damaged_text_is_named(store: Store, path: Path) -> None:
    digest = await store.save_context("x" * 5_000)
    connection = sqlite3.connect(path)
    connection.execute("UPDATE blobs SET bytes = substr(bytes, 1, 9)")
    connection.commit()
    connection.close()

    with pytest.raises(StoreError, match=f"text {digest} in .* is damaged"):
        await store.read_text(Text(preview="x", chars=5_000, hash=digest))


@pytest.mark.parametrize(
    "damage", ["{", "[]", '{"kind":"unknown"}', "", '{"kind":"warned"}', "\x00"]
)
async def test_a_damaged_event_is_named(damage: str) -> None:
    with pytest.raises(StoreError, match="event 3 of session s_x cannot be read"):
        read_event("s_x", 3, version=1, data=damage)


async def test_a_missing_event_is_named(store: Store, path: Path) -> None:
    await save(store, samples())
    connection = sqlite3.connect(path)
    connection.execute("DELETE FROM events WHERE seq = 4")
    connection.commit()
    connection.close()

    with pytest.raises(StoreError, match="event 4 of session s_sample is missing"):
        await store.load(SESSION)


def test_an_event_of_a_later_version_is_refused() -> None:
    with pytest.raises(StoreError, match="has version 99, this program knows up to 2"):
        read_event("s_x", 3, version=99, data=write_event(warned(3)))


async def test_a_deleted_session_takes_its_texts_along(
    store: Store, path: Path
) -> None:
    shared, own = await store.save_context("shared"), await store.save_context("own")
    for session, digest in (("s_a", shared), ("s_b", shared)):
        context = ContextInfo(chars=6, hash=digest)
        await store.append(session, created(session, seq=1, context=context))
    await store.append("s_a", samples()[4].model_copy(update={"seq": 2}))

    await store.delete("s_a")

    assert [row.id for row in await store.sessions()] == ["s_b"]
    assert await store.read_context(ContextInfo(hash=shared)) == "shared"
    assert await store.read_context(ContextInfo(hash=own)) == "own"
    assert (count(path, "events"), count(path, "blobs")) == (1, 2)
    with pytest.raises(SessionNotFoundError):
        await store.load("s_a")


async def test_a_deleted_session_can_be_saved_again(store: Store) -> None:
    await save(store, samples())
    await store.delete(SESSION)

    await save(store, samples())

    assert await store.load(SESSION) == tuple(samples())


async def test_what_is_not_there_or_runs_is_not_deleted(store: Store) -> None:
    await save(store, samples()[:2])

    with pytest.raises(SessionNotFoundError):
        await store.delete("s_nowhere")
    async with store.running(SESSION):
        with pytest.raises(StoreLockedError):
            await store.delete(SESSION)

    assert len(await store.load(SESSION)) == 2


def test_an_id_is_short_and_easy_to_read() -> None:
    id_ = new_session_id(1_000.0, Random(1))

    assert len(id_) == 8
    assert id_.startswith("s_")
    assert set(id_[2:]) <= set("0123456789abcdefghjkmnpqrstvwxyz")
    assert id_ != new_session_id(1_001.0, Random(1))


async def test_a_new_id_is_not_taken(store: Store) -> None:
    taken = new_session_id(5.0, Random(3))
    await store.append(taken, created(taken, seq=1))

    assert await store.new_id(5.0, Random(3)) != taken
