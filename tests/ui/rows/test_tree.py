"""The flat list of visible rows follows folds and new nodes."""

from __future__ import annotations

from rlm_tui.domain.events import Event, IterationStarted, NodeStarted, Place
from rlm_tui.domain.reduce import replay
from rlm_tui.ui.rows.tree import Row, RowKey, Rows, row_of_ticket
from tests import factories


def shape(rows: tuple[Row, ...]) -> list[str]:
    """Indent, node and iteration of each row."""
    return [
        "  " * row.indent + row.node + (f" it {row.iteration}" if row.iteration else "")
        for row in rows
    ]


def batch(elements: int) -> list[Event]:
    """A root that asked a batch in its first iteration."""
    at = Place(iteration=1, block=1, line=1)
    children = [
        NodeStarted(node=f"0.1.{index + 1}", node_kind="llm", index=index)
        for index in range(elements)
    ]
    return factories.numbered(
        factories.created(),
        factories.root_started(),
        IterationStarted(node="0", iteration=1),
        NodeStarted(node="0.1", node_kind="batch", elements=elements, place=at),
        *children,
    )


def test_children_stand_under_the_iteration_that_asked() -> None:
    rows = Rows().of(replay(factories.waiting_session()))

    assert shape(rows) == ["0", "  0 it 1", "    0.1", "    0.2", "  0 it 2"]


def test_a_folded_row_hides_what_is_below_it() -> None:
    session = replay(factories.waiting_session())
    rows = Rows()
    rows.fold(RowKey("0", 1), is_folded=True)

    assert shape(rows.of(session)) == ["0", "  0 it 1", "  0 it 2"]


def test_a_batch_is_one_row_until_it_is_unfolded() -> None:
    assert len(Rows().of(replay(batch(20)))) == 3
    rows = Rows()
    rows.fold(RowKey("0.1"), is_folded=False)

    assert len(rows.of(replay(batch(20)))) == 23


def test_revealing_a_row_unfolds_all_that_hides_it() -> None:
    session = replay(batch(30))
    rows = Rows()
    rows.fold(RowKey("0", 1), is_folded=True)
    rows.reveal(session, RowKey("0.1.7"))

    assert RowKey("0.1.7") in [row.key for row in rows.of(session)]


def test_a_new_node_appears_when_its_place_was_touched() -> None:
    events = factories.waiting_session()
    rows = Rows()
    rows.of(replay(events))
    more = factories.numbered(*events, factories.child_started("0.3"))
    rows.touch("0.3")

    assert "    0.3" in shape(rows.of(replay(more)))


def test_what_was_not_touched_is_not_built_again() -> None:
    session = replay(factories.waiting_session())
    rows = Rows()

    assert rows.of(session) is rows.of(session)


def test_a_ticket_of_a_turn_stands_at_that_turn() -> None:
    events = factories.waiting_session()[:-4]
    held = factories.held("0", "exec")
    session = replay(factories.numbered(*events, held))

    assert row_of_ticket(session, session.open_tickets[0]) == RowKey("0", 1)
