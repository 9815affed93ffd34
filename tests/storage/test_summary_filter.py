"""Filters over the list of saved sessions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rlm_tui.domain.rules.parse import parse_filter
from rlm_tui.storage.base import SessionSummary
from rlm_tui.storage.summary_filter import facts_of_summary

ANSWERED = SessionSummary(
    id="s_1",
    title="liability",
    question="Which clauses conflict?",
    context="contract.md",
    model="openai/gpt-5",
    sub_model="openai/gpt-5-mini",
    status="answered",
    waiting=0,
    nodes=7,
    calls=9,
    cost=1.5,
    created_at=1_000.0,
    updated_at=1_100.0,
    events=50,
    parent=None,
    answer="14.2 and 22.1",
)


@pytest.mark.parametrize(
    "text",
    [
        "cost>1 state:done model:gpt-5*",
        "state:answered !state:failed !err",
        "session:liab* session:s_1",
        "calls=9 children=6 age>30m",
        '"CLAUSES" "contract" ~a 22.1 ~n liability final',
    ],
)
def test_a_row_is_found(text: str) -> None:
    facts = facts_of_summary(ANSWERED, now=4_600.0)

    assert parse_filter(text).matches(facts) is True


def test_a_cost_that_nobody_knows_is_not_known() -> None:
    facts = facts_of_summary(replace(ANSWERED, cost=None), now=1_100.0)

    assert parse_filter("cost>1").matches(facts) is None


def test_a_run_that_waits_is_held() -> None:
    facts = facts_of_summary(
        replace(ANSWERED, status="running", waiting=1, answer=None), now=1_100.0
    )

    assert parse_filter("state:held state:running !final").matches(facts) is True
