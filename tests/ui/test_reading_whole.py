"""Verbs that go through all of a saved session read it first; keys go on meanwhile."""

from __future__ import annotations

import asyncio

from textual.pilot import Pilot

from rlm_tui.controller import Controller
from rlm_tui.domain.event_log import EventLog
from rlm_tui.domain.events import Event
from rlm_tui.domain.outline import opened as by_outline
from rlm_tui.domain.outline import outline_of
from rlm_tui.domain.reduce import replay
from rlm_tui.domain.timeline import Timeline
from rlm_tui.errors import StoreError
from rlm_tui.journal import Journal, save_nowhere
from rlm_tui.tell import Tell
from rlm_tui.ui.app import RlmTuiApp
from rlm_tui.ui.screens.insight import InsightScreen
from rlm_tui.ui.screens.variables import VariablesScreen
from tests.domain.test_outline import Fetching
from tests.factories import finished_session
from tests.ui.driving import note, press, run_screen, settle
from tests.ui.fakes import FakeClock, read_nothing

EVENTS = finished_session()


class Reading:
    """A session that was opened by its outline, and what reads the rest of it."""

    def __init__(self, problem: StoreError | None = None) -> None:
        self.may_end = asyncio.Event()
        self.begun = 0
        self._problem = problem
        fetch = Fetching(EVENTS)
        session = by_outline(outline_of(replay(EVENTS), EVENTS), fetch)
        log = EventLog(
            len(EVENTS), lambda numbers: EVENTS[numbers.start - 1 : numbers.stop - 1]
        )
        journal = Journal(
            save=save_nowhere, clock=FakeClock(), events=log, session=session
        )
        self.controller = Controller(
            journal, handle=None, read_text=read_nothing, read_whole=self.read
        )

    async def read(self, tell: Tell) -> tuple[list[Event], Timeline]:
        """Read half of it, wait, and end.

        Raises:
            StoreError: an event is said to be damaged.
        """
        self.begun += 1
        tell(len(EVENTS) // 2, len(EVENTS))
        await self.may_end.wait()
        if self._problem is not None:
            raise self._problem
        events = list(EVENTS)
        timeline = Timeline(events)
        timeline.fold_on()
        return events, timeline

    def app(self) -> RlmTuiApp:
        """The app over it."""
        return RlmTuiApp(None, controller=self.controller, clock=FakeClock())


def looks(pilot: Pilot[None]) -> list[object]:
    """The rows of the tree and the text of the pane."""
    screen = run_screen(pilot)
    rows = [screen.tree_pane.line_at(y) for y in range(len(screen.tree_pane.rows))]
    return [*rows, screen.main_text.document]


async def drawn(pilot: Pilot[None]) -> None:
    """Wait for the next drawing, whatever is being read."""
    await pilot.pause()
    await pilot.pause()


async def test_it_looks_the_same_as_if_all_of_it_were_there() -> None:
    reading = Reading()
    async with reading.app().run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        before = looks(pilot)
        reading.may_end.set()
        await reading.controller.whole.read()
        await settle(pilot)

        assert looks(pilot) == before


async def test_one_event_back_waits_until_all_are_read_and_says_how_far_that_is() -> (
    None
):
    reading = Reading()
    async with reading.app().run_test(size=(120, 40)) as pilot:
        await pilot.press("less_than_sign")
        await drawn(pilot)
        half = f"reading {len(EVENTS) // 2} of {len(EVENTS)} events"
        assert note(pilot).startswith(half)
        assert run_screen(pilot).position is None

        reading.may_end.set()
        await settle(pilot)

        assert run_screen(pilot).position == len(EVENTS) - 1
        assert run_screen(pilot).session == replay(EVENTS[:-1])


async def test_keys_go_on_while_it_is_read_and_the_last_verb_is_done() -> None:
    reading = Reading()
    async with reading.app().run_test(size=(120, 40)) as pilot:
        await pilot.press("less_than_sign", "j", "6")
        await drawn(pilot)
        moved = run_screen(pilot).desk.selected
        reading.may_end.set()
        await settle(pilot)

        assert moved.iteration == 1
        assert reading.begun == 1
        assert run_screen(pilot).tab == "events"
        assert run_screen(pilot).position is None


async def test_it_is_read_once() -> None:
    reading = Reading()
    reading.may_end.set()
    async with reading.app().run_test(size=(120, 40)) as pilot:
        await press(pilot, "6", "1", "less_than_sign")
        run_screen(pilot).action_view_insight()
        await pilot.pause()

        assert reading.begun == 1
        assert isinstance(pilot.app.screen, InsightScreen)


async def test_variables_are_shown_with_what_changed_them() -> None:
    reading = Reading()
    reading.may_end.set()
    async with reading.app().run_test(size=(120, 40)) as pilot:
        run_screen(pilot).open_variables("0")
        await settle(pilot)

        assert isinstance(pilot.app.screen, VariablesScreen)


async def test_a_filter_asks_of_texts_that_are_read_for_it() -> None:
    reading = Reading()
    reading.may_end.set()
    async with reading.app().run_test(size=(120, 40)) as pilot:
        run_screen(pilot).filter_tree("kind:rlm")
        await settle(pilot)

        assert reading.begun == 1
        assert note(pilot).startswith("1 node match")


async def test_what_cannot_be_read_is_said_and_nothing_is_done() -> None:
    reading = Reading(StoreError("event 9 of session s_test01 is missing"))
    reading.may_end.set()
    async with reading.app().run_test(size=(120, 40)) as pilot:
        await press(pilot, "less_than_sign")

        assert note(pilot).startswith("event 9 of session s_test01 is missing")
        assert run_screen(pilot).position is None
