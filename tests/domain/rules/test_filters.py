"""What filters answer about facts."""

from __future__ import annotations

import itertools
import operator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlm_tui.domain.rules.facts import Facts
from rlm_tui.domain.rules.parse import parse_filter, parse_rule
from rlm_tui.domain.text import Text

FACTS = Facts(
    numbers={"depth": 2.0, "cost": None, "tokens": 12_000.0, "idx": 7.0, "age": 90.0},
    words={"gate": ("query",), "model": ("openai/GPT-5", "GPT-5"), "node": ("0.1.2",)},
    flags={"err": False, "edited": True, "new": None},
    texts={
        "any": (Text.of("Summarise ALL sections"),),
        "prompt": (Text.of("one"), Text.of("two")),
    },
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("depth>=2", True),
        ("depth>2", False),
        ("depth<2", False),
        ("depth<=2", True),
        ("depth=2", True),
        ("depth!=2", False),
        ("tokens>10k", True),
        ("age>1m", True),
        ("age>1h", False),
        ("idx:0,7", True),
        ("idx:0,6", False),
        ("cost>0.05", None),
        ("cost:1", None),
        ("gate:exec,query", True),
        ("gate:sub", True),
        ("gate:q*", True),
        ("model:openai/*", True),
        ("model:gpt-?", True),
        ("model:gpt", False),
        ("node:0.1", False),
        ("node:0.1.[1-3]", True),
        ("edited", True),
        ("err", False),
        ("new", None),
        ('"all sections"', True),
        ('"^sections"', False),
        ("~p TWO", True),
        ("~c one", False),
        # a field that does not apply: false, and its opposite true
        ("batch>0", False),
        ("!batch>0", True),
        ("batch:1", False),
        ("reason:rule", False),
        ("final", False),
        # what is not known stays so, unless the rest decides
        ("!cost>0.05", None),
        ("cost>0.05 edited", None),
        ("cost>0.05 err", False),
        ("cost>0.05 | edited", True),
        ("cost>0.05 | err", None),
        ("edited err | gate:query", True),
        ("edited (err | gate:call)", False),
    ],
)
def test_a_filter_is_true_false_or_not_known(text: str, expected: bool | None) -> None:
    assert parse_filter(text).matches(FACTS) is expected


@pytest.mark.parametrize(
    ("sign", "combine"), [(" ", operator.and_), (" | ", operator.or_)]
)
def test_what_is_not_known_decides_only_where_either_value_would(
    sign: str, combine: object
) -> None:
    assert callable(combine)
    for left, right in itertools.product((True, False, None), repeat=2):
        facts = Facts(flags={"err": left, "new": right})
        possible = {
            bool(combine(a, b))
            for a in ([left] if left is not None else [True, False])
            for b in ([right] if right is not None else [True, False])
        }

        found = parse_filter(f"err{sign}new").matches(facts)

        assert found is (possible.pop() if len(possible) == 1 else None)


@pytest.mark.parametrize(
    ("action", "applies"),
    [
        ("hold", True),
        ("log", True),
        ('deny "no"', True),
        ("pass", False),
        ('mock "x"', False),
        ("route gpt-5", False),
    ],
)
def test_doubt_asks_but_lets_nothing_through(action: str, applies: bool) -> None:
    assert parse_rule(f"{action} cost>1").applies(FACTS) is applies


def test_a_rule_that_is_off_never_applies() -> None:
    assert not parse_rule("hold edited off").applies(FACTS)


@pytest.mark.parametrize(
    ("options", "acts"),
    [
        ("", [1, 2, 3, 4, 5, 6, 7, 8]),
        ("once", [1]),
        ("every 3", [3, 6]),
        ("after 2", [3, 4, 5, 6, 7, 8]),
        ("after 2 every 3", [5, 8]),
        ("after 2 every 3 once", [5]),
    ],
)
def test_options_choose_among_the_matches(options: str, acts: list[int]) -> None:
    rule = parse_rule(f"hold err {options}")

    assert [match for match in range(1, 9) if rule.acts_on(match)] == acts


def test_a_pattern_that_is_not_in_the_searched_part_is_not_known() -> None:
    text = Text.of("x" * 9_999 + "needle" + "y" * 200_000 + "end")
    facts = Facts(texts={"any": (text,)})

    assert parse_filter('"needle"').matches(facts) is True
    assert parse_filter('"end"').matches(facts) is None
    assert parse_filter('"ne+dle"').matches(facts) is None
    assert parse_filter('"x+"').matches(facts) is True


def test_of_a_text_that_was_read_back_only_the_beginning_is_searched() -> None:
    text = Text.of("needle " + "x" * 5_000 + " end")
    stored = Text(text.preview, text.chars, text.hash)
    facts = Facts(texts={"any": (stored,)})

    assert parse_filter('"needle"').matches(facts) is True
    assert parse_filter('"end"').matches(facts) is None


@given(st.booleans() | st.none())
def test_two_negations_are_none(found: bool | None) -> None:
    assert parse_filter("!!err").matches(Facts(flags={"err": found})) is found
