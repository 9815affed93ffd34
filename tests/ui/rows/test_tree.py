"""The flat list of visible rows follows folds and new nodes."""

from __future__ import annotations

from rlm_tui.domain.events import Event, IterationStarted, NodeStarted, Place
from rlm_tui.domain.outline import opened, outline_of
from rlm_tui.domain.reduce import replay
from rlm_tui.domain.session import Node
from rlm_tui.ui.rows.tree import MANY, Row, RowKey, Rows, row_of_ticket, rows_above
from tests import factories


def shape(rows: tuple[Row, ...]) -> list[str]:
    """Indent, node and iteration of each row."""
    return ["  " * row.indent + _name(row) for row in rows]


def _name(row: Row) -> str:
    block = f" block {row.block}" if row.block else ""
    return row.node + (f" it {row.iteration}{block}" if row.iteration else "")


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


def two_blocks() -> list[Event]:
    """A turn with one block, and one with two of which the second asked."""
    run, ran = factories.block()
    at = Place(iteration=2, block=2, line=1)
    second = [
        event.model_copy(update={"iteration": 2, "block": block, "blocks": 2})
        for block in (1, 2)
        for event in (run, ran)
    ]
    return factories.numbered(
        factories.created(),
        factories.root_started(),
        *factories.turn(),
        run,
        ran,
        *factories.turn(number=2),
        *second[:3],
        NodeStarted(node="0.1", node_kind="llm", place=at),
    )


def test_blocks_have_rows_where_what_they_asked_for_does_not_tell_of_them() -> None:
    session = replay(two_blocks())
    rows = Rows()

    blocks = ["    0 it 2 block 1", "    0 it 2 block 2", "      0.1"]
    assert shape(rows.of(session)) == ["0", "  0 it 1", "  0 it 2", *blocks]
    rows.fold(RowKey("0", 1), is_folded=False)
    assert shape(rows.of(session))[2] == "    0 it 1 block 1"
    rows.fold(RowKey("0", 2, 2), is_folded=True)
    assert shape(rows.of(session))[-1] == "    0 it 2 block 2"


def test_a_block_alone_that_asked_for_something_needs_no_row() -> None:
    events = [*factories.waiting_session(), *factories.block()[:1]]
    rows = Rows().of(replay(factories.numbered(*events)))

    assert "    0.1" in shape(rows)
    assert not any(row.block for row in rows)


def test_revealing_a_block_or_what_it_asked_for_unfolds_what_hides_it() -> None:
    session = replay(two_blocks())
    rows = Rows()
    rows.fold(RowKey("0", 2, 2), is_folded=True)
    rows.fold(RowKey("0", 2), is_folded=True)

    rows.reveal(session, RowKey("0", 1, 1))
    rows.reveal(session, RowKey("0.1"))

    assert len(rows.of(session)) == 7


def test_a_saved_session_has_the_rows_of_the_live_one_and_reads_no_text_for_them() -> (
    None
):
    events = two_blocks()

    def fetch(node: str, _seqs: object) -> Node:
        raise AssertionError(f"{node} is read")

    saved = opened(outline_of(replay(events), events), fetch)

    assert Rows().of(saved) == Rows().of(replay(events))


def test_what_stands_above_a_row() -> None:
    session = replay(two_blocks())
    turn = RowKey("0", 2)

    assert rows_above(session, RowKey("0.1"))[0] == RowKey("0", 2, 2)
    assert rows_above(session, RowKey("0", 2, 2))[0] == turn
    assert rows_above(session, turn) == [RowKey("0")]
    assert rows_above(session, RowKey("0")) == []


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


def asked_one_by_one(queries: int) -> list[Event]:
    """A root whose first iteration asked so many queries, one after the other."""
    at = Place(iteration=1, block=1, line=1)
    asked = [
        NodeStarted(node=f"0.{number + 1}", node_kind="llm", place=at)
        for number in range(queries)
    ]
    return factories.numbered(
        factories.created(),
        factories.root_started(),
        IterationStarted(node="0", iteration=1),
        *asked,
    )


def test_a_long_list_of_siblings_is_one_row_until_it_is_unfolded() -> None:
    few, many = (replay(asked_one_by_one(number)) for number in (MANY, MANY + 1))
    rows = Rows()

    assert len(Rows().of(few)) == MANY + 2
    assert len(rows.of(many)) == 2
    rows.reveal(many, RowKey("0.7"))
    assert len(rows.of(many)) == MANY + 3


def test_a_list_that_somebody_is_in_does_not_fold_when_it_grows_long() -> None:
    rows = Rows()
    rows.keep_open(replay(asked_one_by_one(MANY)), RowKey("0.7"))

    assert len(rows.of(replay(asked_one_by_one(MANY + 1)))) == MANY + 3


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
