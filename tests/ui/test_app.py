"""The app opens what it was asked for, and says how to come back."""

from __future__ import annotations

import asyncio
import inspect
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from rich.console import RenderableType
from textual.events import Key, Load, Paste
from textual.message import Message
from textual.screen import Screen

from rlm_tui.controller import Controller
from rlm_tui.errors import MissingKeyError
from rlm_tui.tell import Tell, tell_nobody
from rlm_tui.ui.app import RlmTuiApp
from rlm_tui.ui.contracts.launcher import Says, StartRequest, says_nothing
from rlm_tui.ui.rows.tree import RowKey
from rlm_tui.ui.screens.help import HelpScreen
from rlm_tui.ui.screens.run import RunScreen
from rlm_tui.ui.screens.sessions import SessionsScreen
from rlm_tui.ui.screens.start import StartScreen
from rlm_tui.ui.widgets.dialog import Dialog
from tests import factories
from tests.ui.driving import note, press, run_screen, settle
from tests.ui.fakes import Bed, bed
from tests.ui.launchers import FakeLauncher

REQUEST = StartRequest(question="Which clauses conflict?", model="offline")


@dataclass
class StartingLauncher(FakeLauncher):
    """Starts a run that waits, and opens a saved session."""

    refuses: MissingKeyError | None = None
    stopped: list[str] = field(default_factory=list)
    may_start: asyncio.Event | None = None
    live: Bed = field(default_factory=lambda: bed(factories.waiting_session()))

    async def start(
        self, request: StartRequest, *, says: Says = says_nothing
    ) -> Controller:
        if self.may_start is not None:
            await self.may_start.wait()
        if self.refuses is not None:
            raise self.refuses
        return self.live.controller

    async def review(self, session_id: str, *, tell: Tell = tell_nobody) -> Controller:
        return bed(factories.finished_session(), is_review=True).controller

    async def stop(self) -> None:
        self.stopped.append("stopped")


async def test_a_key_before_the_first_frame_holds_nothing_up() -> None:
    app = RlmTuiApp(FakeLauncher())

    async with app.run_test() as pilot:
        await pilot.press("f1")

        assert isinstance(app.screen, HelpScreen)
        assert app.is_shown.is_set()


async def test_what_is_typed_before_anything_is_drawn_is_in_the_question() -> None:
    app = RlmTuiApp(FakeLauncher())

    def type_at_once(message: Message) -> None:
        if isinstance(message, Load):
            for letter in "Why?":
                app.post_message(Key(letter, letter))
            app.post_message(Paste(" Say."))

    async with app.run_test(message_hook=type_at_once) as pilot:
        await settle(pilot)

        assert isinstance(app.screen, StartScreen)
        assert app.screen.question.text == "Why? Say."


async def test_a_whole_request_leads_to_the_run_at_once() -> None:
    app = RlmTuiApp(StartingLauncher(), initial=REQUEST)

    async with app.run_test() as pilot:
        await settle(pilot)

        assert run_screen(pilot).session.id == "s_test01"


async def test_keys_pressed_while_the_run_starts_are_not_lost() -> None:
    may_start = asyncio.Event()
    launcher = StartingLauncher(may_start=may_start)
    app = RlmTuiApp(launcher, initial=REQUEST)

    async with app.run_test() as pilot:
        await pilot.press("a", "p", "6")
        may_start.set()
        await settle(pilot)

        assert run_screen(pilot).tab == "events"
        assert launcher.live.handle.verbs == [("pause",)]


async def test_a_decision_before_the_run_is_shown_is_not_taken_by_halves() -> None:
    may_start = asyncio.Event()
    launcher = StartingLauncher(may_start=may_start)
    app = RlmTuiApp(launcher, initial=REQUEST)

    async with app.run_test() as pilot:
        await pilot.press("A", "y")
        may_start.set()
        await settle(pilot)

        assert run_screen(pilot).said.words == (
            "A came before there was anything to decide"
        )


async def test_without_a_question_the_start_screen_opens() -> None:
    app = RlmTuiApp(StartingLauncher())

    async with app.run_test() as pilot:
        await settle(pilot)
        assert isinstance(app.screen, StartScreen)
        app.open_run(REQUEST)
        await settle(pilot)

        assert run_screen(pilot).is_current


async def test_a_run_that_cannot_start_says_why_and_leaves() -> None:
    launcher = StartingLauncher(refuses=MissingKeyError("set OPENAI_API_KEY"))
    app = RlmTuiApp(launcher, initial=REQUEST)

    async with app.run_test() as pilot:
        await settle(pilot)

    assert app.return_code == 2


