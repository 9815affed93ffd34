"""The cursor of the table is moved by the person alone, and keys wait for eyes."""

from __future__ import annotations

from collections.abc import Collection

from rlm_tui.domain.events import Event
from rlm_tui.domain.reduce import replay
from rlm_tui.domain.session import Session
from rlm_tui.ui.desk.batch import BatchDesk
from rlm_tui.ui.desk.run import Desk
from rlm_tui.ui.rows.elements import Elements
from tests import factories
from tests.ui import batches
from tests.ui.fakes import FakeClock


class Table:
    """A desk with the rows of a batch before it."""

    def __init__(self, session: Session) -> None:
        self.clock = FakeClock()
        run = Desk(grace_s=0.4, clock=self.clock)
        self.desk = BatchDesk(run, grace_s=0.4, clock=self.clock)
        self.elements = Elements("0.1")
        self.session = session
        self.look(session)

    def look(self, session: Session, *, only: Collection[int] | None = None) -> None:
        self.session = session
        rows = self.elements.of(session, self.desk.open_tickets(session))
        self.desk.look(session, [r for r in rows if only is None or r.index in only])

    def decide(self, index: int) -> None:
        ticket = self.session.tickets[batches.ticket(index)]
        self.desk.decide(self.session, ticket)

    @property
    def place(self) -> tuple[str, bool]:
        """The element under the cursor, and whether keys are off."""
        return self.desk.selected.node, self.desk.grace.is_on


def table(*more: Event, except_: Collection[int] = ()) -> Table:
    return Table(replay(batches.waiting(5, *more, except_=except_)))


def test_it_begins_at_the_first_row_with_its_keys_on() -> None:
    it = table()

    assert it.place == ("0.1.1", False)
    assert it.desk.shown == batches.ticket(0)


def test_after_a_decision_the_next_row_that_waits_comes_with_its_keys_off() -> None:
    it = table(except_={1})
    it.decide(0)
    assert it.place == ("0.1.3", True)
    it.clock.now += 0.5

    assert it.place == ("0.1.3", False)


def test_after_the_last_row_it_goes_on_at_the_first() -> None:
    it = table()
    it.desk.go(4)
    it.decide(4)

    assert it.place == ("0.1.1", True)


def test_a_decided_ticket_is_not_offered_before_the_engine_answers() -> None:
    it = table()
    it.decide(0)
    it.look(it.session)
    it.desk.go(0)

    assert it.desk.ticket(it.session) is None


def test_a_decision_that_is_not_accepted_leaves_the_ticket_waiting() -> None:
    it = table()
    it.decide(0)
    it.desk.take_back(it.session.tickets[batches.ticket(0)])
    it.look(it.session)
    it.desk.go(0)

    assert it.desk.ticket(it.session) is not None


def test_arrivals_and_replies_do_not_move_the_cursor() -> None:
    it = table(except_={4})
    it.desk.go(2)
    it.look(replay(batches.waiting(5, *batches.answered(0, "none"))))

    assert it.place == ("0.1.3", False)


def test_a_ticket_that_arrives_under_the_cursor_has_its_keys_off() -> None:
    it = table(except_={2})
    it.desk.go(2)
    it.look(replay(batches.waiting(5)))

    assert it.place == ("0.1.3", True)


def test_a_later_ticket_of_the_same_element_has_its_keys_off() -> None:
    it = table()
    later = factories.held("0.1.1", "result", owner="0.1.1")
    passed = factories.approved(batches.ticket(0), "0.1.1")
    it.look(replay(batches.waiting(5, passed, later)))

    assert it.place == ("0.1.1", True)
    assert it.desk.shown == "0.1.1:result:1"


def test_a_row_that_the_filter_hides_gives_its_place_to_another() -> None:
    it = table()
    it.desk.go(1)
    it.look(it.session, only={0, 2, 3})

    assert it.place == ("0.1.3", True)


def test_a_set_that_was_decided_leaves_the_cursor_where_something_waits() -> None:
    it = table()
    it.desk.go(3)
    chosen = [it.session.tickets[batches.ticket(index)] for index in (0, 1)]
    it.desk.decide_all(it.session, chosen)

    assert it.place == ("0.1.4", True)


def test_walking_what_waits_passes_over_the_rest() -> None:
    it = table(except_={1, 2})
    seen = [it.desk.selected.node]
    for step in (1, 1, 1, -1):
        assert it.desk.go_to_waiting(step)
        seen.append(it.desk.selected.node)

    assert seen == ["0.1.1", "0.1.4", "0.1.5", "0.1.1", "0.1.5"]


def test_an_empty_table_has_nothing_to_decide() -> None:
    it = table()
    it.look(it.session, only=())

    assert it.desk.row is None
    assert it.desk.ticket(it.session) is None
    assert not it.desk.go_to_waiting(1)


def test_only_elements_that_changed_are_made_anew() -> None:
    elements = Elements("0.1")
    session = replay(batches.waiting(3))
    before = elements.of(session, session.open_tickets)
    [done] = [t for t in session.open_tickets if t.node == "0.1.2"]
    after = elements.of(session, [t for t in session.open_tickets if t is not done])

    assert [new is old for new, old in zip(after, before, strict=True)] == [
        True,
        False,
        True,
    ]


def test_an_element_knows_reply_cost_and_prompt() -> None:
    session = replay(batches.waiting(3, *batches.answered(1, '{"cap": "none"}')))
    waiting, done, _ = Elements("0.1").of(session, session.open_tickets)

    assert (waiting.reply, waiting.cost, waiting.tokens) == ("", 0.004, 4_100)
    assert (done.reply, done.cost, done.tokens) == ('{"cap": "none"}', 0.004, 1_050)
    assert waiting.prompt == batches.prompt(0)
