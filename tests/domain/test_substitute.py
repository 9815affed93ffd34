"""One change of many texts does what it says to those it fits, and to no other."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlm_tui.domain.substitute import parse_substitution
from rlm_tui.errors import SteeringError

TEXTS = st.text(max_size=40)
DIVIDERS = st.sampled_from("/|#,:!~@")


def written(old: str, new: str, flags: str = "", divider: str = "/") -> str:
    """A substitution of one plain text by another."""
    pattern = "".join(
        f"\\{sign}" if sign == divider else re.escape(sign) for sign in old
    )
    template = new.replace("\\", "\\\\").replace(divider, f"\\{divider}")
    return f"s{divider}{pattern}{divider}{template}{divider}{flags}"


def plain(text: str) -> bool:
    """Whether a text survives being typed on a line."""
    return bool(text) and text == text.strip() and "\n" not in text


@given(text=TEXTS, old=TEXTS.filter(plain), new=TEXTS, divider=DIVIDERS)
def test_every_place_is_changed_as_replacing_does(
    text: str, old: str, new: str, divider: str
) -> None:
    change = parse_substitution(written(old, new, "g", divider))

    assert change.apply(text) == text.replace(old, new)


@given(text=TEXTS, old=TEXTS.filter(plain), new=TEXTS)
def test_without_g_only_the_first_place_is_changed(
    text: str, old: str, new: str
) -> None:
    change = parse_substitution(written(old, new))

    assert change.apply(text) == text.replace(old, new, 1)


@given(texts=st.dictionaries(TEXTS, TEXTS, max_size=8), old=TEXTS.filter(plain))
def test_only_texts_that_become_others_are_given_back(
    texts: dict[str, str], old: str
) -> None:
    changed = parse_substitution(written(old, "x", "g")).changed(texts)

    assert changed == {
        name: text.replace(old, "x")
        for name, text in texts.items()
        if text.replace(old, "x") != text
    }


@given(line=st.text(max_size=30))
def test_a_line_is_read_or_refused_with_a_reason(line: str) -> None:
    reason = ""
    try:
        parse_substitution(line).apply("any text")
    except SteeringError as error:
        reason = str(error)

    assert reason or line.strip().startswith("s")


@pytest.mark.parametrize(
    ("line", "text", "expected"),
    [
        ("s/cap/limit/", "the cap of the cap", "the limit of the cap"),
        ("s/cap/limit/g", "the cap of the cap", "the limit of the limit"),
        ("s/CAP/limit/i", "the cap", "the limit"),
        ("s/CAP/limit/", "the cap", "the cap"),
        ("s/cap/limit", "the cap", "the limit"),
        (r"s/(\w+) of (\w+)/\2 and \1/", "a cap of x", "a x and cap"),
        ("s|a/b|c|", "a/b", "c"),
        (r"s/a\/b/c\/d/", "a/b", "c/d"),
        ("s/ cap//", "the cap", "the"),
        ("s/^/- /g", "one\ntwo", "- one\n- two"),
    ],
)  # fmt: skip
def test_examples(line: str, text: str, expected: str) -> None:
    assert parse_substitution(line).apply(text) == expected


def test_a_text_that_a_pattern_could_not_finish_is_refused() -> None:
    change = parse_substitution("s/a.*b/c/")

    with pytest.raises(SteeringError, match="too many for this pattern"):
        change.changed({"1": "a" * 200_000})


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("", "write s/old/new/"),
        ("cap", "write s/old/new/"),
        ("s cap limit ", "write s/old/new/"),
        ("s/cap", "no second /"),
        ("s//limit/", "nothing to look for"),
        ("s/a/b/x", "unknown flag x"),
        ("s/a/b/c/d", "too many /"),
        ("s/(/b/", "missing )"),
        ("s/(a+)+b/c/", "repeat"),
        (r"s/a/\1/", "not a pattern"),
    ],
)
def test_what_is_wrong_is_said(line: str, reason: str) -> None:
    with pytest.raises(SteeringError, match=re.escape(reason)):
        parse_substitution(line)
