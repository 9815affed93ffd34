"""What is deleted is gone, from the database and from its files."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from rlm_tui.domain.text import PREVIEW_CHARS, Text
from rlm_tui.errors import StoreError
from rlm_tui.storage.drafts import DraftFile
from rlm_tui.storage.store import Store
from tests.factories import block, created, numbered, root_started

SECRET = "the-words-that-must-go"
OTHER = "the-words-that-must-stay"


async def fill(store: Store, session: str, words: str) -> None:
    """A session whose words are in columns, in events and, packed, in a text."""
    title = f"title {words}"
    events = numbered(
        created(session=session, title=title, question=Text.of(f"question {words}")),
        root_started(f"{words} " * PREVIEW_CHARS),
        *block(code=f"print({words!r})", stdout=words),
    )
    for event in events:
        await store.append(session, event)


def bytes_of(path: Path) -> bytes:
    """Everything that lies beside the database."""
    files = path.parent.glob(f"{path.name}*")
    return b"".join(file.read_bytes() for file in files if file.is_file())


async def test_deleted_words_are_nowhere_in_the_files(path: Path) -> None:
    async with Store.open(path) as store:
        await fill(store, "s_a", SECRET)
        await fill(store, "s_b", OTHER)
        assert SECRET.encode() in bytes_of(path)

        await store.delete("s_a")
        gone = await store.wipe()

        assert gone
        assert SECRET.encode() not in bytes_of(path)
        assert OTHER.encode() in bytes_of(path)
        assert len(await store.load("s_b")) == 4


async def test_drafts_of_a_deleted_session_go_too(path: Path) -> None:
    async with Store.open(path) as store:
        await fill(store, "s_a", SECRET)
        drafts = DraftFile(path.with_name("sessions.db.drafts") / "s_a.json")
        await drafts.save({"0:exec:1": SECRET})

        await store.delete("s_a")
        await store.wipe()

    assert not list(path.parent.rglob("s_a*"))


async def test_space_is_given_back_to_the_disk(path: Path) -> None:
    noise = "".join(f"{number:x}" for number in range(100_000))
    async with Store.open(path) as store:
        name = await store.save_context(noise)
        context = created().context.model_copy(update={"hash": name})
        await store.append("s_a", created(session="s_a", context=context, seq=1))
        await store.wipe()
        before = len(bytes_of(path))

        await store.delete("s_a")
        await store.wipe()

    assert len(bytes_of(path)) < before / 2


async def test_a_context_whose_session_never_began_goes(path: Path) -> None:
    async with Store.open(path) as store:
        old = await store.save_context("of a process that was killed")
        new = await store.save_context("of a session that begins right now")
        age(path, old, seconds=3_600)

        await store.wipe()

        assert [piece async for piece in store.read_pieces(new)]
        with pytest.raises(StoreError, match="has no text"):
            await anext(store.read_pieces(old))


async def test_a_context_that_is_used_stays_however_old(path: Path) -> None:
    async with Store.open(path) as store:
        name = await store.save_context("used")
        context = created().context.model_copy(update={"hash": name})
        await store.append("s_a", created(session="s_a", context=context, seq=1))
        age(path, name, seconds=3_600)

        await store.wipe()

        assert await store.read_context(context) == "used"


async def test_while_somebody_reads_it_is_not_said_to_be_gone(path: Path) -> None:
    async with Store.open(path, busy_s=0.0) as store:
        await fill(store, "s_a", SECRET)
        reader = sqlite3.connect(path)
        reader.execute("BEGIN")
        reader.execute("SELECT COUNT(*) FROM events").fetchone()

        await store.delete("s_a")
        during = await store.wipe()
        reader.close()

        assert not during
        assert await store.wipe()
        assert SECRET.encode() not in bytes_of(path)


def age(path: Path, name: str, *, seconds: int) -> None:
    connection = sqlite3.connect(path)
    connection.execute(
        "UPDATE blobs SET saved_at = saved_at - ? WHERE hash = ?", (seconds, name)
    )
    connection.commit()
    connection.close()
