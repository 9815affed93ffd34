"""What the panes show of nodes, events and saved sessions."""

from __future__ import annotations

import dataclasses

import pytest

from rlm_tui.domain.events import (
    Event,
    IterationStarted,
    NodeFinished,
    SessionFinished,
)
from rlm_tui.domain.events_of_code import CodeInterrupted
from rlm_tui.domain.events_of_tickets import TicketWithdrawn
from rlm_tui.domain.reduce import replay
from rlm_tui.domain.session import Session
from rlm_tui.domain.text import Text
from rlm_tui.domain.variables import Variable
from rlm_tui.ui.detail.code import before_lines, why_lines
from rlm_tui.ui.detail.documents import lines_of
from rlm_tui.ui.detail.subject import TABS, Subject, Tab
from rlm_tui.ui.labels.events import EventLines, event_line
from rlm_tui.ui.labels.look import Look
from rlm_tui.ui.labels.row_states import turn_of
from rlm_tui.ui.labels.rows import gist, row_line
from rlm_tui.ui.rows.tree import Row
from rlm_tui.ui.style.glyphs import UNICODE
from rlm_tui.ui.text.diff import diff_lines
from rlm_tui.ui.text.highlight import code_lines, numbered
from rlm_tui.ui.text.lines import plain
from rlm_tui.ui.text.paragraphs import Paragraphs
from rlm_tui.ui.text.stored import Texts
from tests import factories


def subject(session: Session, node: str = "0", turn: int | None = None) -> Subject:
    found = session.nodes[node]
    waiting = [ticket for ticket in session.open_tickets if ticket.node == node]
    return Subject(
        session=session,
        node=found,
        turn=turn_of(found, turn),
        is_turn=turn is not None,
        ticket=waiting[0] if waiting else None,
        answer=None,
        glyphs=UNICODE,
        read=lambda text: text.preview,
    )


def shown(session: Session, tab: Tab, node: str = "0", turn: int | None = None) -> str:
    return Paragraphs(tuple(lines_of(subject(session, node, turn), tab))).source


WAITING = replay(factories.waiting_session())
FINISHED = replay(factories.finished_session())


def test_the_answer_comes_first_in_the_output() -> None:
    assert shown(FINISHED, "output").startswith("Answer\n14.2 and 22.1")


def test_code_has_numbers_and_output_follows_it() -> None:
    assert "  1  print(len(context))" in shown(FINISHED, "code", turn=1)
    assert "214310" in shown(FINISHED, "output", turn=1)


def test_a_ticket_shows_the_whole_text_that_would_go_out() -> None:
    assert shown(WAITING, "prompt", "0.1") == "  1  Summarise section 14."


def test_a_ticket_shows_the_tries_before_it_and_what_they_cost() -> None:
    session = replay(factories.held_back_session())

    assert shown(session, "prompt", "0.1").split("\n") == [
        "try 1 failed: 503: the model is busy, $0.250 spent",
        "try 2 failed: 503: the model is busy, $0.250 spent",
        "",
        "  1  Summarise section 14.",
    ]


def test_why_is_the_block_that_asked() -> None:
    title, rows, at = why_lines(subject(WAITING, "0.1"))

    assert title == "why: the code that asked (0 it 1)"
    assert plain(rows[0]).endswith("print(len(context))")
    assert at == 2


def test_before_it_is_what_the_model_said_beside_that_block() -> None:
    title, rows = before_lines(subject(WAITING, "0.1"))

    assert title == "before it: what 0 was thinking"
    assert [plain(row) for row in rows] == ["I look first."]
    assert before_lines(subject(FINISHED)) == ("", [])


def test_a_block_that_was_withdrawn_says_what_happened() -> None:
    session = factories.folded(
        factories.created(),
        factories.root_started(),
        *factories.turn(),
        factories.held("0", "exec", payload="print(1)"),
        TicketWithdrawn(node="0", ticket="0:exec:1", reason="the run was aborted"),
        NodeFinished(node="0", state="aborted"),
    )

    text = shown(session, "code", turn=1)
    assert "did not run: withdrawn: the run was aborted" in text
    assert "  1  print(1)" in text


def test_a_block_that_waits_is_not_said_to_have_run() -> None:
    waits = factories.held("0", "exec", payload="print(1)")
    session = factories.folded(
        factories.created(), factories.root_started(), *factories.turn(), waits
    )
    found = dataclasses.replace(subject(session, turn=1), ticket=None)

    lines = Paragraphs(tuple(lines_of(found, "code"))).source
    assert "waits for you" in lines
    assert "no code has run here" not in lines


def test_the_line_whose_query_is_out_is_marked() -> None:
    rows = numbered(code_lines("a = 1\nb = ask(a)"), UNICODE, marked=2)

    assert [plain(row) for row in rows] == ["  1  a = 1", "  2→ b = ask(a)"]


def test_highlighting_changes_no_character() -> None:
    code = 'def f(x):\n\n    return f"{x}" # é\n\n'

    assert "\n".join(plain(row) for row in code_lines(code)) == code


def test_variables_are_a_table() -> None:
    variables = (Variable(name="parts", type="list", length=4, preview="['a', 'b'"),)
    executed = factories.block()[1].model_copy(update={"variables": variables})
    session = factories.folded(
        factories.created(),
        factories.root_started(),
        *factories.turn(),
        factories.block()[0],
        executed,
    )

    assert "parts  list             4  ['a', 'b'" in shown(session, "vars")


