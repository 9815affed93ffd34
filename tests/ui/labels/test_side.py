"""The third column and the log tell where one is and what a person did."""

from __future__ import annotations

import pytest

from rlm_tui.domain.events import Event
from rlm_tui.domain.events_of_answers import GuidanceGiven
from rlm_tui.domain.events_of_steering import (
    Latch,
    LatchSet,
    NodeMarked,
    RulesChanged,
)
from rlm_tui.domain.text import Text
from rlm_tui.ui.labels.events import event_line
from rlm_tui.ui.labels.side import log_lines, path_lines, scope_lines, side_rule_lines
from rlm_tui.ui.style.glyphs import UNICODE
from rlm_tui.ui.text.lines import Line, plain
from tests import factories
from tests.ui import sessions
from tests.ui.driving import opened, press, run_screen
from tests.ui.fakes import bed


def texts(lines: list[Line]) -> list[str]:
    """The lines without their looks."""
    return [plain(said) for said in lines]


def test_the_path_leads_from_the_root_to_the_node() -> None:
    session = factories.folded(*sessions.waiting())
    said = texts(path_lines(session, session.nodes["0.1.2"], UNICODE))

    assert [text.split()[:2] for text in said] == [
        ["0", "rlm"],
        ["›", "0.1"],
        ["›", "0.1.2"],
    ]
    assert "it 2/20" in said[0]


def test_a_query_shows_the_variables_of_the_code_that_asked() -> None:
    session = factories.folded(*factories.waiting_session())
    said = texts(scope_lines(session, session.nodes["0.1"], UNICODE, 50))

    assert said[1] == " variables of 0"


def test_rules_and_pauses_are_named() -> None:
    latch = LatchSet(latch=Latch(on="node", name="0.1"))
    said = texts(side_rule_lines(factories.folded(*factories.waiting_session(), latch)))

    assert "hold gate:query" in said[0]
    assert said[-2:] == [" pauses: 0.1", " b adds one, L edits them"]


def test_the_newest_event_comes_first() -> None:
    said = texts(log_lines(factories.waiting_session()))

    assert "0.2 query: rule 1: hold gate:query" in said[0]


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (GuidanceGiven(node="0", guidance=1, text=Text.of("be brief")), '"be brief"'),
        (RulesChanged(rules=("hold gate:exec",)), "rules: hold gate:exec"),
        (LatchSet(latch=Latch(on="model", name="x")), "paused model x"),
        (LatchSet(latch=Latch(on="node", name="0")), "paused 0 and below"),
        (NodeMarked(node="0", marked=False), "took the mark away"),
    ],
)
def test_what_a_person_did_is_told_in_words(event: Event, said: str) -> None:
    assert said in plain(event_line(event))


async def test_the_column_is_there_where_it_fits_and_not_while_zoomed() -> None:
    async with opened(bed(sessions.waiting()), size=(160, 40)) as pilot:
        assert run_screen(pilot).side.display
        await press(pilot, "z")
        assert not run_screen(pilot).side.display

    async with opened(bed(sessions.waiting()), size=(159, 40)) as pilot:
        assert not run_screen(pilot).side.display
