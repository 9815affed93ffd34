"""Whatever arrives and whenever: nothing moves by itself, nothing unseen is decided."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from rlm_tui.domain.events import Event
from rlm_tui.domain.events_of_tickets import TicketWithdrawn
from rlm_tui.domain.reduce import reduce, replay
from rlm_tui.domain.session import Session
from rlm_tui.ui.desk.run import Desk
from rlm_tui.ui.rows.tree import ROOT, RowKey
from tests import factories
from tests.ui.fakes import FakeClock

GRACE_S = 0.4


class Person(RuleBasedStateMachine):
    """Somebody at a desk where tickets come and go."""

    nodes = Bundle("nodes")

    @initialize()
    def begin(self) -> None:
        self.clock = FakeClock()
        self.desk = Desk(grace_s=GRACE_S, clock=self.clock)
        events = factories.numbered(*factories.waiting_session()[:-2])
        self.session: Session = replay(events)
        self.count = 100
        self.changed_at = float("-inf")
        """When another ticket came before the person without their doing."""
        self.seen: dict[str, float] = {}

    def happen(self, *events: Event) -> None:
        for event in events:
            update = {"seq": self.session.seq + 1, "at": self.clock.now}
            self.session = reduce(self.session, event.model_copy(update=update))

    def draw(self) -> None:
        """The screen is drawn: the desk takes in the newest session."""
        before = self.desk.current
        self.desk.look(self.session)
        if self.desk.current is not None and self.desk.current != before:
            self.changed_at = self.clock.now
        if self.desk.current is not None:
            self.seen.setdefault(self.desk.current, self.clock.now)

    @rule(target=nodes)
    def arrive(self) -> str:
        self.count += 1
        node = f"0.{self.count}"
        before = (self.desk.current, self.desk.selected)
        was_open = self.desk.ticket(self.session) is not None
        self.happen(factories.child_started(node), factories.held(node))
        self.draw()

        if was_open:
            assert (self.desk.current, self.desk.selected) == before
        if self.desk.is_chosen:
            assert self.desk.selected == before[1]
        return node

    @rule(node=nodes)
    def withdraw(self, node: str) -> None:
        ticket = self.session.tickets[f"{node}:query:1"]
        if ticket.is_open:
            self.happen(TicketWithdrawn(node=node, ticket=ticket.id, reason="aborted"))
        self.draw()

    @rule(node=st.one_of(nodes, st.just("0")))
    def go_to_row(self, node: str) -> None:
        self.desk.choose(self.session, ROOT if node == "0" else RowKey(node))
        self.navigated()

    @rule(step=st.sampled_from((1, -1)))
    def go_to_stop(self, step: int) -> None:
        self.desk.step(self.session, step)
        self.navigated()

    def navigated(self) -> None:
        self.changed_at = float("-inf")
        self.draw()

    @rule(seconds=st.sampled_from((0.05, 0.2, 0.39, 0.4, 2.0)))
    def wait(self, seconds: float) -> None:
        self.clock.now += seconds

    @precondition(lambda self: self.desk.ticket(self.session) is not None)
    @rule()
    def press_approve(self) -> None:
        """A key that decides acts only while its grace is over."""
        ticket = self.desk.ticket(self.session)
        assert ticket is not None
        if self.desk.grace.is_on:
            self.desk.grace.drop()
            return
        assert ticket.id in self.seen
        assert self.clock.now - self.changed_at >= GRACE_S
        before = self.desk.current
        self.desk.decide(self.session, ticket)
        if self.desk.current != before:
            self.changed_at = self.clock.now
        self.happen(factories.approved(ticket.id, ticket.node))
        self.draw()

    @invariant()
    def what_is_shown_waits(self) -> None:
        ticket = self.desk.ticket(self.session)
        assert ticket is None or ticket.is_open

    @invariant()
    def what_is_shown_has_a_time(self) -> None:
        shown = self.desk.shown
        assert shown is None or shown in self.desk.first_shown


Person.TestCase.settings = settings(max_examples=60, stateful_step_count=30)
TestPerson = Person.TestCase
