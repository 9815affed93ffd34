"""An export of ours, imported again, is the same session."""

from __future__ import annotations

import asyncio
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlm_tui.domain.events import Event
from rlm_tui.domain.reduce import replay
from rlm_tui.domain.stored_form import pieces_of
from rlm_tui.domain.text import PREVIEW_CHARS, Text
from rlm_tui.domain.values import ContextValue
from rlm_tui.errors import ExchangeError
from rlm_tui.exchange import jsonl
from rlm_tui.storage.store import Store
from tests.exchange.reading_back import Imported
from tests.factories import block, created, numbered, root_started, turn
from tests.storage.samples import SESSION, samples


async def export_of(events: list[Event], store: Store) -> str:
    for event in events:
        await store.append(SESSION, event)
    pieces = [line async for line in jsonl.write(events, store.read_pieces)]
    return "".join(pieces)


async def exported(events: list[Event]) -> str:
    async with Store.open(None) as store:
        return await export_of(events, store)


async def test_every_event_comes_back_as_it_was() -> None:
    found = Imported(await exported(samples()))

    assert found.logs == [samples()]
    assert found.source == "rlm-tui"


@given(
    texts=st.lists(
        st.one_of(st.text(), st.text(min_size=2).map(lambda t: t * PREVIEW_CHARS)),
        max_size=4,
    )
)
def test_an_imported_session_is_equal_whatever_its_texts(texts: list[str]) -> None:
    events = numbered(
        created(session=SESSION),
        root_started("".join(texts)),
        *(
            event
            for number, text in enumerate(texts, 1)
            for event in (*turn(number=number, reply=text), *block("0", number, text))
        ),
    )

    found = Imported(asyncio.run(exported(events)))

    assert found.session == replay(events)
    for text in map(Text.of, texts):
        assert text.is_inline or found.blobs[text.hash].decode() == text.whole


@pytest.mark.parametrize("value", ["x" * 3_000_000, {"a": "b"}, ["one", 2], ""])
async def test_a_context_goes_along(value: ContextValue) -> None:
    async with Store.open(None) as store:
        name = await store.save_context(value)
        context = created().context.model_copy(update={"hash": name})
        text = await export_of(numbered(created(context=context)), store)

    assert Imported(text).blobs == {name: b"".join(pieces_of(value))}


async def test_a_text_is_written_once() -> None:
    long = "again and " * PREVIEW_CHARS
    events = numbered(
        created(session=SESSION),
        root_started(long),
        *turn(reply=long),
        *turn(number=2, reply=long),
    )

    text = await exported(events)

    assert text.count(long) == 1


async def test_an_export_without_its_end_is_refused() -> None:
    *most, _last = (await exported(samples())).splitlines(keepends=True)

    with pytest.raises(ExchangeError, match="end of this export is missing: 1 event"):
        Imported("".join(most))


async def test_an_export_of_a_later_version_is_refused() -> None:
    head, *rest = (await exported(samples())).splitlines(keepends=True)
    later = json.dumps({**json.loads(head), "version": 99}) + "\n"

    with pytest.raises(ExchangeError, match="update rlm-tui"):
        Imported(later + "".join(rest))
