"""Whatever a context and a text are: what is kept as places reads as it was."""

from __future__ import annotations

import asyncio
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlm_tui.domain import stored_texts, stretches
from rlm_tui.domain.stored_form import digest, pieces_of
from rlm_tui.domain.values import ContextValue
from rlm_tui.storage import quoting
from rlm_tui.storage.quotations import Quotations
from rlm_tui.storage.quoting import Quoting

WORDS = st.text(alphabet='ab \n"\\\t\0é𝄞', max_size=20)
LONG = st.lists(
    st.sampled_from(["to be ", "or not", "\n", '"', "\\", "é", "𝄞", "\0", "\t"]),
    min_size=20,
    max_size=60,
).map("".join)
CONTEXTS = st.one_of(
    LONG,
    st.lists(LONG | st.integers() | st.lists(LONG, max_size=2), min_size=1, max_size=4),
    st.dictionaries(WORDS, LONG | st.none() | st.lists(LONG, max_size=2), max_size=4),
)


@pytest.fixture(autouse=True)
def everything_is_short(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that short contexts have several blocks and slices."""
    monkeypatch.setattr(stretches, "BLOCK", 3)
    monkeypatch.setattr(stored_texts, "_SLICE", 7)
    monkeypatch.setattr(quoting, "LEAST", 4)


def texts_in(value: object) -> list[str]:
    match value:
        case str():
            return [value]
        case list():
            return [text for item in value for text in texts_in(item)]
        case dict():
            return texts_in(list(value.values()))
        case _:
            return []


async def read(context: ContextValue, text: str) -> str:
    """The text as a store keeps and reads it."""
    stored = zlib.compress(b"".join(pieces_of(context)))

    async def packed(_digest: str) -> bytes:
        return stored

    made = Quoting("c", context)
    made.prepare()
    await made.ready()
    kept = made.quoted(text)
    if kept is None:
        return text
    assert kept.size == len(text.encode())
    return await Quotations(packed).text(digest(pieces_of(text)), kept.data, "c")


@given(CONTEXTS, WORDS, st.lists(st.tuples(st.integers(0, 9), st.integers(0, 99))))
def test_a_text_of_any_parts_of_any_context_reads_as_it_was(
    context: ContextValue, own: str, parts: list[tuple[int, int]]
) -> None:
    found = texts_in(context) or [own]
    text = own
    for number, start in parts:
        text += found[number % len(found)][start:] + own[:3]

    assert asyncio.run(read(context, text)) == text
