"""Long texts and contexts, whole and in pieces."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlm_tui.domain.events import ContextInfo
from rlm_tui.domain.stored_form import SLICE_CHARS, digest, pieces_of
from rlm_tui.domain.values import ContextValue
from rlm_tui.errors import StoreError
from rlm_tui.storage.store import Store


async def test_a_text_is_read_in_pieces(store: Store) -> None:
    text = "é" * (SLICE_CHARS + 3)

    name = await store.save_context(text)

    pieces = [piece async for piece in store.read_pieces(name)]
    assert len(pieces) > 1
    assert "".join(pieces) == text


async def test_pieces_become_the_value_that_they_say(store: Store) -> None:
    value: ContextValue = {"a.md": "one", "b.md": ["two\nlines", 3]}
    pieces = list(pieces_of(value))
    name = digest(pieces)

    await store.save_pieces(name, pieces)

    assert await store.read_context(ContextInfo(type="dict", hash=name)) == value


async def test_pieces_that_are_something_else_are_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="not what its hash says"):
        await store.save_pieces(digest([b"one"]), [b"two"])


async def test_a_text_that_is_not_there_is_named(store: Store) -> None:
    with pytest.raises(StoreError, match="has no text abc"):
        await anext(store.read_pieces("abc"))


@given(st.lists(st.text()))
def test_a_hash_does_not_depend_on_how_the_text_is_cut(texts: list[str]) -> None:
    pieces = [text.encode("utf-8", "surrogatepass") for text in texts]

    assert digest(pieces) == digest([b"".join(pieces)])


async def test_a_text_that_cannot_be_saved_is_an_error_of_the_store(path: Path) -> None:
    async with Store.open(path) as store:
        pass

    with pytest.raises(StoreError, match="failed"):
        await store.save_context("words " * 1_000)
