"""The line of a row is made again when it tells something else, and only then."""

from __future__ import annotations

from dataclasses import replace

from rlm_tui.domain.events import NodeFinished
from rlm_tui.domain.events_of_calls import CallStarted
from rlm_tui.domain.reduce import reduce, replay
from rlm_tui.domain.session import Session
from rlm_tui.ui.labels.look import Look
from rlm_tui.ui.labels.row_lines import RowLines
from rlm_tui.ui.rows.tree import Row
from rlm_tui.ui.style.glyphs import ASCII, UNICODE
from rlm_tui.ui.text.lines import Line, plain
from tests.ui import sessions

LOOK = Look(UNICODE, now=100.0)
QUERY = Row("0.2")


def lined(
    lines: RowLines, session: Session, look: Look = LOOK, *, width: int = 40
) -> Line:
    return lines.line(session, QUERY, width, look, cursor=False)


def test_the_same_node_has_the_same_line_whatever_else_goes_on() -> None:
    lines, session = RowLines(), replay(sessions.waiting())
    first = lined(lines, session)
    other = NodeFinished(node="0.1.2", state="aborted")

    assert lined(lines, reduce(session, other), replace(LOOK, now=200.0)) is first


def test_whatever_it_tells_of_makes_another_line() -> None:
    lines, session = RowLines(), replay(sessions.waiting())
    first = lined(lines, session)
    ended = reduce(session, NodeFinished(node="0.2", state="aborted"))

    assert "aborted" in plain(lined(lines, ended))
    assert plain(lined(lines, session, width=60)) != plain(first)
    assert lined(lines, session, replace(LOOK, glyphs=ASCII)) != first
    latched = replace(LOOK, latched=frozenset({"0.2"}))
    assert UNICODE.paused in plain(lined(lines, session, latched))


def test_a_call_in_flight_counts_its_seconds() -> None:
    calling = CallStarted(node="0.1.2", iteration=1, model="m", messages=(), at=100)
    session = reduce(replay(sessions.waiting()), calling)
    lines, row = RowLines(), Row("0.1.2")

    three, four = (
        lines.line(session, row, 60, replace(LOOK, now=now), cursor=False)
        for now in (103.0, 104.0)
    )

    assert "call 3s" in plain(three)
    assert "call 4s" in plain(four)


def test_within_a_second_a_call_in_flight_keeps_its_line() -> None:
    calling = CallStarted(node="0.1.2", iteration=1, model="m", messages=(), at=100)
    session = reduce(replay(sessions.waiting()), calling)
    lines, row = RowLines(), Row("0.1.2")

    first, second = (
        lines.line(session, row, 60, replace(LOOK, now=now), cursor=False)
        for now in (103.1, 103.9)
    )

    assert first is second
