"""The status line tells what is meant, what it costs and what is paused by itself."""

from __future__ import annotations

from rlm_tui.domain.brought import Brought
from rlm_tui.domain.events import Event, IterationStarted, NodeStarted
from rlm_tui.domain.events_of_answers import QuestionAsked
from rlm_tui.domain.events_of_steering import Latch, LatchSet
from rlm_tui.domain.events_of_tickets import TicketRaised
from rlm_tui.domain.limits import Limits
from rlm_tui.domain.reduce import reduce
from rlm_tui.domain.session import Session
from rlm_tui.domain.text import Text
from rlm_tui.ui.desk.run import Desk
from rlm_tui.ui.detail.facts import fact_lines, tab_line
from rlm_tui.ui.detail.subject import subject_of
from rlm_tui.ui.labels.status import NOTE_ROWS, Standing, note_rows, status_line
from rlm_tui.ui.rows.limits import shown
from rlm_tui.ui.style.glyphs import UNICODE
from rlm_tui.ui.text.lines import Span, plain
from tests import factories
from tests.ui import sessions


def status(session: Session, width: int = 160) -> str:
    """The line for the root, half a minute after the last event."""
    standing = Standing(UNICODE, session.saved_at + 30)
    return plain(status_line(session, session.nodes["0"], width, standing))


def test_it_tells_how_many_wait_where_there_is_room() -> None:
    working = NodeStarted(node="0.4", node_kind="llm", prompt=Text.of("more"))
    session = factories.folded(
        *sessions.waiting(), working, factories.call_started("0.4")
    )

    assert "◆ RUNNING 2 waiting" in status(session)
    assert "◆ RUNNING  0" in status(session, 80)


def test_where_there_is_no_room_facts_are_left_out_whole() -> None:
    session = factories.folded(*sessions.waiting())
    standing = Standing(UNICODE, session.saved_at + 30)

    said = plain(status_line(session, session.nodes["0.1.2"], 60, standing))

    assert "d2 " in said
    assert "rule" not in said


def test_pauses_of_their_own_are_named() -> None:
    latches = [
        LatchSet(latch=Latch(on="node", name="0.1")),
        LatchSet(latch=Latch(on="model", name="openai/gpt-5")),
    ]
    said = status(factories.folded(*factories.waiting_session(), *latches))

    assert "‖ 0.1  ‖ model openai/gpt-5" in said


def test_rules_that_are_off_are_counted_apart() -> None:
    created, *rest = factories.waiting_session()
    rules = ("hold gate:query", "hold gate:exec off")
    session = factories.folded(created.model_copy(update={"rules": rules}), *rest)

    assert "rules 1 on 1 off" in status(session)


def test_what_is_in_flight_is_told_apart_from_what_was_spent() -> None:
    session = factories.folded(*factories.waiting_session(), factories.approved())

    assert "$0.030/1.00 + ~$0.006 in flight" in status(session)
    assert "$0.030/1.00 + ~$0.006  " in status(session, 80)


def test_turns_are_numbered_as_in_the_tree_and_counted_since_the_question() -> None:
    asked = QuestionAsked(node="0", question=Text.of("And who pays?"))
    session = factories.folded(*factories.waiting_session(), asked)
    later = reduce(session, IterationStarted(node="0", iteration=9))

    assert "it " not in status(session)
    assert "it 9 (1/20 since you asked)" in status(later)
    assert "it 9 (new 1/20)" in status(later, 80)


def test_a_very_wide_window_names_models_session_and_limit_of_tokens() -> None:
    created, *rest = factories.waiting_session()
    limits = Limits(max_tokens=2_000_000)
    session = factories.folded(created.model_copy(update={"limits": limits}), *rest)

    assert "gpt-5 / gpt-5-mini" in status(session, 200)
    assert "s_test01" in status(session, 200)
    assert "/2.0M tok" in status(session, 200)
    assert "gpt-5" not in status(session, 120)


def test_time_that_was_waited_is_told_apart() -> None:
    session = factories.folded(*factories.waiting_session())
    counted = shown(session.active_at(session.saved_at + 30), "time")

    assert "(parked 32s)" in status(session)
    assert status(session, 80).endswith(f"  {counted}+32s parked ")
    assert status(session, 60).endswith(f"  {counted} ")


def _with_limit(max_cost: float) -> list[Event]:
    created, *rest = factories.waiting_session()
    limits = Limits(max_cost=max_cost)
    return factories.numbered(created.model_copy(update={"limits": limits}), *rest)


def facts(session: Session, width: int = 80) -> list[str]:
    """What is known of the stop that is shown."""
    desk = Desk(grace_s=0, clock=lambda: 0.0)
    desk.look(session)
    subject = subject_of(session, desk, glyphs=UNICODE, read=lambda text: text.preview)
    assert subject is not None
    return [plain(row) for row in fact_lines(subject, width)]


def test_an_approval_that_would_pass_a_limit_says_so_before() -> None:
    said = facts(factories.folded(*_with_limit(0.033)))

    assert "PASSES THE LIMIT money: $0.030 used + ~$0.006 of $0.033" in said


def test_a_stop_says_what_the_call_asks_of_the_model_beside_its_text() -> None:
    created, *rest = factories.waiting_session()
    asked = {"temperature": 0.2, "max_tokens": 800}
    brought = Brought(model_options={"seed": 7}, sub_model_options=asked)
    session = factories.folded(created.model_copy(update={"brought": brought}), *rest)

    assert facts(session, 100)[0].endswith("temp 0.2  ·  max_tokens 800")
    assert facts(session, 49)[1] == "temp 0.2   max_tokens 800"
    assert brought.asked_of("0") == {"seed": 7}
    assert Brought(model_options={"seed": 7}).asked_of("0.1") == {"seed": 7}


def test_a_stop_says_how_often_its_rule_has_matched() -> None:
    created, *rest = factories.waiting_session()
    rule = ("hold gate:query",)
    by_rule = [
        event.model_copy(update={"rule": 1, "rules": (1,)})
        if isinstance(event, TicketRaised)
        else event
        for event in rest
    ]
    session = factories.folded(created.model_copy(update={"rules": rule}), *by_rule)

    assert facts(session)[1].endswith("rule 1: hold gate:query  ·  2 hits so far")
    assert facts(session, 49)[1].endswith("rule 1: hold gate:query")


def test_a_message_longer_than_its_line_has_more_rows() -> None:
    said = Span("that cannot be done now " * 3, "failed")

    short, *none = note_rows(Span("paused"), 0.0, 40)
    rows = [plain(row) for row in note_rows(said, 0.0, 40)]

    assert (plain(short).strip(), none) == ("paused", [])
    assert " ".join(" ".join(rows).split()) == said.text.strip()
    assert max(map(len, rows)) <= 40
    assert len(note_rows(Span("word " * 400), 0.0, 40)) == NOTE_ROWS


def test_tabs_lose_words_before_one_of_them_is_cut() -> None:
    said = [plain(tab_line("vars", width)).rstrip() for width in (80, 50, 40)]

    assert said[0].split("  ")[-1] == "6 Log"
    assert said[1] == "1 Prompt 2 Reason 3 Code 4 Out [5 Vars] 6 Log"
    assert said[2] == "1 2 3 4 [5 Vars] 6"
