"""The list of sessions as text."""

from __future__ import annotations

from rlm_tui.listing import HITS_SHOWN, hit_lines
from rlm_tui.storage.base import Hit


def hit(session: str, number: int) -> Hit:
    return Hit(session, number, f"0.{number}", 0, "prompt", "a \x02word\x03 of it")


def test_only_the_first_places_of_a_session_are_named() -> None:
    many = [hit("s_many", number) for number in range(1, HITS_SHOWN + 3)]
    lines = hit_lines([*many, hit("s_one", 1)]).splitlines()

    assert len(lines) == HITS_SHOWN + 2
    assert lines[0].split() == ["s_many", "0.1", "prompt", "a", "[word]", "of", "it"]
    assert lines[HITS_SHOWN].split() == ["s_many", "…", "and", "2", "more"]
    assert lines[-1].startswith("s_one")
