"""The list of sessions as text."""

from __future__ import annotations

from dataclasses import replace

from rlm_tui.main.listing import HITS_SHOWN, cut, hit_lines, session_table
from rlm_tui.storage.base import Hit
from tests.ui.launchers import summary


def hit(session: str, number: int) -> Hit:
    return Hit(session, number, f"0.{number}", 0, "prompt", "a \x02word\x03 of it")


def test_only_the_first_places_of_a_session_are_named() -> None:
    many = [hit("s_many", number) for number in range(1, HITS_SHOWN + 3)]
    lines = hit_lines([*many, hit("s_one", 1)]).splitlines()

    assert len(lines) == HITS_SHOWN + 2
    assert lines[0].split() == ["s_many", "0.1", "prompt", "a", "[word]", "of", "it"]
    assert lines[HITS_SHOWN].split() == ["s_many", "…", "and", "2", "more"]
    assert lines[-1].startswith("s_one")


def test_what_was_found_is_seen_however_far_it_is_along_the_line() -> None:
    far = Hit("s_1", 1, "0.1", 0, "prompt", f"{'x ' * 40}\x02word\x03 {'y ' * 40}")

    [line] = hit_lines([far], 60).splitlines()

    assert len(line) == 60
    assert "[word]" in line
    assert line.startswith("s_1  0.1 prompt  …")
    assert line.endswith("…")


def test_a_line_that_fits_is_whole() -> None:
    [line] = hit_lines([hit("s_1", 1)], 60).splitlines()

    assert line == "s_1  0.1 prompt  a [word] of it"


def test_wide_letters_take_two_cells() -> None:
    assert cut("ab\n漢字漢字\nxyz", 5) == "ab\n漢字…\nxyz"
    assert cut("漢字漢字", None) == "漢字漢字"


def test_columns_make_room_for_the_question() -> None:
    asked = "How many lines of the log mention an error?"
    saved = [summary(2, question=asked, parent="s_05"), summary(3, status="answered")]

    wide, narrow = session_table(saved).split("\n"), session_table(saved, width=80)

    assert wide[0].split() == [
        *("id", "when", "state", "nodes", "cost", "context", "question")
    ]
    assert wide[1].endswith(f"{asked} (from s_05)")
    assert "nodes" not in narrow.split("\n")[0]
    assert asked[:36] in cut(narrow, 80)


def test_an_answer_that_doubts_itself_is_told_as_such() -> None:
    doubted = replace(summary(2, status="answered"), confidence=0.0)

    assert " not sure " in session_table([doubted])
