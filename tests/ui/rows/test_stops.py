"""A batch is one thing that waits, whatever number of its elements do."""

from __future__ import annotations

from dataclasses import replace

from rlm_tui.domain.events import NodeStarted
from rlm_tui.domain.reduce import replay
from rlm_tui.domain.session import Session
from rlm_tui.ui.desk.run import Desk
from rlm_tui.ui.labels.look import Look
from rlm_tui.ui.labels.queue import queue_line, queue_subtitle, queue_title
from rlm_tui.ui.labels.rows import row_line
from rlm_tui.ui.rows.stops import Stop, batch_of, stops_of
from rlm_tui.ui.rows.tree import Row, RowKey
from rlm_tui.ui.style.glyphs import UNICODE
from rlm_tui.ui.text.estimates import Estimates
from rlm_tui.ui.text.lines import plain
from tests import factories
from tests.ui import batches
from tests.ui.fakes import FakeClock


def with_a_query_before_and_after() -> Session:
    others = [factories.child_started("0.7"), factories.child_started("0.8")]
    first, last = factories.held("0.7"), factories.held("0.8")
    held = [batches.element_held(index) for index in range(3)]
    return factories.folded(*batches.begun(3), *others, first, *held, last)


def stops(session: Session) -> list[Stop]:
    return stops_of(session, session.open_tickets)


def desk_over(session: Session) -> Desk:
    desk = Desk(grace_s=0.4, clock=FakeClock())
    desk.look(session)
    return desk


def test_a_batch_stands_where_its_oldest_ticket_does() -> None:
    found = stops(with_a_query_before_and_after())

    assert [stop.id for stop in found] == ["0.7:query:1", "0.1", "0.8:query:1"]
    assert [len(stop.tickets) for stop in found] == [1, 3, 1]


def test_what_an_element_does_inside_waits_by_itself() -> None:
    inside = NodeStarted(node="0.1.4", node_kind="rlm", index=3)
    session = factories.folded(
        *batches.begun(3),
        inside,
        factories.held("0.1.4", "query"),
        factories.held("0.1.4", "exec", owner="0.1.4"),
    )
    query, code = session.open_tickets

    assert (batch_of(session, query), batch_of(session, code)) == ("0.1", None)


def test_a_batch_that_arrives_is_shown_as_a_whole_and_decided_by_no_single_key() -> (
    None
):
    session = replay(batches.waiting())
    desk = desk_over(session)

    assert (desk.batch, desk.shown, desk.selected) == ("0.1", None, RowKey("0.1"))
    assert desk.ticket(session) is None
    assert desk.grace.is_on


def test_more_of_a_batch_that_is_shown_neither_moves_nor_blocks_anything() -> None:
    desk = desk_over(replay(batches.waiting(5, except_=(3, 4))))
    desk.grace.end()
    desk.look(replay(batches.waiting(5)))

    assert (desk.batch, desk.grace.is_on) == ("0.1", False)


def test_walking_what_waits_takes_a_batch_as_one() -> None:
    session = with_a_query_before_and_after()
    desk = desk_over(session)
    seen = [desk.current]
    for _ in range(3):
        desk.step(session, 1)
        seen.append(desk.current)

    assert seen == ["0.7:query:1", "0.1", "0.8:query:1", "0.7:query:1"]


def test_an_element_that_is_chosen_in_the_tree_shows_its_own_ticket() -> None:
    session = replay(batches.waiting())
    desk = desk_over(session)
    desk.choose(session, RowKey("0.1.2"))

    assert (desk.shown, desk.batch) == (batches.ticket(1), None)


def test_after_one_element_the_rest_of_its_batch_comes_before_what_is_older() -> None:
    session = with_a_query_before_and_after()
    desk = desk_over(session)
    desk.choose(session, RowKey("0.1.2"))
    desk.decide(session, session.tickets[batches.ticket(1)])

    assert (desk.shown, desk.batch) == (batches.ticket(2), None)


