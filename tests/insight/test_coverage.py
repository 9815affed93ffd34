"""Which parts of a context were seen."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlm_tui.domain.events import ContextInfo
from rlm_tui.domain.stored_form import pieces_of
from rlm_tui.domain.values import JSON, Span
from rlm_tui.insight.coverage import (
    BLOCK,
    Document,
    Handed,
    Part,
    between,
    coverage,
    document_of,
    union,
)

RANDOM = random.Random(11)
TEXT = "".join(RANDOM.choices("abcdefghijklmnopqrstuvwxyz \n", k=5_000))
WHOLE = Document(TEXT, (Part("a.md", 0, len(TEXT)),))


def test_a_slice_in_a_prompt_was_sent() -> None:
    found = coverage(WHOLE, [f"Summarise:\n{TEXT[1_000:2_000]}\nend"], [])

    assert found.sent == ((1_000, 2_000),)
    assert found.share(found.seen) == pytest.approx(0.2)


def test_a_slice_in_an_output_was_printed() -> None:
    found = coverage(WHOLE, [], [f"head: {TEXT[:500]}"])

    assert (found.sent, found.printed) == ((), ((0, 500),))


def test_what_was_never_seen_is_what_is_left() -> None:
    found = coverage(WHOLE, [TEXT[:1_000], TEXT[4_000:]], [TEXT[500:1_500]])

    assert found.untouched == ((1_500, 4_000),)


def test_text_that_is_not_of_the_context_covers_nothing() -> None:
    found = coverage(WHOLE, ["Summarise the following: " * 50], [])

    assert found.seen == ()
    assert found.untouched == ((0, len(TEXT)),)


def test_cells_say_how_much_of_each_stretch_was_seen() -> None:
    found = coverage(WHOLE, [TEXT[:1_250]], [])

    assert found.cells(found.sent, 4) == pytest.approx([1.0, 0.0, 0.0, 0.0])
    assert found.cells(found.sent, 2) == pytest.approx([0.5, 0.0])


def test_several_spans_in_a_cell_are_added_up() -> None:
    found = coverage(WHOLE, [], [], reads=[(0, 100), (200, 300), (4_000, 5_000)])

    assert found.cells(found.read, 5) == pytest.approx([0.2, 0.0, 0.0, 0.0, 1.0])


def test_what_code_read_is_no_model_s() -> None:
    found = coverage(WHOLE, [TEXT[:1_000]], [], reads=[(500, 3_000)])

    assert (found.seen, found.read) == (((0, 1_000),), ((500, 3_000),))
    assert found.by_code_alone == ((1_000, 3_000),)
    assert found.untouched == ((3_000, 5_000),)


def test_items_that_code_read_are_parts_of_the_text() -> None:
    document = document_of(ContextInfo(type="list"), json.dumps(["one", "two", "six"]))

    found = coverage(document, [], [], reads=[(1, 3), (7, 9)])

    assert found.read == ((4, 11),)


def test_what_cannot_have_been_read_is_left_out() -> None:
    found = coverage(WHOLE, [], [], reads=[(4_990, 1 << 60), (6_000, 7_000)])

    assert found.read == ((4_990, 5_000),)


def test_what_the_code_of_a_sub_rlm_read_stands_in_the_whole() -> None:
    half = f"Notes: {TEXT[2_000:4_000]}{TEXT[:500]}"
    handed = Handed(half, reads=((0, 107), (1_900, 2_207)))

    found = coverage(WHOLE, [], [], handed=[handed])

    assert found.read == ((0, 200), (2_000, 2_100), (3_893, 4_000))


@given(
    st.integers(0, len(TEXT)),
    st.integers(0, len(TEXT)),
    st.text(max_size=40),
    st.text(max_size=40),
)
def test_any_slice_that_is_long_enough_is_found_whole(
    one: int, other: int, before: str, after: str
) -> None:
    start, end = sorted((one, other))

    found = coverage(WHOLE, [before + TEXT[start:end] + after], []).sent

    if end - start >= 2 * BLOCK:
        [(first, last)] = found
        assert first <= start
        assert last >= end


def test_files_are_parts_of_one_text() -> None:
    value: dict[str, JSON] = {
        "a.md": TEXT[:1_000],
        "b.md": TEXT[1_000:3_000],
        "c.json": [1, 2],
    }
    stored = b"".join(pieces_of(value)).decode()

    document = document_of(ContextInfo(type="dict"), stored)
    found = coverage(document, [TEXT[1_000:2_000]], [])

    assert [part.name for part in document.parts] == ["a.md", "b.md", "c.json"]
    shares = [found.share(found.seen, part) for part in document.parts]
    assert shares == pytest.approx([0.0, 0.5, 0.0])


def test_items_of_a_list_are_numbered() -> None:
    document = document_of(ContextInfo(type="list"), json.dumps(["one", "two"]))

    assert [part.name for part in document.parts] == ["item 0", "item 1"]
    assert document.text == "one\ntwo\n"


def test_spans_that_touch_are_one() -> None:
    assert union([(5, 8), (0, 3), (3, 5), (10, 12)]) == ((0, 8), (10, 12))


SPANS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 9))).map(
    lambda parts: union((start, start + size + 1) for start, size in parts)
)


def places(spans: Sequence[Span]) -> set[int]:
    return {at for start, end in spans for at in range(start, end)}


@given(SPANS, SPANS)
def test_what_lies_between_is_in_the_one_and_not_in_the_other(
    spans: Sequence[Span], others: Sequence[Span]
) -> None:
    found = between(spans, others)

    assert places(found) == places(spans) - places(others)
    assert all(start < end for start, end in found)
