"""Compressed bytes are read anywhere, in any order."""

from __future__ import annotations

import random
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlm_tui.storage.inflating import Inflated

DATA = " ".join(map(str, random.Random(1).choices(range(9_999), k=20_000))).encode()
PACKED = zlib.compress(DATA, 1)


@given(
    st.lists(
        st.tuples(st.integers(0, len(DATA) - 1), st.integers(0, 9_000)), min_size=1
    )
)
def test_every_part_is_what_it_was(parts: list[tuple[int, int]]) -> None:
    inflated = Inflated(PACKED, window=1_000)

    for start, size in parts:
        size = min(size, len(DATA) - start)
        assert inflated.read(start, size) == DATA[start : start + size]


@pytest.mark.parametrize("start", [len(DATA) - 3, len(DATA) * 2, -2])
def test_what_is_not_there_is_an_error(start: int) -> None:
    with pytest.raises(zlib.error, match="no 5 bytes"):
        Inflated(PACKED, window=len(DATA)).read(start, 5)


def test_a_missing_end_is_an_error() -> None:
    with pytest.raises(zlib.error, match="its end is missing"):
        Inflated(PACKED[:-2_000]).read(len(DATA) - 10, 10)


def test_damage_is_an_error() -> None:
    broken = PACKED[:500] + b"\0" * 400 + PACKED[900:]

    with pytest.raises(zlib.error):
        Inflated(broken, window=1_000).read(0, len(DATA))
