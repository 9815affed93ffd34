"""Bounds of fields, held with pydantic and without it."""

from __future__ import annotations

import math

import pytest
from pydantic import ValidationError

from rlm_tui.domain.limits import Limits

OUTSIDE: dict[str, float] = {
    "max_iterations": 0,
    "max_depth": 11,
    "max_cost": -0.5,
    "max_time": 0,
    "max_output_chars": 199,
}


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_value_out_of_its_bounds_is_refused_by_either_way(name: str) -> None:
    values = {name: OUTSIDE[name]}

    with pytest.raises(ValueError, match=f"{name} must be "):
        Limits(**values)  # type: ignore[arg-type]
    with pytest.raises(ValidationError, match="should be"):
        Limits.of(values)


@pytest.mark.parametrize("name", ["code_timeout", "max_cost", "max_time"])
def test_infinity_which_json_cannot_say_is_no_limit(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name} must be .* finite"):
        Limits(**{name: math.inf})  # type: ignore[arg-type]
    with pytest.raises(ValidationError, match="finite"):
        Limits.of({name: "inf"})


def test_values_on_the_bounds_are_taken() -> None:
    assert Limits(max_depth=10, max_cost=0).max_depth == 10
    assert Limits.of({"max_depth": 0, "max_iterations": 1}).max_depth == 0


def test_whole_numbers_become_floats_where_those_are_meant() -> None:
    assert repr(Limits(max_cost=2).max_cost) == "2.0"
    assert repr(Limits.of({"max_cost": "2"}).max_cost) == "2.0"


def test_none_is_no_limit_where_there_may_be_none() -> None:
    assert Limits(max_cost=None).max_cost is None
    with pytest.raises(ValidationError):
        Limits.of({"max_depth": None})


def test_a_limit_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValidationError, match="max_width"):
        Limits.of({"max_width": 3})


@pytest.mark.parametrize("name", ["max_depth", "max_cost", "max_tokens"])
def test_true_is_no_number(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name}: a number is wanted"):
        Limits(**{name: True})
    with pytest.raises(ValidationError, match="a number is wanted"):
        Limits.of({name: False})
