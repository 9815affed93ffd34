"""The order of rules, and what they would have done so far."""

from __future__ import annotations

import pytest

from rlm_tui.domain.rules.facts import Facts
from rlm_tui.domain.rules.parse import parse_rule
from rlm_tui.domain.rules.recorded import crossings_in, tally
from rlm_tui.domain.rules.walk import Word, consult
from tests import factories

FACTS = Facts(
    numbers={"depth": 1.0, "cost": None}, flags={"err": True, "marked": False}
)


def word(*lines: str, matches: dict[str, int] | None = None) -> Word:
    """What some rules say of the facts above."""
    return consult([parse_rule(line) for line in lines], FACTS, matches or {})


@pytest.mark.parametrize(
    ("lines", "rule"),
    [
        ((), None),
        (("hold marked",), None),
        (("hold marked", "hold err"), 2),
        (("pass err", "hold err"), 1),
        (("log err", "route gpt-5 err", 'deny "no" err', "hold err"), 3),
        (("pass cost>1", "hold err"), 2),
        (("hold cost>1", "pass err"), 1),
        (("hold err off", "pass err"), 2),
    ],
)
def test_the_first_rule_that_decides_has_the_word(
    lines: tuple[str, ...], rule: int | None
) -> None:
    assert word(*lines).rule == rule


def test_marks_and_models_go_on() -> None:
    said = word("log err", "route one err", "route two err", "hold depth=1", "log err")

    assert said == Word(4, "one", marks=(1,), matched=(1, 2, 3, 4))


def test_doubt_is_counted() -> None:
    assert word("log cost>1", "hold err").unsure == (1,)


@pytest.mark.parametrize(
    ("line", "before", "rule"),
    [
        ("hold err once", 0, 1),
        ("hold err once", 1, 2),
        ("hold err every 2", 0, 2),
        ("hold err every 2", 1, 1),
        ("hold err after 1", 0, 2),
        ("hold err after 1", 1, 1),
    ],
)
def test_a_rule_that_does_not_act_yet_leaves_it_to_the_next(
    line: str, before: int, rule: int
) -> None:
    said = word(line, "pass err", matches={line: before})

    assert said.rule == rule
    assert said.matched[0] == 1


SO_FAR = crossings_in(
    factories.numbered(
        factories.created(),
        factories.root_started(),
        *factories.turn(cost=1.0),
        factories.held("0", gate="call", owner="0").model_copy(update={"hold": None}),
        factories.child_started("0.1"),
        factories.held("0.1"),
        factories.child_started("0.2"),
        factories.held("0.2").model_copy(update={"hold": None, "cost": None}),
    )
)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("hold gate:query", "would have stopped 2 of 3 so far"),
        ("hold gate:query once", "would have stopped 1 of 3 so far"),
        ("hold gate:exec", "would have stopped 0 of 3 so far"),
        ("hold cost>1", "would have stopped 1 of 3 so far (1 not known)"),
        ("pass cost<1", "would have let pass 2 of 3 so far"),
        ('deny "no" node:0.2', "would have refused 1 of 3 so far"),
        ('mock "x" kind:llm', "would have answered 2 of 3 so far"),
        ("log depth=0", "would have marked 1 of 3 so far"),
        ("route gpt-5 kind:llm", "would have sent elsewhere 2 of 3 so far"),
    ],
)
def test_a_rule_is_told_of_by_what_it_would_have_done(line: str, says: str) -> None:
    assert tally(parse_rule(line), SO_FAR).says() == says


def test_facts_are_those_of_the_moment_of_the_crossing() -> None:
    first, *_ = SO_FAR

    assert first.numbers["children"] == 0
    assert first.numbers["total"] == 1.0