async def test_on_the_start_screen_it_can_be_tried_again() -> None:
    launcher = StartingLauncher(refuses=MissingKeyError("set OPENAI_API_KEY"))
    app = RlmTuiApp(launcher)

    async with app.run_test() as pilot:
        app.open_run(REQUEST)
        await settle(pilot)

        assert isinstance(app.screen, StartScreen)


async def test_saved_sessions_open_over_the_run_and_q_leads_back() -> None:
    app = RlmTuiApp(StartingLauncher(), initial=REQUEST)

    async with app.run_test() as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+o")
        assert isinstance(app.screen, SessionsScreen)
        app.open_review("s_01")
        await settle(pilot)
        assert run_screen(pilot).is_review
        await press(pilot, "q", "escape")

        assert not run_screen(pilot).is_review


async def test_a_saved_session_opens_at_the_place_that_was_found() -> None:
    app = RlmTuiApp(StartingLauncher(), initial=REQUEST)

    async with app.run_test() as pilot:
        await settle(pilot)
        app.open_review("s_01", RowKey("0", 1), "code")
        await settle(pilot)

        screen = run_screen(pilot)
        assert (screen.desk.selected, screen.tab) == (RowKey("0", 1), "code")


async def test_leaving_interrupts_the_run_and_names_the_session() -> None:
    launcher = StartingLauncher()
    app = RlmTuiApp(launcher, initial=REQUEST)

    async with app.run_test() as pilot:
        await settle(pilot)
        await press(pilot, "q")
        assert isinstance(app.screen, Dialog)
        await pilot.press("y")

    assert launcher.stopped == ["stopped"]
    assert app.exit_line.endswith("rlm-tui review s_test01")


async def test_a_finished_run_is_left_without_a_question() -> None:
    app = RlmTuiApp(None, controller=bed(factories.finished_session()).controller)

    async with app.run_test() as pilot:
        await settle(pilot)
        await pilot.press("q")

    assert not app.is_running


@pytest.mark.parametrize("key", ["ctrl+p", "question_mark", "f1"])
async def test_palette_and_help_change_nothing(key: str) -> None:
    it = bed(factories.waiting_session())
    app = RlmTuiApp(None, controller=it.controller, grace_ms=0)

    async with app.run_test() as pilot:
        await settle(pilot)
        await press(pilot, key, "escape")

        assert isinstance(app.screen, RunScreen)
        assert it.handle.verbs == []


async def test_the_palette_calls_verbs_by_name() -> None:
    it = bed(factories.waiting_session())
    app = RlmTuiApp(None, controller=it.controller, grace_ms=0)

    async with app.run_test() as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+p", *"pause", "down", "enter")
        await settle(pilot)

        assert ("pause",) in it.handle.verbs
        assert note(pilot)


async def test_focus_survives_a_window_that_was_too_small() -> None:
    it = bed(factories.waiting_session())
    app = RlmTuiApp(None, controller=it.controller, grace_ms=0)

    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.resize_terminal(30, 8)
        await settle(pilot)
        await pilot.resize_terminal(80, 24)
        await settle(pilot)

        assert app.screen.focused is run_screen(pilot).tree_pane


def test_every_style_sheet_is_worn_by_some_screen() -> None:
    folder = Path(inspect.getfile(RlmTuiApp)).parent

    assert sorted(RlmTuiApp.CSS_PATH) == sorted(folder.glob("*.tcss"))


async def test_the_looks_of_other_screens_are_there_once_the_first_is_drawn() -> None:
    app = RlmTuiApp(FakeLauncher())

    async with app.run_test() as pilot:
        first = len(app.css_path)
        await settle(pilot)

        assert first < len(RlmTuiApp.CSS_PATH)
        assert all(app.stylesheet.has_source(str(one)) for one in app.CSS_PATH)


class FilmedApp(RlmTuiApp):
    """Keeps what each of its frames shows."""

    def __init__(self, launcher: FakeLauncher) -> None:
        super().__init__(launcher)
        self.frames: list[str] = []

    def _display(
        self, screen: Screen[object], renderable: RenderableType | None
    ) -> None:
        super()._display(screen, renderable)
        rows = screen._compositor.render_strips()
        self.frames.append("\n".join(row.text for row in rows))


async def test_the_first_frame_is_whole() -> None:
    app = FilmedApp(FakeLauncher())

    async with app.run_test() as pilot:
        await settle(pilot)

    assert "rlm-tui  ask a text of any length" in app.frames[0]
    assert (
        "Type what you want to know of the text above; Enter starts." in app.frames[0]
    )
    assert "ctrl+q quit" in app.frames[0]
