"""A text of any length is drawn as a short one would be, without being cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlm_tui.ui.text import long
from rlm_tui.ui.text.laying import LaidRows
from rlm_tui.ui.text.lines import plain, unstyled, width_of
from rlm_tui.ui.text.long import LongText
from rlm_tui.ui.text.paragraphs import Paragraphs
from rlm_tui.ui.text.searching import matches_in

TEXTS = st.text(st.sampled_from("ab \n\t漢é\x1b\r"), min_size=1, max_size=200)


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long, "PIECE_CHARS", 40)
    monkeypatch.setattr(long, "WIDE_PIECE_CHARS", 30)


def laid(text: str, width: int = 10) -> LaidRows:
    return Paragraphs((LongText(text),)).laid(width)


@given(TEXTS, st.integers(4, 30))
def test_no_character_is_lost_but_spaces_at_the_end_of_rows(
    text: str, width: int
) -> None:
    rows = laid(text, width)

    shown = "".join(plain(row) for row in rows)
    wanted = LongText(text).source.replace("\n", "")
    assert shown.replace(" ", "") == wanted.replace(" ", "")
    assert all(width_of(row) <= width for row in rows)


@given(TEXTS, st.integers(4, 30))
def test_counting_rows_tells_how_many_there_will_be(text: str, width: int) -> None:
    for piece in laid(text, width).pieces:
        assert piece.height(width) == len(piece.lay(width).rows)
        assert piece.guess(width) >= 1


@given(st.lists(st.text(st.sampled_from("ab 漢"), max_size=25), min_size=1))
def test_lines_are_wrapped_as_those_of_short_texts(lines: list[str]) -> None:
    text = "\n".join(lines)
    short = Paragraphs(tuple(unstyled(text.split("\n"))))

    wanted = [plain(row) for row in short.laid(10)]
    if text.endswith("\n"):
        wanted.pop()

    assert [plain(row) for row in laid(text)] == wanted


def test_a_line_without_end_fills_its_rows_though_it_is_cut() -> None:
    rows = laid("x" * 1_000, width=7)

    assert {width_of(row) for row in list(rows)[:-1]} == {7}


def test_a_carriage_return_stays_with_its_line_feed() -> None:
    text = "x" * 39 + "\r\nnext"

    assert [plain(row) for row in laid(text, width=40)] == ["x" * 39, "next"]


def test_escape_sequences_are_marks_in_every_piece() -> None:
    shown = "".join(plain(row) for row in laid("\x1b[2J\n" * 100))

    assert shown.count("␛[2J") == 100
    assert "\x1b" not in shown


@given(
    st.text(st.sampled_from("ab\n"), max_size=300), st.sampled_from(["a", "ab", "bab"])
)
def test_a_piece_counts_the_matches_that_it_shows(text: str, needle: str) -> None:
    for piece in laid(text).pieces:
        assert piece.count(needle, 10) == len(matches_in(piece.lay(10), needle))


def test_a_match_over_a_cut_in_a_line_is_found_once() -> None:
    text = "x" * 38 + "needle" + "x" * 100

    counts = [piece.count("needle", 10) for piece in laid(text).pieces]

    assert counts == [1, 0, 0, 0]


def test_a_text_that_grows_keeps_its_pieces() -> None:
    text = "line\n" * 50
    old, new = laid(text).pieces, laid(text + "more\n" * 20).pieces

    assert list(new[: len(old) - 1]) == list(old[:-1])
    assert new[len(old)] != old[-1]
