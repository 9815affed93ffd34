"""A text that quotes the context costs a place in it, and reads as it was."""

from __future__ import annotations

import random
import sqlite3
import zlib
from pathlib import Path

import aiosqlite
import pytest

from rlm_tui.contexts.describe import describe_for_child
from rlm_tui.domain.branching import branch
from rlm_tui.domain.events import ContextInfo, Event
from rlm_tui.domain.events_of_code import CodeExecuted
from rlm_tui.domain.stored_form import digest, pieces_of
from rlm_tui.domain.text import Text
from rlm_tui.domain.values import JSON, ContextValue
from rlm_tui.errors import StoreError
from rlm_tui.exchange import jsonl
from rlm_tui.main.sharing import exported, import_file, write_file
from rlm_tui.storage import quoting
from rlm_tui.storage.appending import SMALL_CHARS, Appender
from rlm_tui.storage.database import Database
from rlm_tui.storage.quotations import Quotations
from rlm_tui.storage.quoting import QuotationError, Quoting
from rlm_tui.storage.store import Store
from tests.factories import child_started, created, root_started

WORDS = [f"{number:x}é" for number in range(300, 4_000)]


def words(count: int, seed: int = 1) -> str:
    return "\n".join(random.Random(seed).choices(WORDS, k=count))


CONTEXT = words(12_000)
PROMPT = f"What is in this?\n{CONTEXT[1_000:30_000]}\nAnd in this?\n{CONTEXT[:9_000]}"


async def begun(
    store: Store, session: str = "s_a", context: ContextValue = CONTEXT
) -> None:
    """A session with a context, as a launch makes it."""
    name = await store.save_context(context)
    info = ContextInfo(type="str", label="bench", chars=1, hash=name)
    store.quote(session, name, context)
    await store.append(session, created(session=session, context=info, seq=1))


async def saved(store: Store, *events: Event, session: str = "s_a") -> None:
    after = await store.last_seq(session)
    await store.append_all(
        session,
        [
            event.model_copy(update={"seq": seq})
            for seq, event in enumerate(events, after + 1)
        ],
    )


def blobs(path: Path) -> dict[str, tuple[int, str | None]]:
    """Bytes and source of every text."""
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT hash, LENGTH(bytes), source FROM blobs")
    found = {name: (size, source) for name, size, source in rows}
    connection.close()
    return found


async def test_a_prompt_that_quotes_the_context_costs_its_places(
    store: Store, path: Path
) -> None:
    await begun(store)
    prompt = Text.of(PROMPT)

    await saved(store, root_started(PROMPT))

    size, source = blobs(path)[prompt.hash]
    assert size < 200
    assert source == digest(pieces_of(CONTEXT))
    assert await store.read_text(Text("", prompt.chars, prompt.hash)) == PROMPT


async def test_a_long_prompt_that_quotes_needs_no_thread(store: Store) -> None:
    long = CONTEXT[500:] + CONTEXT
    assert len(long) > SMALL_CHARS
    await begun(store)

    quoting = root_started(long).model_copy(update={"seq": 2})
    mixed = root_started(long + words(SMALL_CHARS, 2)).model_copy(update={"seq": 3})

    assert store.append_now("s_a", [quoting])
    assert not store.append_now("s_a", [mixed])


async def test_it_is_read_in_pieces_too(store: Store) -> None:
    await begun(store)
    await saved(store, root_started(PROMPT))

    pieces = [piece async for piece in store.read_pieces(Text.of(PROMPT).hash)]

    assert "".join(pieces) == PROMPT


async def test_words_in_it_are_found(store: Store) -> None:
    await begun(store)
    await saved(store, child_started("0.1", prompt=PROMPT))

    [hit] = await store.search.find("What is in this")

    assert hit.node == "0.1"


