"""What rules would have done so far."""

from __future__ import annotations

import pytest

from rlm_tui.domain.rules.offers import in_force
from rlm_tui.domain.rules.parse import parse_rule
from rlm_tui.domain.rules.recorded import crossings_in, tally
from tests import factories

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
        ("hold gate:query", "would have stopped 2 of 3 gates"),
        ("hold gate:query once", "would have stopped 1 of 3 gates"),
        ("hold gate:exec", "would have stopped 0 of 3 gates"),
        ("hold cost>1", "would have stopped 1 of 3 gates (1 not known)"),
        ("pass cost<1", "would have let pass 2 of 3 gates"),
        ('deny "no" node:0.2', "would have refused 1 of 3 gates"),
        ('mock "x" kind:llm', "would have answered 2 of 3 gates"),
        ("log depth=0", "would have marked 1 of 3 gates"),
        ("route gpt-5 kind:llm", "would have sent elsewhere 2 of 3 gates"),
    ],
)
def test_a_rule_is_told_of_by_what_it_would_have_done(line: str, says: str) -> None:
    assert tally(parse_rule(line), SO_FAR).says() == says


def test_facts_are_those_of_the_moment_of_the_crossing() -> None:
    first, *_ = SO_FAR

    assert first.numbers["children"] == 0
    assert first.numbers["total"] == 1.0


@pytest.mark.parametrize(
    ("said", "number"),
    [("hold gate:query", 2), ("gate:query", 2), ("hold gate:exec", 0)],
)
def test_a_rule_that_is_in_force_already_is_known(said: str, number: int) -> None:
    rules = ["pass depth>=2", "hold gate:query", "hold gate:exec off"]

    assert in_force(rules, said) == number
