"""Questions as they are typed."""

from __future__ import annotations

import pytest

from rlm_tui.models.offline.spelling import plainly


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hwo many erors did it log?", "how many errors did it log?"),
        ("wich is the averge price?", "which is the average price?"),
        ("Define the term ogee.", "What is ogee?"),
        ("What is meant by a pawl?", "What is a pawl?"),
    ],
)
def test_slips_are_mended_and_detours_left_out(typed: str, meant: str) -> None:
    assert plainly(typed) == meant


@pytest.mark.parametrize(
    "sound",
    [
        "Which service has the slowest requests?",
        "List all email addresses and the counts.",
        "Who wrote this, and whom did they send it?",
        "What is the cost of Avrage Ltd?",
    ],
)
def test_what_is_right_stays(sound: str) -> None:
    assert plainly(sound) == sound
