"""What a stop offers, in words."""

from __future__ import annotations

import pytest

from rlm_tui.domain.decisions import Gate, not_offered


@pytest.mark.parametrize(
    ("verb", "gate", "said"),
    [
        (
            "retry",
            "query",
            "before sub-query: it cannot be run again, only approved, rejected, "
            "answered by you",
        ),
        (
            "answer",
            "limit",
            "a limit is reached: it cannot be answered by you, only raised by half, "
            "finished",
        ),
    ],
)
def test_a_verb_that_is_not_offered_is_told_with_those_that_are(
    verb: str, gate: Gate, said: str
) -> None:
    assert not_offered(verb, gate) == said