def test_a_batch_that_was_decided_as_a_whole_gives_way_to_the_next() -> None:
    session = with_a_query_before_and_after()
    desk = desk_over(session)
    desk.step(session, 1)
    desk.decide_all(session, stops(session)[1].tickets)

    assert [stop.id for stop in desk.stops(session)] == ["0.7:query:1", "0.8:query:1"]
    assert (desk.shown, desk.grace.is_on) == ("0.7:query:1", True)


def test_its_row_in_the_queue_counts_tokens_and_cost() -> None:
    session = replay(batches.waiting(100, except_=range(10)))
    [stop] = stops(session)
    look = Look(UNICODE, session.saved_at + 3)
    wide = plain(queue_line(session, stop, 60, look, cursor=True))
    tight = plain(queue_line(session, stop, 42, look, cursor=True))
    narrow = plain(queue_line(session, stop, 27, look, cursor=False))

    assert tight == "›◆ 0.1 batch 90 of 100       ~$0.360 1m32s"
    assert wide.startswith("›◆ 0.1 batch 90 of 100 ")
    assert "369.0k tok ~$0.360" in wide
    assert narrow == " ◆ 0.1 90 of 100   ~$0.360 "


def test_the_queue_tells_its_rows_from_what_there_is_to_decide() -> None:
    together = stops(replay(batches.waiting(3)))
    apart = stops(replay(factories.waiting_session()))

    assert queue_title(together, together[0].id) == "Waiting stop 1 of 1"
    assert queue_subtitle(together) == "3 decisions in all"
    assert queue_title(apart, apart[0].id) == f"Waiting 1 of {len(apart)}"
    assert queue_title(apart, None) == f"Waiting {len(apart)}"
    assert queue_subtitle(apart) == ""


def test_its_row_in_the_tree_tells_the_same_estimate() -> None:
    session = replay(batches.waiting(100, except_=range(10)))
    [stop] = stops(session)
    look = Look(UNICODE, session.saved_at, batches={"0.1": stop})
    folded = Row("0.1", None, 1, can_fold=True, is_folded=True)
    rows = [
        plain(row_line(session, row, width, look, cursor=False))
        for row in (folded, folded._replace(is_folded=False))
        for width in (27, 54)
    ]

    assert [row.split()[-1] for row in rows] == ["~$0.360"] * 4


def test_a_narrow_row_of_the_queue_cuts_no_reason_short() -> None:
    [ticket] = replay(factories.waiting_session()).open_tickets[:1]
    ruled = replace(ticket, why="rule 12: hold gate:query depth>=2")
    session, look = Session(), Look(UNICODE, 0.0)

    rows = [
        plain(queue_line(session, Stop((ruled,)), width, look, cursor=False))
        for width in (24, 30, 37)
    ]

    assert "rule" not in rows[0]
    assert "rule 12 " in rows[1]
    assert "…" not in "".join(rows)


def test_a_row_of_the_queue_tells_how_much_would_be_sent_where_it_fits() -> None:
    [ticket] = replay(factories.waiting_session()).open_tickets[:1]
    look = Look(UNICODE, ticket.raised_at)

    roomy, narrow = (
        plain(queue_line(Session(), Stop((ticket,)), width, look, cursor=False))
        for width in (50, 40)
    )

    assert "gpt-5-mini" in roomy
    assert "18.2k tok  ~$0.006 0s" in roomy
    assert "gpt-5-mini" in narrow
    assert "tok" not in narrow
    for width in range(40, 50):
        row = queue_line(Session(), Stop((ticket,)), width, look, cursor=False)
        assert "…" not in plain(row)


def test_what_a_batch_would_send_is_added_up() -> None:
    [_, batch, _] = stops(with_a_query_before_and_after())

    assert batch.input_tokens == sum(ticket.input_tokens for ticket in batch.tickets)
    assert batch.estimates.cost == sum(ticket.cost or 0 for ticket in batch.tickets)


def test_a_price_that_is_not_known_is_said() -> None:
    [_, batch, _] = stops(with_a_query_before_and_after())
    first, *others = batch.tickets
    unknown = replace(first, cost=None)

    assert Estimates.of((unknown,)).says() == "$?"
    assert Estimates.of((unknown, *others)).says().endswith("+?")
    assert not batch.estimates.says().endswith("+?")
