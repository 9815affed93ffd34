"""What an app opens: new runs, saved sessions, branches and comparisons."""

from __future__ import annotations

from collections.abc import Awaitable
from functools import cached_property
from time import monotonic
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from textual.app import App
from textual.events import Key
from textual.screen import Screen

from rlm_tui.errors import RLMError, exit_code
from rlm_tui.ui.app_looking import LookingApp
from rlm_tui.ui.contracts.screen import ShowsSession
from rlm_tui.ui.screens.opening import OpeningScreen
from rlm_tui.ui.screens.stages import Stages
from rlm_tui.ui.widgets.dialog import Dialog, sentence

if TYPE_CHECKING:
    from rlm_tui.controller import Controller
    from rlm_tui.ui.contracts.launcher import (
        AskRequest,
        Launcher,
        StartRequest,
        TakenUp,
    )
    from rlm_tui.ui.detail.subject import Tab
    from rlm_tui.ui.rows.tree import RowKey
    from rlm_tui.ui.screens.run import RunScreen
    from rlm_tui.ui.screens.run_options import RunOptions

UNNOTICED_S = 0.3
"""For so long nobody has to be told why nothing happens."""


@runtime_checkable
class ShowsErrors(Protocol):
    """A screen that can say in one line what went wrong."""

    def show_error(self, message: str) -> None:
        """Show the line."""


class ReadingWait:
    """Shows how far a session is read, if that takes long enough to be noticed."""

    def __init__(self, app: App[None], session_id: str) -> None:
        self._app = app
        self._session = session_id
        self._began = monotonic()
        here = app.screen
        self.screen = here if isinstance(here, OpeningScreen) else None
        """The one that waits."""
        if self.screen is not None:
            self.screen.show_progress(f"reading {session_id}")

    @property
    def was_left(self) -> bool:
        """Whether the person has gone elsewhere meanwhile."""
        return self.screen is not None and self._app.screen is not self.screen

    def tell(self, read: int, of: int) -> None:
        """Show it."""
        words = f"reading {self._session}: {read:,} of {of:,} events"
        if self.screen is None and monotonic() - self._began > UNNOTICED_S:
            self.screen = OpeningScreen(words)
            self._app.push_screen(self.screen)
        if self.screen is not None:
            self.screen.show_progress(words)

    def end(self) -> None:
        """Go back to where the person was."""
        if self.screen is not None and not self.was_left:
            self._app.pop_screen()


