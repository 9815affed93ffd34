"""Hint rows offer what works, and never half a word."""

from __future__ import annotations

import dataclasses
import re

import pytest

from rlm_tui.domain.decisions import GATES
from rlm_tui.domain.forecast import estimated_cost
from rlm_tui.domain.reduce import replay
from rlm_tui.ui.detail.facts import verb_lines
from rlm_tui.ui.hints.row import asking_row, hint_row
from rlm_tui.ui.hints.situation import Situation, run_verbs, ticket_verbs
from rlm_tui.ui.keys.key import key_name
from rlm_tui.ui.keys.keymap import LIVE
from rlm_tui.ui.keys.table import KEYS
from rlm_tui.ui.text.lines import plain, width_of
from tests import factories

WAITING = replay(factories.waiting_session())
FINISHED = replay(factories.finished_session())


def situations() -> list[Situation]:
    ticket = WAITING.open_tickets[0]
    return [
        Situation(WAITING, ticket, is_live=True),
        Situation(WAITING, ticket, is_live=True, has_answer=True),
        Situation(WAITING, None, is_live=True),
        Situation(FINISHED),
        Situation(WAITING, is_review=True),
    ]


@pytest.mark.parametrize("situation", situations())
@pytest.mark.parametrize("width", [*range(20, 130, 7), 80])
def test_rows_are_cut_by_whole_items(situation: Situation, width: int) -> None:
    for verbs in (ticket_verbs(situation), run_verbs(situation)):
        items = {f"{LIVE[verb].shown} {label}" for verb, label in verbs}
        row = hint_row("Run", verbs, width)

        assert width_of(row) <= width
        shown = [part for part in re.split(r"\s{2,}", plain(row)[7:].strip()) if part]
        assert set(shown) <= items


def test_the_way_out_of_the_edit_box_stays_whatever_has_to_go() -> None:
    verbs = [("edit.keep", "keep"), ("edit.send", "keep and approve")]

    row = hint_row("Edit", [*verbs, ("edit.leave", "leave")], 40)

    assert plain(row) == " Edit    ctrl+s keep  esc leave"


@pytest.mark.parametrize("situation", situations())
def test_help_is_offered_at_80_columns(situation: Situation) -> None:
    assert "? help" in plain(hint_row("Run", run_verbs(situation), 80))


def test_review_offers_no_verb_that_acts() -> None:
    ticket = WAITING.open_tickets[0]
    situation = Situation(WAITING, ticket, is_review=True, was_cut=True)

    first, *others = run_verbs(situation)

    assert ticket_verbs(situation) == []
    assert first == ("ticket.reject", "resume"), "what was cut can go on"
    acting = [verb for verb, _ in others if LIVE[verb].where in ("run", "ticket")]
    assert acting == ["run.pause"], "which plays it"


@pytest.mark.parametrize("has_stops", [True, False])
def test_a_review_begins_with_keys_that_lead_somewhere_and_tells_the_way_out(
    *, has_stops: bool
) -> None:
    situation = Situation(FINISHED, is_review=True, has_stops=has_stops)

    row = plain(hint_row("Run", run_verbs(situation), 80))

    assert (
        row.split()[1] == LIVE["stops.previous" if has_stops else "review.back"].shown
    )
    assert f"{LIVE['app.leave'].shown} back" in row


@pytest.mark.parametrize(("hold", "goes_on"), [("rule", False), ("step", True)])
def test_to_continue_is_offered_where_it_lets_something_go(
    hold: str, goes_on: bool
) -> None:
    events = [*factories.waiting_session()[:-4], factories.child_started()]
    session = replay(factories.numbered(*events, factories.held(hold=hold)))

    offered = dict(run_verbs(Situation(session, session.open_tickets[0], True)))

    assert ("run.continue" in offered) == goes_on


def test_no_answer_is_offered_of_a_run_that_gave_none() -> None:
    assert "answer" not in dict(run_verbs(Situation(FINISHED))).values()
    answered = run_verbs(Situation(FINISHED, has_answered=True))
    assert answered[0] == ("tab.output", "answer")


@pytest.mark.parametrize("gate", GATES)
def test_only_what_the_gate_offers_is_hinted(gate: str) -> None:
    events = [*factories.waiting_session()[:-4], factories.child_started()]
    session = replay(factories.numbered(*events, factories.held(gate=gate)))
    offered = dict(ticket_verbs(Situation(session, session.open_tickets[0], True)))

    assert ("ticket.answer" in offered) == (gate in {"call", "exec", "query", "error"})
    assert ("ticket.edit" in offered) == (gate != "limit")
    run = dict(run_verbs(Situation(session, session.open_tickets[0], True)))
    assert ("run.iteration" in run) == (gate != "limit")


def test_keys_are_written_as_people_know_them() -> None:
    assert key_name("equals_sign") == "="
    assert all("_" not in key.shown for key in KEYS)


def test_at_an_error_r_is_called_what_it_does() -> None:
    session = replay(
        [*factories.waiting_session()[:-4], factories.held("0", "error", owner="0")]
    )
    situation = Situation(session, session.open_tickets[0], is_live=True)

    assert ("ticket.reject", "give up") in ticket_verbs(situation)


def test_with_a_draft_left_it_is_clear_what_a_would_send() -> None:
    ticket = WAITING.open_tickets[0]
    verbs = dict(ticket_verbs(Situation(WAITING, ticket, is_live=True, has_draft=True)))

    assert verbs["ticket.approve"] == "approve original"
    assert verbs["ticket.edit"] == "edit draft"
    assert "ticket.revert" in verbs


@pytest.mark.parametrize("width", [54, 60, 72, 90])
def test_the_verbs_of_a_ticket_are_never_cut(width: int) -> None:
    ticket = WAITING.open_tickets[0]
    situation = Situation(WAITING, ticket, is_live=True, has_draft=True)
    shown = "  ".join(plain(row) for row in verb_lines(situation, width))

    assert "a approve original " in shown
    assert all(width_of(row) <= width for row in verb_lines(situation, width))


def test_no_model_is_offered_where_none_is_asked() -> None:
    ticket = WAITING.open_tickets[0]
    of_tool = dataclasses.replace(ticket, gate="error", model="", cost=None)

    asked = dict(ticket_verbs(Situation(WAITING, ticket, is_live=True)))
    called = dict(ticket_verbs(Situation(WAITING, of_tool, is_live=True)))

    assert "ticket.model" in asked
    assert "ticket.model" not in called
    assert estimated_cost(dataclasses.replace(of_tool, gate="query")) == 0.0


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (60, " Refuse 0.1  enter refuse it  esc take it back"),
        (40, "  enter refuse it  esc take it back"),
        (30, "  enter refuse it  esc"),
    ],
)
def test_a_question_keeps_its_two_keys_whole(width: int, shown: str) -> None:
    row = asking_row("Refuse 0.1", "refuse it", "take it back", width)

    assert plain(row) == shown
