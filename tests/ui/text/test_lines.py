"""Lines are cut, spread and wrapped to cells, not to characters."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rlm_tui.ui.text.lines import (
    Span,
    cut,
    cut_words,
    line,
    plain,
    spread,
    width_of,
    wrap,
)
from rlm_tui.ui.text.paragraphs import Paragraphs

TEXTS = st.text(st.sampled_from("ab é漢字 -"), max_size=80)


@given(TEXTS, st.integers(1, 40))
def test_a_cut_line_fits(text: str, width: int) -> None:
    assert width_of(cut(line(text), width)) <= width


@given(TEXTS, TEXTS, st.integers(4, 60))
def test_two_lines_on_one_fill_the_width(left: str, right: str, width: int) -> None:
    found = spread(line(left), line(right), width)

    assert width_of(found) <= width


@given(TEXTS, st.integers(4, 40))
def test_wrapping_loses_nothing_but_spaces(text: str, width: int) -> None:
    rows = wrap(line(text), width)

    joined = "".join(plain(row) for row in rows)
    assert joined.replace(" ", "") == text.replace(" ", "")
    assert all(width_of(row) <= width for row in rows)


def test_wrapping_breaks_at_spaces_and_keeps_styles() -> None:
    rows = wrap(line("one two ", Span("three four", "strong")), 9)

    assert [plain(row) for row in rows] == ["one two", "three", "four"]
    assert rows[2][-1] == Span("four", "strong")


def test_a_line_number_is_not_repeated_below_itself() -> None:
    rows = Paragraphs((line("  1  aaaa bbbb"),), indent=5).laid(10)

    assert [plain(row) for row in rows] == ["  1  aaaa", "     bbbb"]


def test_what_is_on_the_right_stays_whole() -> None:
    found = plain(spread(line("a very long name"), line("$0.03"), 16))

    assert found.endswith("$0.03")


def test_a_message_is_cut_between_words() -> None:
    said = line(Span("there is no such command here"))

    assert plain(cut_words(said, 40)) == "there is no such command here"
    assert plain(cut_words(said, 20)).split() == ["there", "is", "no", "such", "…"]
    assert width_of(cut_words(said, 20)) <= 20
