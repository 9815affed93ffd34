"""Help begins with the state that one is in and the keys that matter there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rlm_tui.domain.decisions import GATES
from rlm_tui.domain.reduce import replay
from rlm_tui.ui.hints.help import HelpTopic, help_lines
from rlm_tui.ui.hints.situation import Situation
from rlm_tui.ui.hints.topics import topic_of
from rlm_tui.ui.keys.keymap import LIVE
from rlm_tui.ui.style.glyphs import UNICODE
from rlm_tui.ui.text.lines import plain
from tests import factories

WAITING = replay(factories.waiting_session())
RUNNING = replace(WAITING, waiting=())
FINISHED = replay(factories.finished_session())


def page(situation: Situation) -> list[str]:
    """The first page, line by line."""
    lines = help_lines(topic_of(situation), UNICODE, shows_all=False)
    return [plain(line).strip() for line in lines]


@pytest.mark.parametrize(
    ("situation", "title", "said", "first"),
    [
        (
            Situation(RUNNING, is_live=True),
            "the run goes on",
            "A model writes code that looks at the text",
            "run.pause",
        ),
        (
            Situation(replace(RUNNING, intent="pause"), is_live=True),
            "the run is paused",
            "Nothing goes past its next gate",
            "run.continue",
        ),
        (
            Situation(WAITING, is_live=True),
            "the run goes on",
            "2 stops wait for you elsewhere: ] goes there.",
            "run.pause",
        ),
        (
            Situation(WAITING, WAITING.open_tickets[0], is_live=True),
            "a stop waits for you",
            "You are deciding what this sub-query may send.",
            "ticket.approve",
        ),
        (
            Situation(FINISHED, has_answered=True),
            "the run has ended",
            "4 shows the answer.",
            "tab.output",
        ),
        (
            Situation(FINISHED, is_review=True, has_answered=True),
            "a saved session",
            "You are reading a recording",
            "review.back",
        ),
        (
            Situation(WAITING, is_review=True, has_stops=True),
            "a saved session",
            "You are reading a recording",
            "stops.previous",
        ),
    ],
)
def test_help_begins_with_the_state_one_is_in(
    situation: Situation, title: str, said: str, first: str
) -> None:
    lines = page(situation)

    assert topic_of(situation).title == title
    assert lines[1].startswith(said)
    assert lines[3] == "Now"
    assert lines[4].startswith(LIVE[first].shown)
    assert not any(row.startswith("p ") for row in lines) or first != "tab.output"


@pytest.mark.parametrize("gate", GATES)
def test_help_at_a_stop_says_what_the_keys_do_at_that_gate(gate: str) -> None:
    events = [*factories.waiting_session()[:-4], factories.child_started()]
    session = replay(factories.numbered(*events, factories.held(gate=gate)))

    now = dict(topic_of(Situation(session, session.open_tickets[0], True)).now)

    own = ("ticket.approve", "ticket.reject", "ticket.answer")
    assert all(now[verb] for verb in own if verb in now)
    assert ("run.iteration" in now) == (gate != "limit"), "no step goes past it"


def test_keys_of_the_detail_pane_are_not_told_of_other_texts() -> None:
    topic = HelpTopic("insight", groups=("text", "anywhere"))

    said = [plain(line) for line in help_lines(topic, UNICODE, shows_all=False)]

    assert not any("its table" in row or "Back to the tree" in row for row in said)
    assert any("One page down" in row for row in said)


def test_no_key_is_told_twice_on_a_page() -> None:
    lines = page(Situation(WAITING, WAITING.open_tickets[0], is_live=True))

    keys = [row.split("  ")[0] for row in lines if row.startswith(("a ", "p f6", "]"))]
    assert sorted(keys) == sorted(set(keys))


def test_a_saved_session_is_told_what_its_keys_do_there() -> None:
    lines = page(Situation(FINISHED, is_review=True, has_answered=True))

    [played] = [row for row in lines if row.startswith("p f6")]
    assert "as it happened" in played