def test_a_block_that_runs_on_says_when_it_is_killed() -> None:
    session = factories.folded(
        factories.created(),
        factories.root_started(),
        *factories.turn(),
        factories.block()[0],
        CodeInterrupted(node="0", iteration=1, block=1, reason="too long", grace_s=2.0),
    )

    assert "still running: too long; its process is killed 2 s after that" in shown(
        session, "output"
    )


def test_variables_that_went_with_their_process_are_said_to_be_gone() -> None:
    killed = {"status": "killed", "error": "it used more than 2 GiB of memory"}
    session = factories.folded(
        factories.created(),
        factories.root_started(),
        *factories.turn(),
        factories.block()[0],
        factories.block()[1].model_copy(update=killed),
    )

    assert "gone: it used more than 2 GiB of memory" in shown(session, "vars")


def test_escape_sequences_of_a_model_are_marks() -> None:
    session = factories.folded(
        factories.created(),
        factories.root_started(),
        *factories.turn(reply="\x1b[2Jgone"),
    )

    assert "␛[2Jgone" in shown(session, "reasoning")


@pytest.mark.parametrize("tab", TABS[:-1])
@pytest.mark.parametrize("node", ["0", "0.1"])
def test_every_tab_has_something_to_say(tab: Tab, node: str) -> None:
    assert shown(WAITING, tab, node).strip()


def test_a_diff_marks_what_goes_and_what_comes() -> None:
    rows = diff_lines(["same", "old"], ["same", "new"])

    assert [plain(row) for row in rows] == ["  1  same", "  2- old", "  2+ new"]


def test_the_log_has_a_line_for_every_event() -> None:
    for event in [*factories.waiting_session(), *factories.finished_session()]:
        assert plain(event_line(event)).strip()


def test_the_log_of_a_node_has_its_own_events_only() -> None:
    events: list[Event] = factories.waiting_session()
    lines = EventLines(events, "0.2")

    assert len(lines) == 2
    events.append(factories.approved("0.2:query:1", "0.2"))
    lines.update()
    assert len(lines) == 3


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ("I look first.\n```repl\nprint(1)\n```", "I look first"),
        ("```repl\nprint(1)\n```", "code"),
        (" \n", "empty reply"),
        ("## Plan: do it\nmore", "Plan: do it"),
    ],
)
def test_the_gist_of_a_reply_is_its_first_sentence(reply: str, said: str) -> None:
    assert gist(reply) == said


async def test_a_long_text_is_shown_by_its_beginning_until_it_is_read() -> None:
    async def fetch(_text: Text) -> str:
        return "the whole"

    long = Text("the beg", 5_000, "abc")
    texts = Texts(fetch)
    assert texts.read(long).startswith("the beg\n(reading 4,993 more")
    await texts.fetch()

    assert texts.read(long) == "the whole"
    assert texts.is_complete


def test_an_empty_reply_is_not_still_awaited() -> None:
    events = [factories.created(), factories.root_started(), *factories.turn(reply="")]

    assert shown(factories.folded(*events), "reasoning") == "the model wrote nothing"


@pytest.mark.parametrize(
    ("event", "says"),
    [
        (factories.held("0", gate="call"), "nothing has been sent to the model yet"),
        (factories.call_started(), "waiting for the first word"),
    ],
)
def test_a_turn_that_waits_for_a_person_awaits_no_word(event: Event, says: str) -> None:
    begun = IterationStarted(node="0", iteration=1)
    events: list[Event] = [factories.created(), factories.root_started(), begun, event]

    assert shown(factories.folded(*events), "reasoning") == says


def test_why_a_run_failed_is_said_once() -> None:
    events = factories.numbered(
        *factories.waiting_session()[:3],
        NodeFinished(node="0", state="failed", error="no such model"),
        SessionFinished(status="failed", error="no such model"),
    )

    assert shown(replay(events), "output").strip() == "failed: no such model"


def test_a_block_that_runs_for_long_says_so_in_its_row() -> None:
    session = replay(factories.waiting_session()[:-4])
    row = Row("0", 2, 1)
    started = session.nodes["0"].iterations[-1].executions[-1].started_at

    def words(after_s: float) -> str:
        look = Look(UNICODE, started + after_s)
        return plain(row_line(session, row, 42, look, cursor=False))

    assert "it 2  I split it" in words(1)
    assert "it 2  code 12s  I split it" in words(12)


def test_a_narrow_row_drops_a_word_rather_than_cut_it() -> None:
    query = factories.child_started("0.1.12", "llm")
    calls = factories.turn("0.1.12", cost=0.004)
    done = NodeFinished(node="0.1.12", state="done")
    session = replay([*factories.waiting_session(), query, *calls, done])

    def told(width: int) -> str:
        row = Row("0.1.12", None, 4)
        return plain(row_line(session, row, width, Look(UNICODE, 0), cursor=False))

    assert told(28).split()[1:3] == ["0.1.12", "llm"]
    assert told(27).split()[1:] == ["0.1.12", "$0.004"]


@pytest.mark.parametrize("width", [27, 42, 54])
def test_a_deep_row_can_still_be_read(width: int) -> None:
    steps = ["0", *["1"] * 8]
    paths = [".".join(steps[:size]) for size in range(2, 10)]
    children = [factories.child_started(path, "rlm") for path in paths]
    session = replay([*factories.waiting_session()[:3], *children])
    path = paths[-1]
    line = plain(
        row_line(session, Row(path, None, 16), width, Look(UNICODE, 0), cursor=False)
    )

    assert "0.1.1.1" in line
    assert len(line) == width
