"""What a call costs, as far as a price tells."""

from __future__ import annotations

import math

import pytest

from rlm_tui.models.base import Price


@pytest.mark.parametrize("per_token", [None, math.nan, math.inf])
def test_a_price_that_is_no_number_tells_no_cost(per_token: float | None) -> None:
    assert Price(per_token, 0.1).estimate(10, 20) is None
    assert Price(0.5, 0.1).estimate(10, 20) == 7.0
