"""Words on the screen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rlm_tui.domain.decisions import GATES
from rlm_tui.domain.events_of_steering import IntentChanged, Plan
from rlm_tui.domain.reduce import replay
from rlm_tui.domain.session import Session, Ticket
from rlm_tui.ui.labels import tickets
from rlm_tui.ui.text import estimates
from rlm_tui.wording import reason_of
from tests import factories


@pytest.mark.parametrize(
    ("cost", "shown"), [(None, "$?"), (0.0, "free"), (0.006, "~$0.006")]
)
def test_an_estimate_says_that_it_is_one(cost: float | None, shown: str) -> None:
    assert estimates.estimate(cost) == shown


def session(**changes: object) -> Session:
    return replace(Session(), **changes)  # type: ignore[arg-type]


WAITING = ("0.1:query:1", "0.2:query:1")
PLAN = Plan(step="into", node="0.1")
TURN = Plan(step="iteration", node="0")


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        (session(in_flight=1), "● RUNNING"),
        (session(in_flight=1, waiting=WAITING), "◆ RUNNING · 2 waiting"),
        (session(waiting=WAITING), "◆ WAITING 2"),
        (session(intent="pause", in_flight=3), "‖ PAUSING · 3 in flight"),
        (session(intent="pause"), "‖ PAUSED (by you)"),
        (
            session(intent="pause", intent_reason="step into", waiting=WAITING),
            "◆ PAUSED (after step) · 2 waiting",
        ),
        (session(intent="pause", intent_reason="step"), "‖ PAUSED (since the start)"),
        (session(intent="step", plan=PLAN), "▸ STEPPING into 0.1"),
        (session(intent="step", plan=TURN), "▸ STEPPING one iteration of 0"),
        (session(intent="abort", in_flight=1), "✗ ABORTING · 1 in flight"),
        (session(status="answered"), "✓ DONE"),
        (session(status="answered", confidence=0.0), "! NOT SURE"),
        (session(status="limit"), "✗ LIMIT"),
        (session(status="stopped"), "✗ ABORTED"),
        (session(status="interrupted"), "? INTERRUPTED"),
    ],
)
def test_the_state_is_a_mark_and_a_word(state: Session, shown: str) -> None:
    assert tickets.state_chip(state).text == shown


@pytest.mark.parametrize("gate", GATES)
def test_every_gate_has_its_words(gate: str) -> None:
    held = factories.held(gate=gate)
    events = [*factories.waiting_session()[:-4], factories.child_started(), held]
    [ticket] = replay(factories.numbered(*events)).open_tickets

    assert tickets.ticket_title(ticket).startswith("0.1  ")
    assert tickets.ticket_help(ticket, 200).endswith(".")


def test_why_a_run_is_paused_is_said() -> None:
    paused = factories.folded(
        factories.created(), IntentChanged(intent="pause", reason="rule 2")
    )

    assert tickets.state_chip(paused).text == "‖ PAUSED (rule 2)"


def test_that_a_step_sends_too_is_said_where_one_can_step() -> None:
    held = factories.held("0", "call", hold="pause").model_copy(update={"why": "step"})
    session = factories.folded(factories.created(), factories.root_started(), held)
    [root] = session.open_tickets

    assert tickets.ticket_help(root, 80) == (
        "node 0 waits: nothing is sent until you press a, or step with i."
    )
    assert tickets.leaves(root) == "nothing is sent until you press a"
    assert tickets.ticket_help(root, 60) == tickets.leaves(root, steps=True)
    assert tickets.ticket_help(root, 40) == tickets.leaves(root)
    assert tickets.not_yet(root) == "nothing is sent yet"
    shows = "20 sub-queries of it wait: enter shows them in a table"
    said = [tickets.batch_help([root] * 20, width) for width in (90, 60, 40)]
    assert said == [
        f"{shows}, A approves all of them",
        shows,
        "20 wait: enter shows them",
    ]
    assert reason_of(root) == "paused since the start (--step)"
    assert reason_of(replace(root, why="by you")) == "paused by you"


def test_the_line_of_a_batch_names_what_waits_of_it() -> None:
    held = factories.held("0", "call", hold="pause")
    session = factories.folded(factories.created(), factories.root_started(), held)
    [ticket] = session.open_tickets
    query, result, error = (
        replace(ticket, gate=gate) for gate in ("query", "result", "error")
    )

    def named(*held: Ticket) -> str:
        return tickets.batch_help(held, 90).partition(" of it ")[0]

    assert named(result, result) == "2 results"
    assert named(query) == "1 sub-query"
    assert named(result, query, query) == "2 sub-queries and 1 result"
    assert named(error, result, query) == "1 sub-query, 1 result and 1 failure"
    both = "2 sub-queries and 1 result of it wait: enter shows them in a table"
    assert tickets.batch_help([query, query, result], 90).startswith(both)


def test_what_is_taken_back_is_named_and_what_stays() -> None:
    assert tickets.thrown_away("answer", "edit") == (
        "your answer is thrown away: the edit stands, V takes it back too"
    )
    assert tickets.thrown_away("draft", "original") == (
        "your draft is thrown away: the original stands"
    )