async def test_the_prompt_of_another_session_outlives_the_context(
    store: Store, path: Path
) -> None:
    await begun(store)
    await saved(store, root_started(PROMPT))
    await begun(store, "s_b", "something else altogether")
    await saved(store, root_started(PROMPT), session="s_b")
    prompt = Text.of(PROMPT)

    await store.delete("s_a")

    assert blobs(path)[prompt.hash][1] is None
    assert digest(pieces_of(CONTEXT)) not in blobs(path)
    assert await store.read_text(Text("", prompt.chars, prompt.hash)) == PROMPT


async def test_a_deleted_session_takes_its_prompts_and_its_context_along(
    store: Store, path: Path
) -> None:
    await begun(store)
    await saved(store, root_started(PROMPT))

    await store.delete("s_a")

    assert blobs(path) == {}


async def test_a_branch_quotes_the_same_context(store: Store, path: Path) -> None:
    await begun(store)
    await saved(store, root_started(PROMPT), child_started("0.1", prompt=PROMPT * 2))
    before = blobs(path)

    taken = branch(await store.load("s_a"), 3, session="s_b", now=1.0)
    await store.append_all("s_b", taken)
    await store.delete("s_a")

    assert blobs(path) == before
    assert len(await store.load("s_b")) >= 3
    prompt = Text.of(PROMPT)
    assert await store.read_text(Text("", prompt.chars, prompt.hash)) == PROMPT


async def test_an_export_is_whole_and_comes_back(store: Store, tmp_path: Path) -> None:
    await begun(store)
    await saved(store, root_started(PROMPT))
    file = tmp_path / "out.jsonl"
    await write_file(exported(store, "s_a", "jsonl"), file, overwrite=False)

    async with Store.open(None) as other:
        await import_file(other, file)
        [session] = await other.ids()
        prompt = Text.of(PROMPT)
        lines = [
            line
            async for line in jsonl.write(await store.load("s_a"), store.read_pieces)
        ]
        again = [
            line
            async for line in jsonl.write(await other.load(session), other.read_pieces)
        ]

        assert await other.read_text(Text("", prompt.chars, prompt.hash)) == PROMPT
    assert again == lines


async def test_a_prompt_that_becomes_a_context_is_kept_whole(
    store: Store, path: Path
) -> None:
    await begun(store)
    await saved(store, root_started(PROMPT))

    name = await store.save_context(PROMPT)

    assert blobs(path)[name][1] is None
    assert await store.read_context(ContextInfo(hash=name)) == PROMPT


async def test_the_context_of_a_sub_rlm_is_read_as_it_was(store: Store) -> None:
    await begun(store)
    part = CONTEXT[2_000:9_000]
    info = describe_for_child(part, "a part")
    child = child_started("0.1", "rlm").model_copy(update={"context": info})

    await saved(store, root_started(), child)

    assert await store.read_context(info) == part


async def test_a_damaged_place_is_named(store: Store, path: Path) -> None:
    await begun(store)
    await saved(store, root_started(PROMPT))
    prompt = Text.of(PROMPT)
    other = f"{CONTEXT[:5_000]} and more"
    await saved(store, child_started("0.1", prompt=other))
    connection = sqlite3.connect(path)
    connection.execute(
        "UPDATE blobs SET bytes = (SELECT bytes FROM blobs WHERE hash = ?) "
        "WHERE hash = ?",
        (Text.of(other).hash, prompt.hash),
    )
    connection.commit()
    connection.close()

    with pytest.raises(StoreError, match="is damaged: it is not what its hash says"):
        await store.read_text(Text("", prompt.chars, prompt.hash))


async def test_a_damaged_context_keeps_nothing_from_being_deleted(
    store: Store, path: Path
) -> None:
    await begun(store)
    await saved(store, root_started(PROMPT))
    await begun(store, "s_b", "something else altogether")
    await saved(store, root_started(PROMPT), session="s_b")
    damage(path, digest(pieces_of(CONTEXT)))

    await store.delete("s_a")

    assert await store.ids() == ["s_b"]
    assert await store.wipe()
    assert digest(pieces_of(CONTEXT)) not in blobs(path)
    with pytest.raises(StoreError, match="is damaged"):
        await store.read_text(Text("", len(PROMPT), Text.of(PROMPT).hash))


