"""The limits are shown with what is used, and a typed value holds at once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rlm_tui.domain.limits import Limits
from rlm_tui.errors import SettingsError
from rlm_tui.ui.labels.status import turns_of
from rlm_tui.ui.rows.limits import LIMIT_ROWS, LimitRow, row_of, typed_value
from rlm_tui.ui.screens.limits import LimitsScreen
from rlm_tui.ui.text.lines import plain
from tests import factories
from tests.ui.driving import note, opened, press, run_screen
from tests.ui.fakes import Bed, bed


def at_a_limit() -> Bed:
    """A run that has met its limit of iterations."""
    why = "max_iterations reached: 2 of 2"
    held = factories.held("0", "limit", hold="limit", ticket="0:limit:1")
    changed = {"why": why, "limit": "max_iterations"}
    return bed(
        factories.numbered(
            *factories.waiting_session()[:-4],
            held.model_copy(update=changed),
        )
    )


async def test_dollar_a_value_and_enter_set_the_money() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await press(pilot, "dollar_sign", *"0.10", "enter")

        assert it.controller.session.limits.max_cost == 0.10
        assert it.handle.verbs == [("set_limits", "{'max_cost': 0.1}")]


async def test_the_limit_that_was_reached_is_chosen() -> None:
    it = at_a_limit()

    async with opened(it) as pilot:
        await press(pilot, "dollar_sign", "+", "enter")

        assert it.controller.session.limits.max_iterations == 30


async def test_down_chooses_the_next_limit_and_none_switches_it_off() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await press(pilot, "dollar_sign", "down", "down", *"none", "enter")

        assert it.controller.session.limits.max_time is None


@pytest.mark.parametrize("keys", [("enter",), ("escape",), ("9", "escape")], ids=str)
async def test_leaving_changes_nothing(keys: tuple[str, ...]) -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await press(pilot, "dollar_sign", *keys)

        assert run_screen(pilot).is_current
        assert it.handle.verbs == []


@pytest.mark.parametrize(
    ("typed", "problem"),
    [("lots", "'lots' is no value"), ("-5", "money must be 0 or more, not -5")],
)
async def test_a_value_that_is_none_stays_to_be_corrected(
    typed: str, problem: str
) -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await press(pilot, "dollar_sign", *typed, "enter")

        screen = pilot.app.screen
        assert isinstance(screen, LimitsScreen)
        assert problem in plain(screen.says.lines[0])
        assert it.handle.verbs == []


async def test_a_limit_stop_offers_more_a_value_and_the_end() -> None:
    async with opened(at_a_limit(), size=(80, 24)) as pilot:
        hints, on_run = map(plain, run_screen(pilot).hints.lines)
        await press(pilot, "i")

        assert "a raise it  $ set a value  r finish" in hints
        assert "iteration" not in on_run
        assert note(pilot).startswith(
            "no step goes past a limit: a raises it, $ sets a value, r finishes"
        )


@pytest.mark.parametrize(
    ("field", "said", "value"),
    [
        ("max_cost", "$2", 2.0),
        ("max_cost", "+50%", 1.5),
        ("max_cost", "+ 0.25", 1.25),
        ("max_tokens", "50k", 50_000.0),
        ("max_tokens", "unlimited", None),
        ("max_time", "10m", 600.0),
        ("max_time", "90s", 90.0),
        ("max_iterations", "+", 30.0),
        ("max_depth", "+1", 3.0),
        ("max_errors", "+10%", 4.0),
    ],
)
def test_values_as_people_write_them(
    field: str, said: str, value: float | None
) -> None:
    row = row_of(field)
    assert row is not None

    assert typed_value(row, said, Limits()) == value


@pytest.mark.parametrize("said", ["", "abc", "nan", "inf", "1e999", "+x%"])
def test_anything_else_is_refused(said: str) -> None:
    with pytest.raises(SettingsError, match="is no value"):
        typed_value(LIMIT_ROWS[0], said, Limits())


@pytest.mark.parametrize("row", LIMIT_ROWS, ids=lambda row: row.field)
@pytest.mark.parametrize("said", ["-5", "-0.9", "0", "1e9", "1e300", "none", "+-900%"])
def test_a_typed_value_can_be_set_or_is_refused_in_the_words_of_the_limit(
    row: LimitRow, said: str
) -> None:
    problem = ""
    try:
        Limits.of({row.field: typed_value(row, said, Limits())})
    except SettingsError as error:
        problem = str(error)

    words = (f"{row.title} must be ", f"{row.title} has no ")
    assert not problem or problem.startswith(words)


@pytest.mark.parametrize("said", ["1e308k", "1e308h", "+1e308%", "+1e307k"])
@pytest.mark.parametrize("row", LIMIT_ROWS, ids=lambda row: row.field)
def test_more_than_there_are_numbers_is_refused(row: LimitRow, said: str) -> None:
    limits = replace(Limits(), max_tokens=1_000_000, max_time=1e6, max_cost=1e6)

    with pytest.raises(SettingsError, match=r"is no value|must be .*, not "):
        typed_value(row, said, limits)


def test_what_has_no_limit_cannot_be_raised_by_a_share() -> None:
    with pytest.raises(SettingsError, match="no limit"):
        typed_value(LIMIT_ROWS[1], "+50%", Limits())


async def test_at_a_limit_the_line_asks_to_finish_and_not_to_refuse() -> None:
    async with opened(at_a_limit()) as pilot:
        await press(pilot, "r")
        question = run_screen(pilot).ask_bar.question

    assert question is not None
    assert (question.title, question.enter) == ("Finish 0", "finish")


def test_iterations_are_those_of_the_node_with_most_since_what_was_asked_last() -> None:
    row = row_of("max_iterations")
    session = replace(factories.folded(*factories.waiting_session()), turns_before=1)
    assert row is not None

    assert row.used(session, 0.0) == 1.0
    assert turns_of(session, session.nodes["0"], is_wide=False) == "it 2 (new 1/20)"
