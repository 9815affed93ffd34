"""Which stop a verb means, whatever arrives, goes and is typed in between."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlm_tui.commands.target import FOCUS, Target
from rlm_tui.domain.events import Event
from rlm_tui.domain.events_of_tickets import TicketWithdrawn
from rlm_tui.domain.reduce import reduce, replay
from rlm_tui.domain.session import Session
from rlm_tui.errors import SteeringError
from rlm_tui.plain.stops import Stops
from rlm_tui.plain.stopwords import stop_words
from tests import factories
from tests.ui.fakes import FakeClock

GRACE_S = 0.4
NODES = [f"0.{number}" for number in range(1, 6)]

MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("arrive"), st.sampled_from(NODES)),
        st.tuples(st.just("go"), st.sampled_from(NODES)),
        st.tuples(st.just("wait"), st.sampled_from(["0.1", "0.5", "2.0"])),
        st.tuples(st.just("type"), st.sampled_from(["0.0", "0.3", "1.0", "5.0"])),
    ),
    max_size=40,
)


class Table:
    """Stops that come and go, announced as plain mode announces them."""

    def __init__(self) -> None:
        self.clock = FakeClock(now=100.0)
        self.stops = Stops(self.clock, grace_s=GRACE_S)
        self.session = factories.folded(
            factories.created(attended=True),
            factories.root_started(),
            *(factories.child_started(node) for node in NODES),
        )
        self.past: list[tuple[float, str | None]] = [(0.0, None)]
        """What verbs acted on, from when on."""

    def take(self, event: Event) -> None:
        """An event, and what is announced because of it."""
        self.session = reduce(self.session, event)
        if not self.stops.is_settled(self.session) or self.stops.focus is None:
            found = self.stops.next_of(self.session)
            if found is not None:
                self.stops.announce(found)
                self.stops.focus_on(found)
                self.past.append((self.clock.now, found.id))

    def arrive(self, node: str) -> None:
        """A stop at a node, if none waits there."""
        ticket = f"{node}:query:{len(self.session.tickets) + 1}"
        if not any(t.node == node for t in self.session.open_tickets):
            self.take(factories.held(node, ticket=ticket))

    def go(self, node: str) -> None:
        """What waits at a node does so no longer."""
        for ticket in self.session.open_tickets:
            if ticket.node == node:
                gone = TicketWithdrawn(node=node, ticket=ticket.id, reason="x")
                self.take(gone)

    def seen_at(self, moment: float) -> str | None:
        """What verbs acted on at a moment, as far as a person could know."""
        return [one for at, one in self.past if at + GRACE_S <= moment][-1:][0]


def meant(table: Table, typed_at: float) -> str | None:
    """The ticket that a verb typed at a moment decides, if it decides any."""
    try:
        return table.stops.single(FOCUS, table.session, typed_at=typed_at).id
    except SteeringError:
        return None


@given(MOVES)
def test_a_verb_decides_only_what_was_in_focus_when_it_was_typed(
    moves: list[tuple[str, str]],
) -> None:
    table = Table()
    for move, value in moves:
        match move:
            case "arrive":
                table.arrive(value)
            case "go":
                table.go(value)
            case "wait":
                table.clock.now += float(value)
            case _:
                typed_at = table.clock.now - float(value)
                found = meant(table, typed_at)
                assert found in (None, table.seen_at(typed_at))
                assert found is None or found in table.session.waiting


@given(MOVES)
def test_an_arrival_never_changes_what_verbs_act_on(
    moves: list[tuple[str, str]],
) -> None:
    table = Table()
    for move, value in moves:
        before: tuple[str | None, Session] = (table.stops.focus, table.session)
        if move == "arrive":
            table.arrive(value)
        elif move == "go":
            table.go(value)
        if move == "arrive" and before[0] in before[1].waiting:
            assert table.stops.focus == before[0]


@given(MOVES)
def test_no_two_stops_have_one_number(moves: list[tuple[str, str]]) -> None:
    table = Table()
    for move, value in moves:
        if move == "arrive":
            table.arrive(value)
        for ticket in table.session.open_tickets:
            table.stops.announce(ticket)

    tickets = table.session.tickets.values()
    numbers = [table.stops.number(ticket) for ticket in tickets]
    assert len(set(numbers)) == len(numbers)


def test_a_node_is_named_only_for_what_was_told_before() -> None:
    table = Table()
    target = Target("node", node="0.1")
    typed_at = table.clock.now
    table.clock.now += 1
    table.arrive("0.1")
    [ticket] = table.session.open_tickets

    with pytest.raises(SteeringError, match="came as you typed"):
        table.stops.single(target, table.session, typed_at=typed_at)

    found = table.stops.single(target, table.session, typed_at=table.clock.now)
    assert found == ticket


def test_a_stop_says_how_many_tries_there_were_and_what_they_cost() -> None:
    session = replay(factories.held_back_session())
    [ticket] = session.open_tickets

    assert stop_words("#1", ticket, session).endswith(
        "; after 2 failed tries, $0.500 spent)"
    )
