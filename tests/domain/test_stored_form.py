"""How a value is written down: the same bytes, however they come about."""

from __future__ import annotations

import gc
import weakref

import pytest

from rlm_tui.domain.stored_form import SLICE_CHARS, digest, pieces_of


class Words(str):
    """A text that tells of its end."""

    __slots__ = ("__weakref__",)


@pytest.mark.parametrize("word", ["word ", "wörd ", "\ud800"])
@pytest.mark.parametrize("size", [10, SLICE_CHARS])
def test_the_pieces_of_a_text_are_what_utf_8_makes_of_it(word: str, size: int) -> None:
    text = word * size

    pieces = list(pieces_of(text))

    assert b"".join(pieces) == text.encode("utf-8", "surrogatepass")
    assert max(map(len, pieces)) <= 3 * SLICE_CHARS
    assert digest(pieces) == digest([text.encode("utf-8", "surrogatepass")])


def test_a_text_stays_as_long_as_anybody_has_a_piece_of_it() -> None:
    text = Words("word " * SLICE_CHARS)
    ended = weakref.ref(text)
    pieces = list(pieces_of(text))
    piece = pieces[-1]
    del text, pieces
    gc.collect()

    assert ended() is not None
    assert bytes(piece[-5:]) == b"word "
    del piece
    assert ended() is None
