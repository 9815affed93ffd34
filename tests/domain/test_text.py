"""Texts as events carry them."""

from __future__ import annotations

from rlm_tui.domain.text import BEGINNING_CHARS, PREVIEW_CHARS, Text

LONG = "some words " * PREVIEW_CHARS


def test_a_short_text_is_inline() -> None:
    text = Text.of("x" * PREVIEW_CHARS)

    assert (text.preview, text.hash) == ("x" * PREVIEW_CHARS, "")


def test_of_a_long_one_the_beginning_is() -> None:
    text = Text.of(LONG)

    assert text.preview == LONG[:BEGINNING_CHARS]
    assert (text.chars, text.whole) == (len(LONG), LONG)


def test_texts_are_the_same_however_much_of_them_is_inline() -> None:
    one, other = Text.of(LONG), Text.of(LONG, beginning=10)

    assert one == other
    assert hash(one) == hash(other)
    assert other.preview == LONG[:10]


def test_texts_with_the_same_beginning_are_others() -> None:
    assert Text.of(LONG) != Text.of(LONG + "!")
    assert Text.of("yes") != Text.of("no")
    assert Text.of(LONG) != Text.of(LONG[:BEGINNING_CHARS])
    assert Text.of("yes") != "yes"
