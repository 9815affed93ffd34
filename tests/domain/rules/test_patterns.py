"""Patterns that a person writes: what is allowed, and that none takes for ever."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlm_tui.domain.rules.patterns import (
    MAX_CHOICES,
    PLAIN_CHARS,
    REPEAT_CHARS,
    Pattern,
    compile_pattern,
)
from rlm_tui.domain.text import Text
from rlm_tui.errors import RuleError


def compiled(text: str) -> Pattern:
    """A pattern that begins at the first column."""
    return compile_pattern(text, list(range(len(text) + 1)))


@pytest.mark.parametrize(
    "text",
    [
        "plain words",
        r"\d+\.\d+ items?",
        r"(?:\d+\.){3}\d+",
        r"(foo|bar|qux)+",
        r"(?P<word>\w+)\s+(?P=word)",
        r"(?i)^import (os|sys)$",
        r"[^]]*[)(*+]",
        r"a{2,5}b{3}c{,4}",
        r"{}",
        r"(?<!x)y(?=z)(?#note)",
        r"(ab){20}",
        r"\(\*+\)",
        r"(?>a|b)",
        "[[a]",
    ],
)
def test_usual_patterns_are_taken(text: str) -> None:
    assert compiled(text).text == text


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("(a+)+", 4),
        ("(a*)*b", 4),
        ("((a+)b)*", 7),
        (r"(\w+\s?)*$", 8),
        ("(a|aa)+$", 6),
        ("((a|a)b)+", 8),
        ("(.|x)*y", 5),
        ("(a|)*", 4),
        ("(a?){25}", 4),
        ("(a{,9}){10,}", 7),
        ("(?:a+){2,}", 6),
        ("(x+x+)+y", 6),
        ("(a*){,}", 4),
    ],
)
def test_a_repeat_of_what_varies_is_refused(text: str, column: int) -> None:
    with pytest.raises(RuleError, match="for ever") as raised:
        compiled(text)

    assert raised.value.column == column


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (".*a.*b.*c.*d.*e", "at most 4 repeats"),
        ("(?:a*){5}b", "at most 4 repeats"),
        ("a?" * (MAX_CHOICES + 1), "at most 12 choices"),
        ("(?:a?b?){7}", "at most 12 choices"),
        ("(?:a{1,9}){9}b", "at most 12 choices"),
        ("(a|a)" * 13, "at most 12 choices"),
        ("a{,7}a{,7}a{,7}a{,7}a{,7}", "at most 12 choices"),
        ("(?x)(a+) +", "verbose"),
        ("x" * 501, "at most 500 characters"),
        ("(?au)x", "not a regular expression"),
        ("a{99999999999}", "not a regular expression"),
        ("(" * 200 + ")" * 199, "not a regular expression"),
    ],
)
def test_what_is_too_much_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(RuleError, match=words):
        compiled(text)


@pytest.mark.parametrize(
    ("text", "chars", "span"),
    [
        ("plain", PLAIN_CHARS, 0),
        ("a?b{2}", PLAIN_CHARS, 0),
        ("a{2,5}b{,3}", PLAIN_CHARS, 0),
        ("a{2,5}b{,7}", REPEAT_CHARS, 0),
        (".*", REPEAT_CHARS, 1_000),
        ("a+b+", REPEAT_CHARS, 100),
        (r"(?:\d+\.){3}\d+", REPEAT_CHARS, 16),
    ],
)
def test_how_much_is_searched_depends_on_the_repeats(
    text: str, chars: int, span: int
) -> None:
    pattern = compiled(text)

    assert (pattern.max_chars, pattern.span) == (chars, span)


@pytest.mark.parametrize("before", [0, 1, 99, 100, 199, 200, 1_234, 9_800])
def test_what_is_short_enough_is_found_wherever_it_is(before: int) -> None:
    hidden = Text.of("." * before + "aa" + "-" * 96 + "bb" + "." * 50)

    assert compiled("a+-{96}b+").found_in(hidden) is True
    assert compiled("a+-{97}b+").found_in(hidden) is False


@pytest.mark.parametrize("pattern", [r"x+$", r"x+\Z", r"x+(?!x)\Z", r"-x+$"])
def test_the_end_of_what_is_looked_at_is_not_the_end_of_the_text(pattern: str) -> None:
    inside, at_end = Text.of("-" + "x" * 5_000 + "-"), Text.of("-" * 5_000 + "x")

    assert compiled(pattern).found_in(inside) is False
    assert compiled(pattern).found_in(at_end) is True


def test_the_beginning_of_what_is_looked_at_is_not_that_of_the_text() -> None:
    text = Text.of("-" * 5_000 + "x")

    assert compiled("^x+").found_in(text) is False
    assert compiled("^-+").found_in(text) is True


WORST = ["a{,7}a{,7}a{,7}b", ".*a.*b", r"\s+$", ".*a.*a.*b", ".*a.*a.*a.*b"]


@pytest.mark.parametrize("text", WORST)
def test_the_worst_texts_take_no_time_that_matters(text: str) -> None:
    letter = " " if "s" in text else "a"

    assert compiled(text).found_in(Text.of(letter * 2_000 + "!")) is False


def test_a_pattern_sees_no_case() -> None:
    assert compiled("NEEDLE").found_in(Text.of("a needle")) is True


def test_only_the_beginning_of_a_long_text_decides() -> None:
    text = Text.of("x" * REPEAT_CHARS + "y")

    assert compiled("x+y").found_in(text) is None
    assert compiled("x{2}y").found_in(text) is True


PIECES = ["a", "b", ".", r"\w", "[ab]", "(", ")", "|", "*", "+", "?", "{2}", "{1,}"]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_no_pattern_that_is_taken_hangs_on_a_hostile_text(text: str) -> None:
    try:
        pattern = compiled(text)
    except RuleError:
        return

    assert pattern.found_in(Text.of("a" * 24 + "!")) in (True, False)


@given(st.text(max_size=40))
def test_any_text_is_a_pattern_or_a_rule_error(text: str) -> None:
    try:
        found = compiled(text).text
    except RuleError as error:
        found = text[: error.column]

    assert text.startswith(found)