async def test_a_damaged_context_does_not_keep_others_from_being_found(
    store: Store, path: Path
) -> None:
    await begun(store)
    await saved(
        store,
        child_started("0.1", prompt=PROMPT),
        child_started("0.2", prompt="plain words"),
    )
    damage(path, digest(pieces_of(CONTEXT)))

    [hit] = await store.search.find("plain words")

    assert hit.node == "0.2"


def damage(path: Path, name: str) -> None:
    """Change a text behind the store's back."""
    connection = sqlite3.connect(path)
    connection.execute("UPDATE blobs SET bytes = x'00' WHERE hash = ?", (name,))
    connection.commit()
    connection.close()


async def test_a_session_that_runs_no_more_holds_no_context(store: Store) -> None:
    async with store.running("s_a"):
        await begun(store)
    output = CodeExecuted(
        node="0", iteration=1, block=1, code=Text.of("x"), stdout=Text.of(PROMPT)
    )

    await saved(store, output)

    assert store._appender._quoting == {}


async def read(quoting: Quoting, value: ContextValue, text: str) -> str:
    """The text as a store would read it, out of the value's stored form."""
    stored = b"".join(pieces_of(value))

    async def packed(_digest: str) -> bytes:
        return zlib.compress(stored)

    found = quoting.quoted(text)
    assert found is not None
    assert found.size == len(text.encode())
    name = digest(pieces_of(text))
    return await Quotations(packed).text(name, found.data, quoting.digest)


ITEMS: list[JSON] = [words(3_000, seed) + '\t"quoted" \\ \0' for seed in range(4)]


@pytest.mark.parametrize(
    "value",
    [
        "".join(map(str, ITEMS)),
        ITEMS,
        {f"{number}.md": item for number, item in enumerate(ITEMS)},
        ["short", *({"rows": [7, {"text": item}]} for item in ITEMS)],
    ],
    ids=["text", "list", "dict", "nested"],
)
async def test_texts_in_any_context_are_quoted(value: ContextValue) -> None:
    quoting = Quoting("c", value)
    quoting.prepare()
    await quoting.ready()
    text = f"One:\n{ITEMS[2]}\nTwo: {str(ITEMS[1])[-700:]}\nEnd"

    assert await read(quoting, value, text) == text


async def test_nothing_is_quoted_until_the_context_was_looked_through() -> None:
    quoting = Quoting("c", ITEMS)

    assert quoting.quoted(str(ITEMS[0])) is None


async def test_a_context_that_cannot_be_looked_through_is_not_quoted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(_texts: object) -> None:
        raise MemoryError

    monkeypatch.setattr(quoting, "Finder", fail)
    made = Quoting("c", ITEMS)

    made.prepare()
    await made.ready()

    assert made.quoted(str(ITEMS[0])) is None


class NotedQuoting(Quoting):
    """Notes that somebody lets go of it."""

    was_let_go = False

    async def ready(self) -> None:
        """Note it."""
        self.was_let_go = True


async def test_a_context_that_is_quoted_already_is_not_looked_through_anew() -> None:
    first, again = NotedQuoting("d", CONTEXT), NotedQuoting("d", CONTEXT)

    async with aiosqlite.connect(":memory:") as connection:
        appender = Appender(Database(connection, "here"))
        for one in (first, again):
            appender.quote("s_a", one)
        await appender.quote_no_more("s_a")

    assert (first.was_let_go, again.was_let_go) == (True, False)


async def test_what_is_not_in_the_context_is_not_quoted() -> None:
    quoting = Quoting("c", CONTEXT)
    quoting.prepare()

    assert quoting.quoted(words(3_000, seed=9)) is None


@pytest.mark.parametrize("row", [b"", b"x\x9c", zlib.compress(b'["text", [["a", 1]]]')])
async def test_a_row_that_is_no_list_of_places_is_damaged(row: bytes) -> None:
    async def packed(_digest: str) -> bytes:
        return b""

    with pytest.raises(QuotationError):
        await Quotations(packed).text("name", row, "c")
