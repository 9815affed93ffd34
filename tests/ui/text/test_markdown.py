"""Replies as Markdown: what was written is all there, in rows that fit."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlm_tui.ui.style.glyphs import ASCII, UNICODE, Glyphs
from rlm_tui.ui.text.lines import STYLES, Line, plain, width_of
from rlm_tui.ui.text.markdown.passage import MOST_CHARS, MarkdownText
from rlm_tui.ui.text.paragraphs import Paragraphs
from tests import factories
from tests.ui.driving import note, opened, press, run_screen
from tests.ui.fakes import bed

HOSTILE = st.text(st.sampled_from("a b*_`[]()<>#|-+1.~!\\&;:\n\t\x1b漢"), max_size=120)


def rows(text: str, width: int = 40, glyphs: Glyphs = UNICODE) -> list[Line]:
    return list(Paragraphs((MarkdownText(text, glyphs),)).laid(width))


def shown(text: str, width: int = 40, glyphs: Glyphs = UNICODE) -> list[str]:
    return [plain(row).rstrip() for row in rows(text, width, glyphs)]


def styles(text: str) -> dict[str, str]:
    return {span.text: span.style for row in rows(text) for span in row}


def test_headings_keep_their_level_without_colour() -> None:
    assert shown("## Findings\ntext") == ["## Findings", "", "text"]
    assert styles("## Findings")["Findings"] == "title"


def test_words_have_the_styles_they_were_given() -> None:
    found = styles("a **b** *c* ***d*** `e`")

    assert found["b"] == "strong"
    assert found["c"] == "emphasis"
    assert found["d"] == "strong_emphasis"
    assert found["e"] == "code"
    assert set(found.values()) <= {"", *STYLES}


def test_a_link_says_where_it_leads_once() -> None:
    assert shown("[law](https://x.org/a) <https://x.org>") == [
        "law <https://x.org/a> https://x.org"
    ]


def test_lists_hang_and_nest() -> None:
    text = "- one that is too long for one row\n- two\n  1. nested\n  2. more"

    assert shown(text, 20) == [
        "• one that is too",
        "  long for one row",
        "• two",
        "  1. nested",
        "  2. more",
    ]


def test_quotes_have_a_bar_on_every_row() -> None:
    assert shown("before\n\n> quoted words\n>\n> more", 10) == [
        "before",
        "",
        "│ quoted",
        "│ words",
        "│",
        "│ more",
    ]


def test_code_is_coloured_and_says_its_language() -> None:
    found = rows("```repl\ndef f(x):\n    return x\n```")

    assert [plain(row) for row in found] == ["repl", "  def f(x):", "      return x"]
    assert ("def", "keyword") in [tuple(span) for span in found[1]]


def test_an_unknown_language_is_shown_without_colours() -> None:
    assert shown("```no-such\nx = 1\n```") == ["no-such", "  x = 1"]


def test_a_table_is_as_wide_as_it_has_to_be() -> None:
    text = "| clause | cap |\n|---|--:|\n| 14.2 | 1,000 |\n| 22 | 5 |"

    assert shown(text) == [
        "clause    cap",
        "──────  ─────",
        "14.2    1,000",
        "22          5",
    ]


def test_a_table_that_is_too_wide_wraps_its_widest_column() -> None:
    text = "| a | words |\n|---|---|\n| 1 | one two three four |"

    assert shown(text, 14) == [
        "a  words",
        "─  ───────────",
        "1  one two",
        "   three four",
    ]


def test_a_table_of_too_many_columns_becomes_names_and_values() -> None:
    names = [f"name{number}" for number in range(8)]
    head, dashes, body = ("|".join(cells) for cells in (names, ["-"] * 8, "12345678"))

    found = shown(f"|{head}|\n|{dashes}|\n|{body}|", 20)

    assert found[:2] == ["name0: 1", "name1: 2"]


def test_nothing_but_ascii_is_drawn_where_nothing_else_can_be() -> None:
    text = "- a\n\n> b\n\n---\n\n|c|\n|-|\n|é|\n\n&eacute;"

    assert "".join(shown(text, glyphs=ASCII)).isascii()


def test_an_entity_cannot_steer_the_terminal() -> None:
    text = "&#27;[2J `\x1b]0;x\x07` [a](<\x1b>) &#10; &#8238;"

    assert not re.search("[\x00-\x1f\u202e]", "".join(shown(text)))


def test_html_is_text() -> None:
    assert shown("<b>bold</b> [red]x[/red]") == ["<b>bold</b> [red]x[/red]"]


@given(HOSTILE, st.integers(2, 40), st.sampled_from([UNICODE, ASCII]))
def test_rows_fit_and_are_safe_whatever_is_written(
    text: str, width: int, glyphs: Glyphs
) -> None:
    for row in rows(text, width, glyphs):
        assert "\n" not in plain(row)
        assert "\x1b" not in plain(row)
        assert width < 8 or width_of(row) <= width


@given(st.lists(st.sampled_from(["word", "**two**", "- item", "# head", "> q", ""])))
def test_no_word_is_lost(lines: list[str]) -> None:
    text = "\n".join(lines)

    assert re.findall(r"\w+", " ".join(shown(text))) == re.findall(r"\w+", text)


@pytest.mark.parametrize(
    "text",
    [
        "word " * 20_000,
        ">" * 500 + " word",
        "".join(f"{'  ' * depth}- word\n" for depth in range(200)),
        "```python\n" + "word = 1\n" * 3_000,
        "word\n\n" * 3_000,
        "|word|\n|-|\n" + "|word|\n" * 3_000,
    ],
    ids=["one line", "quotes", "lists", "code", "paragraphs", "table"],
)
def test_of_what_is_too_much_at_once_nothing_is_lost(text: str) -> None:
    assert "".join(shown(text)).count("word") == text.count("word")


def test_a_long_block_of_code_is_code_to_its_end() -> None:
    text = "```python\n" + "def f(x): pass\n" * 1_000 + "```\n**after**"

    found = rows(text)

    assert sum(("def", "keyword") in row for row in found) == 1_000
    assert found[-1] == (("after", "strong"),)


def test_only_pieces_that_are_looked_at_are_read() -> None:
    text = "A paragraph of some words.\n\n" * 2_000
    laid = Paragraphs((MarkdownText(text, UNICODE),)).laid(40)

    assert len(laid.pieces) > len(text) // MOST_CHARS
    assert not laid.is_measured


def test_a_match_is_found_in_what_is_shown() -> None:
    [piece] = MarkdownText("- some **bold words** here", UNICODE).pieces(10)

    assert piece.count("bold words here", 10) == 1


async def test_a_reply_is_markdown_until_w_is_pressed() -> None:
    events = factories.numbered(
        factories.created(),
        factories.root_started(),
        *factories.turn(reply="# Plan\n\n**Look** first."),
    )

    async with opened(bed(events)) as pilot:
        await press(pilot, "2")
        assert "# Plan\n\nLook first." in run_screen(pilot).main_text.plain_text

        await press(pilot, "W")
        assert "**Look** first." in run_screen(pilot).main_text.plain_text
        assert note(pilot).startswith("replies are shown as they were written")


async def test_what_is_copied_is_what_was_written() -> None:
    events = factories.numbered(
        factories.created(),
        factories.root_started(),
        *factories.turn(reply="**Look** first."),
    )

    async with opened(bed(events)) as pilot:
        await press(pilot, "2", "y")

        assert pilot.app.clipboard.endswith("**Look** first.")
