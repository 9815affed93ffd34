"""Amounts of money as people read them."""

from __future__ import annotations

import pytest

from rlm_tui.domain.events import SessionFinished
from rlm_tui.domain.events_of_tickets import Passed
from rlm_tui.domain.limits import Usage
from rlm_tui.domain.money import (
    cost_in_words,
    cost_of,
    cost_so_far,
    cost_so_far_in_words,
    in_column,
    money,
    spent,
)
from tests.factories import call_started, created, folded, held, root_started


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (0, "$0.00"),
        (0.00001, "<$0.001"),
        (0.0005, "$0.001"),
        (0.31, "$0.310"),
        (0.9996, "$1.00"),
        (1234.5, "$1,234.50"),
    ],
)
def test_what_is_little_is_not_shown_as_nothing(amount: float, shown: str) -> None:
    assert money(amount) == shown


@pytest.mark.parametrize(
    ("usage", "shown", "words"),
    [
        (Usage(), "", "free"),
        (Usage(calls=1, cost=0.03), "$0.030", "$0.030"),
        (Usage(calls=2, free_calls=2), "free", "free"),
        (Usage(calls=1, unpriced_calls=1), "$?", "price not known"),
        (
            Usage(calls=2, unpriced_calls=1, cost=0.2),
            "$0.200+?",
            "at least $0.200",
        ),
    ],
)
def test_what_nobody_knows_is_never_shown_as_zero(
    usage: Usage, shown: str, words: str
) -> None:
    assert (cost_of(usage), cost_in_words(usage)) == (shown, words)


@pytest.mark.parametrize(
    ("cost", "shown"), [(None, "$?"), (0.0, "free"), (0.5, "$0.500")]
)
def test_a_sum_that_was_kept_reads_the_same(cost: float | None, shown: str) -> None:
    assert spent(cost) == shown


def test_a_run_that_has_made_no_call_yet_is_not_called_free() -> None:
    begun = folded(created(), root_started())
    ended = folded(created(), root_started(), SessionFinished(status="failed"))
    branch = folded(created(parent="s_test00"), root_started())

    assert [cost_so_far(session) for session in (begun, ended, branch)] == [
        *("$0.00", "free", "free")
    ]


@pytest.mark.parametrize(
    ("gate", "shown"), [("call", "free"), ("query", "free"), ("error", "$0.00")]
)
def test_a_run_whose_first_call_costs_nothing_is_free(gate: str, shown: str) -> None:
    waits = held("0", gate).model_copy(update={"cost": 0.0})

    session = folded(created(), root_started(), waits)

    assert cost_so_far(session) == cost_so_far_in_words(session) == shown


@pytest.mark.parametrize(
    ("estimate", "shown"), [(0.0, "free"), (0.006, "$0.00"), (None, "$?")]
)
def test_while_the_first_call_is_out_its_price_says_what_is_known(
    estimate: float | None, shown: str
) -> None:
    passed = Passed(ticket="0:call:1", owner="0", cost=estimate)
    call = call_started().model_copy(update={"passed": passed})

    session = folded(created(), root_started(), call)

    assert cost_so_far(session) == shown


def test_the_points_of_a_column_stand_below_each_other() -> None:
    amounts = ["~$0.006", "$1.84", "$0.310", "free"]

    column = [in_column(amount).rjust(8) for amount in amounts]

    assert column == [" ~$0.006", "  $1.84 ", "  $0.310", "    free"]
