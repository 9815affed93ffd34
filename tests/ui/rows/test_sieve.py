"""What a line that filters the tree means."""

from __future__ import annotations

import pytest

from rlm_tui.errors import RuleError
from rlm_tui.ui.rows.sieve import filter_of


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("state:held", "state:held"),
        ("these", '~ "these"'),
        ("limit of liability.", r'~ "limit" ~ "of" ~ "liability\."'),
    ],
)
def test_plain_words_are_looked_for_in_any_text(typed: str, text: str) -> None:
    assert filter_of(typed).text == text


def test_what_is_meant_as_a_filter_is_not_taken_for_words() -> None:
    with pytest.raises(RuleError, match="did you mean depth"):
        filter_of("dpth>2")
