"""The thumb of a scroll bar, against what Textual draws."""

from __future__ import annotations

import itertools

import pytest
from textual.scrollbar import ScrollBarRender

from rlm_tui.ui.widgets.thumb import Thumb


def drawn(height: int, rows: int, position: float) -> list[tuple[str, object]]:
    bar = ScrollBarRender.render_bar(height, rows, height, position)
    return [(segment.text, segment.style) for segment in bar.segments]


@pytest.mark.parametrize("height", [5, 28])
def test_thumbs_that_are_equal_are_drawn_alike(height: int) -> None:
    sizes = [*range(height + 1, 200), 1_000, 1_001, 1_002]

    for less, more in itertools.pairwise(sizes):
        for position in (0, 1, 7.25, less - height):
            thumbs = (Thumb.of(height, rows, position) for rows in (less, more))
            is_alike = drawn(height, less, position) == drawn(height, more, position)
            assert (len(set(thumbs)) == 1) == is_alike


def test_among_many_rows_one_more_is_not_seen() -> None:
    assert Thumb.of(28, 10_000, 50) == Thumb.of(28, 10_001, 50)
    assert Thumb.of(28, 40, 10) != Thumb.of(28, 41, 10)
