"""A text that several threads pack is what one would have packed."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlm_tui.domain.stored_form import pieces_of
from rlm_tui.storage import blobs
from rlm_tui.storage.packing import Packing

TEXTS = st.text(st.characters(exclude_categories=()), max_size=200)


@given(text=TEXTS, part_chars=st.integers(1, 50))
async def test_any_text_comes_back_from_its_parts(text: str, part_chars: int) -> None:
    packed = await Packing(text, part_chars).run()

    assert packed is not None
    assert blobs.unpack_text(packed.data) == text
    stored = b"".join(pieces_of(text))
    assert zlib.decompress(packed.data) == stored, "with its check"
    assert packed.size == len(stored)


@pytest.mark.parametrize("size", [2**16, 1 << 20])
async def test_the_check_holds_for_many_bytes(size: int) -> None:
    text = "ÿ\x00word " * size

    packed = await Packing(text, len(text) // 3).run()

    assert packed is not None
    assert zlib.decompress(packed.data) == text.encode()


async def test_what_is_given_up_brings_nothing() -> None:
    packing = Packing("x" * 1_000, 100)
    packing.give_up()

    assert await packing.run() is None