class OpeningApp(LookingApp, inherit_bindings=False):
    """Puts sessions on the screen; what goes wrong is shown by the current one."""

    def __init__(
        self, launcher: Launcher | None, controller: Controller | None
    ) -> None:
        super().__init__()
        self.launcher = launcher
        self.controller = controller
        """The run that is live, or the saved session the app was opened with."""
        self.refusal = ""
        """Why the app ended before it could show anything."""

    @cached_property
    def _options(self) -> RunOptions:
        """How a run screen is set up."""
        raise NotImplementedError

    @property
    def is_live(self) -> bool:
        """Whether a run of this app has not ended."""
        return self.controller is not None and self.controller.is_live

    @property
    def live_session(self) -> str:
        """The id of the session that is live in this app; empty if none is."""
        live = self.controller
        return live.session.id if live is not None and live.is_live else ""

    @property
    def shows_live(self) -> bool:
        """Whether the current screen is that of the run that is live."""
        return bool(self.live_session) and self._is_over_live(self.screen)

    def _is_over_live(self, screen: Screen[object]) -> bool:
        return isinstance(screen, ShowsSession) and screen.controller is self.controller

    def _go_back_to_live(
        self, row: RowKey | None = None, tab: Tab | None = None
    ) -> None:
        """Close what lies over the run that is live."""
        while self.has_screen_below and not self.shows_live:
            self.pop_screen()
        if row is not None and isinstance(self.screen, ShowsSession):
            self.screen.go_to(row, tab)

    @property
    def has_screen_below(self) -> bool:
        """Whether going back leads to another screen of ours."""
        return len(self.screen_stack) > 1

    def open_run(self, request: StartRequest) -> None:
        """Start a run and show it in place of the current screen."""
        self.run_worker(self._open_run(request), group="open", exclusive=True)

    async def _open_run(self, request: StartRequest) -> None:
        if self.launcher is None:
            return
        try:
            with Stages(self) as stages:
                start = self.launcher.start(request, says=stages.say)
                self.controller = await start
        except RLMError as error:
            self._refuse(error)
            return
        await self._put_in_place(self._run_screen(self.controller))

    def _run_screen(self, controller: Controller) -> RunScreen:
        from rlm_tui.ui.screens.run import RunScreen  # imports when first shown

        return RunScreen(controller, self._options)

    async def _put_in_place(self, screen: RunScreen) -> None:
        """Show a session where the wait for it was; it gets the keys pressed there."""
        waited = self.screen
        await self.switch_screen(screen)
        if isinstance(waited, OpeningScreen):
            self.take_first(tuple(waited.pressed))
            if waited.untaken:
                screen.say(f"{waited.untaken} came before there was anything to decide")

    def take_first(self, keys: tuple[Key, ...]) -> None:
        """Take these before all that has been typed since."""
        raise NotImplementedError

    def open_review(
        self, session_id: str, row: RowKey | None = None, tab: Tab | None = None
    ) -> None:
        """Open a saved session for reading, on top of the current screen; one that
        is live here is gone back to."""
        if session_id == self.live_session:
            self._go_back_to_live(row, tab)
            return
        opening = self._open_review(session_id, row, tab)
        self.run_worker(opening, group="open", exclusive=True)

    async def _open_review(
        self, session_id: str, row: RowKey | None, tab: Tab | None
    ) -> None:
        if self.launcher is None:
            return
        wait = ReadingWait(self, session_id)
        try:
            controller = await self.launcher.review(session_id, tell=wait.tell)
        except RLMError as error:
            wait.end()
            self._refuse(error)
            return
        screen = self._run_screen(controller)
        if wait.was_left:
            return
        if wait.screen is None:
            await self.push_screen(screen)
        else:
            await self._put_in_place(screen)
        if row is not None:
            screen.go_to(row, tab)

    def open_first(self, session_id: str) -> None:
        """Read a long saved session; the screen that waits for it is there."""
        self.run_worker(self._open_first(session_id), group="open", exclusive=True)

    async def _open_first(self, session_id: str) -> None:
        if self.launcher is None:
            return
        wait = ReadingWait(self, session_id)
        try:
            self.controller = await self.launcher.review(session_id, tell=wait.tell)
        except RLMError as error:
            self._refuse(error)
            return
        await self._put_in_place(self._run_screen(self.controller))

    def open_resumed(self, session_id: str) -> None:
        """Go on with a session that was cut, in place of the current screen."""
        if session_id == self.live_session:
            self._go_back_to_live()
        elif self.launcher is not None:
            taking_up = self.launcher.resume(session_id)
            self.run_worker(self._open_taken(taking_up), group="open", exclusive=True)

    async def _open_taken(
        self, taking_up: Awaitable[TakenUp], node: str | None = None
    ) -> None:
        try:
            with Stages(self) as stages:
                stages.say("making it ready: what was recorded, its text, the model")
                taken = await taking_up
        except RLMError as error:
            self._refuse(error)
            return
        self.controller = taken.controller
        screen = self._run_screen(taken.controller)
        if node is not None:
            screen.desk.seek(node)
        await self._put_in_place(screen)
        if taken.notice:
            screen.say(taken.notice)

    def open_comparison(self, one: str, other: str) -> None:
        """Show two saved sessions side by side, on top of the current screen."""
        comparing = self._open_comparison(one, other)
        self.run_worker(comparing, group="open", exclusive=True)

    async def _open_comparison(self, one: str, other: str) -> None:
        launcher = self.launcher
        if launcher is None:
            return
        try:
            found = await launcher.compare(one, other)
        except RLMError as error:
            self._refuse(error)
            return
        from rlm_tui.ui.screens.differences import DifferencesScreen  # when first shown

        glyphs = self._options.glyphs
        await self.push_screen(DifferencesScreen(found, launcher.read_text, glyphs))

    def open_branch(
        self, session_id: str, at: int | None = None, node: str | None = None
    ) -> None:
        """Ask whether to branch at an event, or at the last stop; then show that."""
        asking = self._ask_to_branch(session_id, at, node)
        self.run_worker(asking, group="open", exclusive=True)

    async def _ask_to_branch(
        self, session_id: str, at: int | None, node: str | None
    ) -> None:
        launcher = self.launcher
        if launcher is None:
            return
        try:
            forecast = await launcher.forecast_branch(session_id, at)
        except RLMError as error:
            self._refuse(error)
            return
        live = " The run that is live is interrupted, and saved." * self.is_live
        question = (
            f"Branch {session_id} at event {forecast.at}? "
            f"{sentence(forecast.says())} It stands still until you let it go on; "
            f"{session_id} stays as it is.{live}"
        )
        if await self.push_screen_wait(Dialog(question, verb="branch")):
            await self._open_taken(launcher.branch(session_id, forecast.at), node)
        elif isinstance(self.screen, OpeningScreen):
            self.exit()

    def open_follow_up(self, request: AskRequest) -> None:
        """Ask a further question of an answer, and show what becomes of it."""
        asking = self._ask_further(request)
        self.run_worker(asking, group="open", exclusive=True)

    async def _ask_further(self, request: AskRequest) -> None:
        launcher = self.launcher
        if launcher is None:
            return
        question = (
            f"Ask {request.session} a further question? The run that is live is "
            "interrupted, and saved."
        )
        if not self.is_live or await self.push_screen_wait(
            Dialog(question, verb="ask")
        ):
            await self._open_taken(launcher.ask(request))

    async def get_ready(self, launcher: Launcher) -> None:
        """Load what the first screen leads to; without a store the app ends."""
        try:
            await launcher.get_ready()
        except RLMError as error:
            self._end_by(error)

    def _refuse(self, error: RLMError) -> None:
        if isinstance(self.screen, ShowsErrors):
            self.screen.show_error(str(error))
        else:
            self._end_by(error)

    def _end_by(self, error: RLMError) -> None:
        self.refusal = str(error)
        self.exit(return_code=exit_code(error))
