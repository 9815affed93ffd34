"""A search finds what is there, wherever rows end, and goes round."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rlm_tui.ui.text.laying import LaidRows, Place
from rlm_tui.ui.text.lines import Span, line, plain, unstyled
from rlm_tui.ui.text.paragraphs import PIECE_LINES, Paragraphs
from rlm_tui.ui.text.searching import Found, Search, marked, matches_in, search_words


def laid(*lines: str, width: int = 10, indent: int = 0) -> LaidRows:
    return Paragraphs(tuple(unstyled(lines)), indent).laid(width)


def walk(search: Search, step: int, times: int) -> list[Place | None]:
    places = []
    for _ in range(times):
        list(search.seeking(step, Place(0, 0)))
        places.append(search.place)
    return places


def test_words_are_found_across_the_end_of_a_row() -> None:
    rows = laid("which limits liability", width=12)

    [match] = matches_in(rows.laid(0), "limits liability")

    assert [plain(rows[m.row])[m.start : m.end] for m in match] == [
        "limits",
        "liability",
    ]


def test_an_indent_is_no_part_of_the_text() -> None:
    rows = laid("  1  aaaa bbbb", indent=5)

    [match] = matches_in(rows.laid(0), "aaaa bbbb")

    assert [plain(rows[m.row])[m.start : m.end] for m in match] == ["aaaa", "bbbb"]


def test_one_line_does_not_run_into_the_next() -> None:
    assert matches_in(laid("ab", "cd").laid(0), "bc") == []


@given(st.lists(st.text("ab ", max_size=30), min_size=1), st.text("ab", min_size=1))
def test_everything_is_found_that_is_in_a_line(lines: list[str], needle: str) -> None:
    rows = laid(*lines)

    found = sum(len(matches_in(rows.laid(p), needle)) for p in range(len(rows.pieces)))

    assert found == sum(text.count(needle) for text in lines)


def test_stepping_goes_round_in_both_directions() -> None:
    search = Search("x", laid("x", "-", "x"))

    assert walk(search, 1, 3) == [Place(0, 0), Place(0, 2), Place(0, 0)]
    assert walk(search, -1, 2) == [Place(0, 2), Place(0, 0)]


def test_a_search_begins_at_what_is_in_view() -> None:
    search = Search("x", laid("x", "-", "x"))

    list(search.seeking(1, Place(0, 1)))

    assert search.place == Place(0, 2)


def test_pieces_are_gone_through_one_by_one() -> None:
    lines = ["-"] * (3 * PIECE_LINES) + ["x"] + ["-"] * PIECE_LINES
    search = Search("x", laid(*lines))

    steps = len(list(search.seeking(1, Place(0, 0))))

    assert steps == 3
    assert search.place == Place(3, 0)
    assert search.found.total is None


def test_after_counting_it_is_known_which_of_how_many() -> None:
    search = Search("x", laid(*["x"] * (PIECE_LINES + 2)))
    walk(search, -1, 1)
    list(search.counting())

    assert search.found == Found("x", PIECE_LINES + 2, PIECE_LINES + 2, 1.0)


def test_nothing_is_found_where_nothing_is() -> None:
    search = Search("y", laid("x"))
    list(search.seeking(1, None))
    list(search.counting())

    assert search.place is None
    assert search_words(search.found) == "no match: y"


def test_the_place_is_kept_while_the_text_grows() -> None:
    search = Search("x", laid("x", "x"))
    walk(search, 1, 2)

    search.move_to(laid("x", "x", "x"))

    assert search.place == Place(0, 1)
    assert walk(search, 1, 1) == [Place(0, 2)]


def test_the_match_one_is_at_looks_different() -> None:
    rows = laid("x x")
    search = Search("x", rows)
    walk(search, 1, 2)

    row = marked(rows[0], search.marks(Place(0, 0)))

    assert [span for span in row if span.style] == [
        Span("x", "match"),
        Span("x", "current"),
    ]


def test_marks_go_over_spans_and_keep_the_rest() -> None:
    row = line(Span("de", "keyword"), Span("f run", "name"))

    found = marked(row, [(1, 4, "match")])

    assert plain(found) == "def run"
    assert [span.text for span in found if span.style == "match"] == ["e", "f "]


def test_a_search_under_way_says_how_far_it_is() -> None:
    assert search_words(Found("x", None, None, 0.4)).startswith("searching: 40%")
    assert search_words(Found("x", 3, 1204, 1.0)).startswith("match 3 of 1,204;")
