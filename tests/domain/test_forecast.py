"""What letting tickets through would cost, and which limit it would pass."""

from __future__ import annotations

import pytest

from rlm_tui.domain.events import Event
from rlm_tui.domain.forecast import Forecast, Passed, forecast
from rlm_tui.domain.limits import Limits
from rlm_tui.domain.session import Session
from tests import factories


def waiting(limits: Limits, *more: Event, cost: float | None = 0.006) -> Session:
    """Two sub-queries wait, after a call that cost a cent and took 1,050 tokens."""
    held = [
        factories.held(node).model_copy(update={"cost": cost, "input_tokens": 500})
        for node in ("0.1", "0.2")
    ]
    return factories.folded(
        factories.created(limits=limits),
        factories.root_started(),
        *factories.turn(),
        factories.child_started("0.1"),
        factories.child_started("0.2"),
        *held,
        *more,
    )


def test_estimates_are_added_up() -> None:
    session = waiting(Limits(max_cost=1.0))

    assert forecast(session, session.open_tickets) == Forecast(2, 2, 0.012, 1_000)


def test_what_has_no_price_is_told_apart_from_what_is_free() -> None:
    session = waiting(Limits(max_cost=1.0), cost=None)

    assert forecast(session, session.open_tickets) == Forecast(2, 0, 0, 1_000)


def test_what_asks_no_model_costs_nothing() -> None:
    came_back = factories.held("0.1", "result", ticket="0.1:result:1")
    no_price = came_back.model_copy(update={"cost": None, "input_tokens": 0})
    session = waiting(Limits(max_cost=1.0), no_price)

    assert forecast(session, session.open_tickets) == Forecast(3, 3, 0.012, 1_000)


def test_the_limit_that_would_be_passed_is_named() -> None:
    session = waiting(Limits(max_cost=0.02))

    passes = forecast(session, session.open_tickets).passes
    assert passes == Passed("max_cost", 0.01, 0.02)
    assert forecast(session, session.open_tickets[:1]).passes is None


def test_what_is_out_already_counts_as_spent() -> None:
    session = waiting(Limits(max_cost=0.02), factories.approved())

    passes = forecast(session, session.open_tickets).passes
    assert passes is not None
    assert passes.used == pytest.approx(0.016)


def test_tokens_are_held_against_their_limit() -> None:
    session = waiting(Limits(max_tokens=1_600))

    passes = forecast(session, session.open_tickets).passes
    assert passes == Passed("max_tokens", 1_050, 1_600)


def test_nothing_chosen_passes_nothing() -> None:
    session = waiting(Limits(max_cost=0.001))

    assert forecast(session, ()).passes is None
