"""Where money and tokens went."""

from __future__ import annotations

import pytest

from rlm_tui.insight.costs import spending
from tests.factories import (
    call_finished,
    call_started,
    child_started,
    created,
    folded,
    root_started,
    turn,
)


def test_the_dearest_subtree_comes_first() -> None:
    whole = folded(
        created(),
        root_started(),
        *turn(cost=0.01),
        child_started("0.1"),
        call_started("0.1"),
        call_finished("0.1", cost=0.02),
        child_started("0.2"),
        call_started("0.2"),
        call_finished("0.2", cost=0.07),
    )

    rows = spending(whole)

    assert [(row.node.id, row.level) for row in rows] == [
        ("0", 0),
        ("0.2", 1),
        ("0.1", 1),
    ]
    assert [row.share for row in rows] == pytest.approx([1.0, 0.7, 0.2])


def test_free_sessions_are_shared_out_by_tokens() -> None:
    whole = folded(
        created(),
        root_started(),
        *turn(cost=0.0),
        child_started("0.1"),
        call_started("0.1"),
        call_finished("0.1", cost=0.0),
    )

    assert [row.share for row in spending(whole)] == [1.0, 0.5]


def test_a_session_that_has_not_begun_has_spent_nothing() -> None:
    assert spending(folded(created())) == []
