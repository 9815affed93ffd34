"""What stands on a border is read as it is written."""

from __future__ import annotations

import pytest
from textual.content import Content

from rlm_tui.ui.widgets.titles import literal


@pytest.mark.parametrize("text", ["[ and ] go on", "[bold]x[/]", r"a\[b]", "plain"])
def test_no_bracket_is_taken_for_markup(text: str) -> None:
    assert Content.from_markup(literal(text)).plain == text
