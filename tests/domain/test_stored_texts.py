"""Texts are found in the stored form of a context where they stand in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlm_tui.domain import stored_texts
from rlm_tui.domain.stored_form import pieces_of
from rlm_tui.domain.stored_texts import read_stored
from rlm_tui.domain.values import ContextValue

TEXTS = st.text(max_size=30)
LEAVES = TEXTS | st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4)
    ),
    max_leaves=12,
)
CONTEXTS = TEXTS | st.lists(VALUES, max_size=4) | st.dictionaries(TEXTS, VALUES)


@pytest.fixture(autouse=True)
def short_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that short texts have several."""
    monkeypatch.setattr(stored_texts, "_SLICE", 4)


def texts_in(value: object) -> list[str]:
    """All texts but keys."""
    match value:
        case str():
            return [value]
        case list():
            return [text for item in value for text in texts_in(item)]
        case dict():
            return [text for item in value.values() for text in texts_in(item)]
        case _:
            return []


@given(CONTEXTS)
def test_every_part_of_every_text_is_where_it_is_said_to_be(
    value: ContextValue,
) -> None:
    stored = b"".join(pieces_of(value))

    found = list(stored_texts.stored_texts(value, least=0))

    assert [text.text for text in found] == texts_in(value)
    for text in found:
        for start in range(len(text.text) + 1):
            data = stored[text.byte_at(start) : text.marks[-1]]
            assert read_stored(data, is_json=text.is_json) == text.text[start:]


def test_short_texts_are_left_out() -> None:
    found = stored_texts.stored_texts(["a", {"b": "long enough"}, "c"], least=5)

    assert [text.text for text in found] == ["long enough"]
