"""Limits that an earlier version has recorded are read."""

from __future__ import annotations

import json
import math

import pytest

from rlm_tui.domain.events import EVENT, SessionCreated
from rlm_tui.domain.limits import Limits
from tests.factories import created


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("max_cost", math.inf, None),
        ("max_tokens", math.inf, None),
        ("max_time", None, None),
        ("code_timeout", math.inf, Limits().code_timeout),
        ("code_timeout", None, Limits().code_timeout),
        ("max_llm_calls", math.inf, Limits().max_llm_calls),
        ("max_cost", 0.5, 0.5),
    ],
)
def test_a_limit_without_an_end_is_none(
    name: str, value: float | None, read: float | None
) -> None:
    saved = json.loads(created().model_dump_json())
    saved["limits"][name] = value

    event = EVENT.validate_json(json.dumps(saved))

    assert isinstance(event, SessionCreated)
    assert getattr(event.limits, name) == read
