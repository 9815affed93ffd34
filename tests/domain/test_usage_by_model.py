"""What each model was used for is told apart."""

from __future__ import annotations

from rlm_tui.domain.events import IterationStarted
from rlm_tui.domain.usage_by_model import usage_by_model
from tests.factories import (
    call_failed,
    call_finished,
    call_started,
    child_started,
    created,
    folded,
    root_started,
    turn,
)


def test_turns_of_one_model_are_added_up() -> None:
    session = folded(created(), root_started(), *turn(), *turn(number=2, cost=0.5))

    [(model, usage)] = usage_by_model(session).items()

    assert (model, usage.calls, usage.cost) == ("openai/gpt-5", 2, 0.51)


def test_the_dearest_model_comes_first() -> None:
    mini = call_started("0.1").model_copy(update={"model": "mini"})
    session = folded(
        created(),
        root_started(),
        *turn(cost=0.01),
        child_started("0.1"),
        mini,
        call_finished("0.1", cost=0.02),
    )

    used = usage_by_model(session)

    assert [(model, usage.cost) for model, usage in used.items()] == [
        ("mini", 0.02),
        ("openai/gpt-5", 0.01),
    ]


def test_a_node_that_changes_its_model_and_back_is_counted_with_both() -> None:
    other = call_started("0", 2).model_copy(update={"model": "other"})
    session = folded(
        created(),
        root_started(),
        *turn(cost=0.01),
        IterationStarted(node="0", iteration=2),
        other,
        call_failed("0", 2),
        call_started("0", 2),
        call_finished("0", 2, cost=0.04),
    )

    used = usage_by_model(session)

    assert {model: (usage.calls, usage.cost) for model, usage in used.items()} == {
        "other": (1, 0.25),
        "openai/gpt-5": (2, 0.05),
    }
    assert sum(usage.cost for usage in used.values()) == session.usage.cost


def test_what_called_nothing_used_no_model() -> None:
    assert usage_by_model(folded(created(), root_started())) == {}
