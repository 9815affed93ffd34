"""Limits as people type them."""

from __future__ import annotations

import pytest

from rlm_tui.ui.widgets.limit_boxes import FIELDS, NotALimitError, parsed

BY_NAME = {field.name: field for field in FIELDS}


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("max_iterations", " 7 ", 7),
        ("max_cost", "$0.25", 0.25),
        ("max_cost", "", None),
        ("max_time", "90", 90.0),
        ("max_llm_calls", "0", 0),
    ],
)
def test_limits_are_read_as_people_type_them(
    name: str, typed: str, value: float | None
) -> None:
    assert parsed(BY_NAME[name], typed) == value


@pytest.mark.parametrize(
    ("name", "typed", "complaint"),
    [
        ("max_iterations", "", "iterations must be a whole number, not an empty box"),
        ("max_iterations", "0", "iterations must be 1 or more, not '0'"),
        ("max_iterations", "2.5", "iterations must be a whole number, not '2.5'"),
        ("max_depth", "11", "depth must be 10 or less, not '11'"),
        (
            "max_time",
            "-1",
            "seconds must be more than 0, or empty for no limit, not '-1'",
        ),
        ("max_cost", "nan", "US dollars must be a number, or empty for no limit"),
        ("max_cost", "inf", "US dollars must be a number, or empty for no limit"),
        ("max_cost", "x", "US dollars must be a number, or empty for no limit"),
    ],
)
def test_a_limit_that_is_none_is_refused_in_plain_words(
    name: str, typed: str, complaint: str
) -> None:
    with pytest.raises(NotALimitError) as caught:
        parsed(BY_NAME[name], typed)

    assert str(caught.value).startswith(complaint)
