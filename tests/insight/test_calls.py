"""What each call used is told in order, by as many numbers as there is room for."""

from __future__ import annotations

from rlm_tui.domain.events import Event
from rlm_tui.domain.events_of_calls import CallFailed
from rlm_tui.domain.limits import Usage
from rlm_tui.insight.calls import Calls, PerCall
from tests.factories import call_finished, created, numbered


def costing(*costs: float) -> list[Event]:
    """A call of 1,050 tokens for each price."""
    return numbered(created(), *(call_finished(cost=cost) for cost in costs))


def test_each_call_has_its_own_number_where_there_is_room() -> None:
    found = Calls().per_call(costing(0.01, 0.04), 8)

    assert found == PerCall((1_050, 1_050), (0.01, 0.04))


def test_many_calls_share_numbers_and_the_last_may_be_of_fewer() -> None:
    found = Calls().per_call(costing(1, 3, 5, 7, 9), 3)

    assert found.costs == (2, 6, 9)


def test_costs_are_left_out_where_all_is_free() -> None:
    assert Calls().per_call(costing(0.0, 0.0), 8).costs is None


def test_costs_are_left_out_where_a_price_is_not_known() -> None:
    unpriced = Usage(calls=1, input_tokens=5, unpriced_calls=1)
    replied = call_finished().model_copy(update={"usage": unpriced})

    assert Calls().per_call(numbered(call_finished(), replied), 8).costs is None


def test_a_call_that_failed_counts_if_it_used_something() -> None:
    failed = CallFailed(node="0", iteration=1, error_type="X", error="gone")
    dear = failed.model_copy(update={"usage": Usage(calls=1, input_tokens=7)})

    assert Calls().per_call(numbered(failed, dear), 8).tokens == (7,)


def test_what_was_not_asked_of_a_model_is_no_call() -> None:
    by_hand = call_finished().model_copy(update={"actor": "playback"})

    assert Calls().per_call(numbered(by_hand), 8) == PerCall()


def test_a_position_counts_the_calls_up_to_it() -> None:
    calls, events = Calls(), costing(1, 2, 3)

    assert calls.per_call(events, 8).costs == (1, 2, 3)
    assert calls.per_call(events, 8, position=3).costs == (1, 2)


def test_a_list_that_has_grown_is_told_as_a_whole() -> None:
    calls, events = Calls(), costing(1)
    calls.per_call(events, 8)
    events += numbered(call_finished(cost=2))

    assert calls.per_call(events, 8).costs == (1, 2)
