"""What a model is told of a context before it has looked."""

from __future__ import annotations

import pytest

from rlm_tui.engine.planning import Planning, context_info

LITTLE = Planning(counted_chars=1_000)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", "lines: 0"),
        ("one\ntwo", "lines: 2"),
        ("one\ntwo\n", "lines: 2"),
        ("123456789\n" * 100, "lines: 100"),
        ("123456789\n" * 5_000, "lines: about 5000"),
        ("x" * 50_000, "lines: about 50"),
    ],
)
def test_lines_are_counted_and_those_of_a_long_text_estimated(
    text: str, lines: str
) -> None:
    assert lines in context_info(text, LITTLE).splitlines()
