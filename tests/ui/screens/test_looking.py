"""Code that waits is asked for its variables when they are in view, and not often."""

from __future__ import annotations

import pytest

from rlm_tui.domain.events import Event
from rlm_tui.domain.session import Session
from rlm_tui.domain.variables import Variable
from rlm_tui.ui.screens.looking import Looking
from tests import factories
from tests.ui import sessions
from tests.ui.driving import opened, press, run_screen, settle
from tests.ui.fakes import bed

NOW = Variable(name="chunks", type="list", length=4, preview="['a', 'b', …]")


def waiting(*more: Event) -> Session:
    """Two queries of the code of 0.1 wait."""
    return factories.folded(*sessions.waiting(), *more)


def test_the_code_that_asked_is_looked_at_once_at_each_place() -> None:
    session, looking = waiting(), Looking()
    query = session.nodes["0.1.2"]
    later = waiting(factories.child_started("0.1.4"))

    asked = [
        looking.due(session, query, 1.0),
        looking.due(session, query, 9.0),
        looking.due(later, query, 10.0),
    ]

    assert asked == ["0.1", None, "0.1"]


def test_code_that_asks_much_is_not_asked_much() -> None:
    session, looking = waiting(), Looking()
    later = waiting(factories.child_started("0.1.4"))

    asked = [
        looking.due(state, state.nodes["0.1"], now)
        for state, now in ((session, 1.0), (later, 1.2), (later, 1.6))
    ]

    assert asked == ["0.1", None, "0.1"]


def test_code_that_waits_for_nothing_is_left_alone() -> None:
    session = factories.folded(*factories.waiting_session()[:-4])

    assert Looking().due(session, session.nodes["0"], 1.0) is None


@pytest.mark.parametrize("size", [(80, 24), (200, 60)], ids=["tab", "column"])
async def test_what_waiting_code_has_made_is_shown(size: tuple[int, int]) -> None:
    it = bed(sessions.waiting())
    it.handle.seen = (NOW,)
    async with opened(it, size=size) as pilot:
        if size == (80, 24):
            await press(pilot, "5")
        await settle(pilot)
        screen = run_screen(pilot)
        rows = [str(screen.main_text.render_line(y).text) for y in range(10)]
        if size != (80, 24):
            rows = [str(screen.side.scope.render_line(y).text) for y in range(12)]

    assert it.handle.looks == ["0.1"]
    assert any("0.1" in row for row in rows)
    assert any("while it 2 block 1 waits" in row for row in rows)
    assert any(row.split()[:2] == ["chunks", "list"] for row in rows)
