"""Lanes: what each node did when."""

from __future__ import annotations

from rlm_tui.domain.events import Event, NodeFinished
from rlm_tui.insight.lanes import Lane, lanes
from tests.exchange.writing_out import rich_session
from tests.factories import (
    approved,
    block,
    call_finished,
    call_started,
    child_started,
    created,
    held,
    numbered,
    root_started,
)


def lane_of(node: str, *events: Event) -> Lane:
    found = {lane.node: lane for lane in lanes(numbered(created(), *events))}
    return found[node]


def test_a_call_takes_from_its_start_to_its_end() -> None:
    lane = lane_of("0", root_started(), call_started(), call_finished())

    assert lane.seconds("model") == 1.0
    assert (lane.start, lane.end) == (1_002.0, 1_004.0)


def test_code_that_asks_waits_and_does_not_run() -> None:
    started, executed = block()
    child = NodeFinished(node="0.1", state="done")
    lane = lane_of("0", root_started(), started, child_started(), child, executed)

    # started at 3, child from 4 to 5, ended at 6
    assert lane.seconds("waiting") == 1.0
    assert lane.seconds("code") == 2.0


def test_time_at_a_gate_is_parked_and_nothing_else() -> None:
    lane = lane_of(
        "0.1", root_started(), child_started(), held(), approved(), call_started("0.1")
    )

    assert lane.seconds("parked") == 1.0


def test_children_at_the_same_time_count_once() -> None:
    ends = [NodeFinished(node=f"0.{n}", state="done") for n in (1, 2)]
    lane = lane_of("0", root_started(), child_started(), child_started("0.2"), *ends)

    assert lane.seconds("waiting") == 3.0


def test_what_has_not_ended_lasts_until_the_last_event() -> None:
    lane = lane_of("0", root_started(), call_started(), child_started())

    assert lane.seconds("model") == 1.0


def test_cells_show_what_is_most_urgent() -> None:
    lane = lane_of("0", root_started(), call_started(), call_finished(), *block())

    # model from 3 to 4, code from 5 to 6
    assert lane.cells(1_002.0, 1_006.0, 4) == [None, "model", None, "code"]
    assert lane.cells(1_002.0, 1_006.0, 2) == ["model", "code"]


def test_every_node_has_a_lane() -> None:
    found = lanes(rich_session())

    assert [lane.node for lane in found] == ["0", "0.1", "0.1.1", "0.1.2", "0.2"]
    assert all(lane.end >= lane.start for lane in found)
