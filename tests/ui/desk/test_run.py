"""What lies before a person changes only when they did something."""

from __future__ import annotations

from dataclasses import replace

from immutables import Map

from rlm_tui.domain.events import Event
from rlm_tui.domain.events_of_tickets import TicketWithdrawn
from rlm_tui.domain.reduce import replay
from rlm_tui.domain.session import Session
from rlm_tui.ui.desk.attention import neighbour, next_after
from rlm_tui.ui.desk.run import Desk
from rlm_tui.ui.rows.stops import Stop
from rlm_tui.ui.rows.tree import ROOT, RowKey
from tests import factories
from tests.ui import batches
from tests.ui.fakes import FakeClock

FIRST, SECOND = "0.1:query:1", "0.2:query:1"


def waiting(*more: Event) -> Session:
    return replay(factories.numbered(*factories.waiting_session(), *more))


def desk(clock: FakeClock | None = None, *, grace_s: float = 0.4) -> Desk:
    return Desk(grace_s=grace_s, clock=clock or FakeClock())


def test_nothing_waits_nothing_is_shown() -> None:
    it = desk()
    it.look(replay(factories.finished_session()))

    assert (it.shown, it.selected) == (None, ROOT)


def test_an_arrival_is_shown_with_its_keys_off_for_a_moment() -> None:
    clock = FakeClock()
    it = desk(clock)
    it.look(waiting())
    assert (it.shown, it.grace.is_on) == (FIRST, True)
    clock.now += 0.5

    assert not it.grace.is_on


def test_who_reads_another_row_is_not_moved() -> None:
    it = desk()
    it.choose(waiting(), ROOT)
    it.look(waiting(factories.child_started("0.3"), factories.held("0.3")))

    assert (it.shown, it.selected) == (None, ROOT)


def test_a_ticket_that_comes_to_the_selected_row_is_shown_with_its_keys_off() -> None:
    it = desk()
    before = replay(factories.waiting_session()[:-1])
    it.choose(before, RowKey("0.2"))
    it.look(waiting())

    assert (it.shown, it.grace.is_on) == (SECOND, True)


def test_after_a_decision_the_same_lane_comes_first() -> None:
    other = factories.held("0.1", "call", owner="0.1", ticket="0.1:call:1")
    session = waiting(other)
    first, second, third = (Stop((ticket,)) for ticket in session.open_tickets)

    assert next_after(session, [third, second], first.first) == second


def test_a_decided_ticket_is_not_offered_again_before_the_engine_answers() -> None:
    it = desk()
    session = waiting()
    it.look(session)
    it.decide(session, session.tickets[FIRST])
    it.look(session)

    assert it.shown == SECOND


def test_a_refused_decision_leaves_the_ticket_waiting() -> None:
    it = desk()
    session = waiting()
    it.look(session)
    it.decide(session, session.tickets[FIRST])
    it.take_back(session.tickets[FIRST])

    assert [ticket.id for ticket in it.open_tickets(session)] == [FIRST, SECOND]


def test_a_step_that_was_refused_shows_its_ticket_again() -> None:
    it = desk()
    session = waiting()
    it.look(session)
    it.go_along(session, session.tickets[FIRST])
    it.take_back(session.tickets[FIRST])
    it.look(session)

    assert it.shown == FIRST


def test_a_withdrawn_ticket_gives_way_to_the_next() -> None:
    it = desk()
    it.look(waiting())
    it.look(waiting(TicketWithdrawn(node="0.1", ticket=FIRST, reason="node aborted")))

    assert it.shown == SECOND


def test_a_step_waits_for_what_it_leads_to() -> None:
    it = desk()
    session = waiting()
    it.look(session)
    it.go_along(session, session.tickets[FIRST])
    it.look(session)
    assert it.shown is None
    third = factories.held("0.3", hold="step")
    it.look(waiting(factories.child_started("0.3"), third))

    assert it.shown == "0.3:query:1"


def test_walking_the_queue_goes_round() -> None:
    first, second = stops = [Stop((t,)) for t in waiting().open_tickets]

    assert neighbour(stops, None, 1) == first
    assert neighbour(stops, SECOND, 1) == first
    assert neighbour(stops, FIRST, -1) == second
    assert neighbour([], FIRST, 1) is None


def test_what_a_row_had_is_looked_for_again_when_row_or_tickets_are_others() -> None:
    it, session = desk(), waiting()
    it.choose(session, RowKey("0.1"))
    assert it.recorded(session) == session.tickets[FIRST]

    it.choose(session, RowKey("0.2"))
    assert it.recorded(session) == session.tickets[SECOND]
    assert it.recorded(replace(session, tickets=Map())) is None


def test_an_element_that_is_sought_is_shown_and_not_its_batch() -> None:
    it = desk()
    it.seek("0.1.2")
    it.look(replay(batches.waiting(3, except_={1, 2})))
    assert it.batch == "0.1"
    it.look(replay(batches.waiting(3)))

    assert it.shown == batches.ticket(1)
    assert it.selected == RowKey("0.1.2")
    assert it.grace.is_on


def test_after_an_element_decided_alone_the_next_one_is_shown_alone() -> None:
    it, session = desk(), replay(batches.waiting(3))
    it.choose(session, RowKey("0.1.2"))

    for shown, following in (("0.1.2", "0.1.3"), ("0.1.3", "0.1.1")):
        ticket = it.ticket(session)
        assert ticket is not None
        assert ticket.node == shown
        it.decide(session, ticket)
        assert it.batch is None
        assert it.selected == RowKey(following)


def test_after_a_part_of_a_batch_decided_at_once_the_rest_is_one_stop() -> None:
    it, session = desk(), replay(batches.waiting(3))

    it.decide_all(session, session.open_tickets[:1])

    assert it.batch == "0.1"


def test_who_has_gone_elsewhere_is_not_brought_to_what_was_sought() -> None:
    it = desk()
    it.seek("0.2")
    it.choose(waiting(), ROOT)
    it.look(waiting())

    assert (it.shown, it.selected) == (None, ROOT)
