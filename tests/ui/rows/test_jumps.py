"""One step in the tree to what stands beside a row, and to what failed."""

from __future__ import annotations

from rlm_tui.domain.events import Event, NodeFinished
from rlm_tui.domain.session import Session
from rlm_tui.ui.rows.jumps import beside, next_failure
from rlm_tui.ui.rows.tree import RowKey
from tests import factories
from tests.ui import sessions
from tests.ui.driving import note, opened, press, run_screen
from tests.ui.fakes import bed


def failing() -> list[Event]:
    """Code that failed, and below what it asked before, a query that did."""
    failed = factories.block()[1].model_copy(update={"status": "error"})
    return factories.numbered(
        factories.created(),
        factories.root_started(),
        *factories.turn(),
        factories.block()[0],
        factories.child_started("0.1"),
        factories.child_started("0.2"),
        NodeFinished(node="0.2", state="failed", error="busy"),
        NodeFinished(node="0.1", state="done"),
        failed,
    )


def walked(session: Session, steps: int) -> list[RowKey | None]:
    """Where one comes to from the root."""
    found: list[RowKey | None] = []
    at: RowKey | None = RowKey("0")
    while at is not None and len(found) < steps:
        at = next_failure(session, at)
        found.append(at)
    return found


def test_siblings_are_nodes_of_one_parent_and_turns_of_one_node() -> None:
    session = factories.folded(*sessions.waiting())

    assert beside(session, RowKey("0.1.1"), 1) == RowKey("0.1.2")
    assert beside(session, RowKey("0.1.2"), -1) == RowKey("0.1.1")
    assert beside(session, RowKey("0.1", 1), 1) == RowKey("0.1", 2)
    assert beside(session, RowKey("0.1", 2), 1) is None
    assert beside(session, RowKey("0"), 1) is None


def test_siblings_of_a_block_are_the_blocks_of_its_turn() -> None:
    two = factories.block()[0].model_copy(update={"blocks": 2})
    turn = (factories.root_started(), *factories.turn(), two)
    session = factories.folded(factories.created(), *turn)

    assert beside(session, RowKey("0", 1, 1), 1) == RowKey("0", 1, 2)
    assert beside(session, RowKey("0", 1, 1), -1) is None
    assert beside(session, RowKey("0", 1, 2), 1) is None


def test_failures_follow_each_other_in_the_order_of_the_tree() -> None:
    session = factories.folded(*failing())

    assert walked(session, 3) == [RowKey("0", 1), RowKey("0.2"), RowKey("0", 1)]
    assert walked(factories.folded(*sessions.waiting()), 1) == [None]


async def test_keys_go_there_and_say_when_there_is_nothing() -> None:
    async with opened(bed(failing())) as pilot:
        tree = run_screen(pilot).tree_pane
        tree.focus()
        await press(pilot, "home", "exclamation_mark", "exclamation_mark")
        assert tree.selected == RowKey("0.2")
        await press(pilot, "K")
        assert tree.selected == RowKey("0.1")
        await press(pilot, "K")
        assert note(pilot).startswith("the first on its level")
        await press(pilot, "H")
        assert tree.selected == RowKey("0", 1)
