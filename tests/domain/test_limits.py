"""Limits as people read them."""

from __future__ import annotations

import pytest

from rlm_tui.domain.limits import Exceeded


@pytest.mark.parametrize(
    ("limit", "used", "allowed", "said"),
    [
        ("max_time", 0.516862, 0.5, "0.5 s of 0.5 s"),
        ("max_time", 601.234, 600.0, "601.2 s of 600 s"),
        ("max_tokens", 1_234_567, 1_200_000, "1,234,567 of 1,200,000"),
        ("max_cost", 0.02, 0.01, "$0.020 of $0.010"),
        ("max_llm_calls", 51, 50, "it would be 51 of 50"),
    ],
)
def test_a_limit_that_is_reached_is_told_in_its_unit(
    limit: str, used: float, allowed: float, said: str
) -> None:
    exceeded = Exceeded(limit, used, allowed)

    assert str(exceeded) == f"{limit} reached: {said}"
    assert exceeded.is_told_in(str(exceeded))
    assert exceeded.is_told_in(f"{limit} reached: {used:g} of {allowed:g}")
