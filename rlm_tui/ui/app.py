"""The Textual app: owns screens, workers and the end, and no feature."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from textual.app import App
from textual.binding import BindingType
from textual.command import Provider
from textual.events import Event, InputEvent, Key, MouseDown, Paste
from textual.filter import LineFilter
from textual.screen import Screen

from rlm_tui.ui.app_boxes import BoxesApp
from rlm_tui.ui.app_preferring import Remember, remember_nothing
from rlm_tui.ui.app_typing import KeysInTurn
from rlm_tui.ui.contracts.screen import (
    HasPanes,
    Interruptible,
    Reads,
    Speaks,
    Suspendable,
    Touched,
)
from rlm_tui.ui.desk.drafts import Drafts, NotKept
from rlm_tui.ui.keys import keymap
from rlm_tui.ui.keys.keymap import with_keys
from rlm_tui.ui.palette.places import PlaceProvider, SessionProvider
from rlm_tui.ui.palette.verbs import ThemeProvider, VerbProvider
from rlm_tui.ui.screens.opening import OpeningScreen
from rlm_tui.ui.style.glyphs import ASCII, UNICODE
from rlm_tui.ui.style.preferences import Preferences
from rlm_tui.ui.style.themes import DEFAULT, REGISTERED
from rlm_tui.ui.terminal.ascii import AsciiFilter
from rlm_tui.ui.widgets.dialog import Dialog

if TYPE_CHECKING:  # imported when the first session is shown
    from rlm_tui.controller import Controller
    from rlm_tui.rulefiles import RuleFolder
    from rlm_tui.ui.contracts.launcher import Launcher, StartRequest
    from rlm_tui.ui.screens.run import RunScreen
    from rlm_tui.ui.screens.run_options import AsMarkdown, RunOptions
    from rlm_tui.ui.screens.start import StartScreen

_ASCII_FILTER = AsciiFilter()

_KEEP_TITLE, _GIVE_TITLE_BACK = "\x1b[22;2t", "\x1b[23;2t"

QUIT_TWICE_S = 2.0
"""A second ctrl+c within this time offers to quit."""


class RlmTuiApp(BoxesApp, inherit_bindings=False):
    """Start screen, run screen and saved sessions over one launcher."""

    TITLE = "rlm-tui"
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {
        VerbProvider,
        ThemeProvider,
        PlaceProvider,
        SessionProvider,
    }
    COMMAND_PALETTE_BINDING = "ctrl+p"
    BINDINGS: ClassVar[list[BindingType]] = keymap.bindings("anywhere")

    def __init__(
        self,
        launcher: Launcher | None,
        *,
        controller: Controller | None = None,
        initial: StartRequest | None = None,
        begin: Callable[[RlmTuiApp], None] | None = None,
        grace_ms: int = 400,
        ascii_only: bool = False,
        theme: str = DEFAULT,
        preferences: Preferences | None = None,
        remember: Remember = remember_nothing,
        clock: Callable[[], float] = time.time,
        environ: Mapping[str, str] | None = None,
        rule_lists: RuleFolder | None = None,
        keys: Mapping[str, str] | None = None,
        as_markdown: AsMarkdown | None = None,
    ) -> None:
        super().__init__(
            launcher,
            controller,
            preferences=preferences or Preferences(grace_ms=grace_ms, theme=theme),
            remember=remember,
        )
        self.wear_first(is_run=controller is not None)
        keymap.LIVE.remap(keys or {})
        self.set_keymap(dict(keys or {}))
        self.is_shown = asyncio.Event()
        """Whether the first screen is drawn, and all else goes on behind it."""
        self._typing = KeysInTurn(self, self._take)
        self._initial = initial
        self._begin = begin
        for ours in REGISTERED:
            self.register_theme(ours)
        if self.preferences.theme != DEFAULT:
            self.choose_theme(self.preferences.theme)
        self._clock = clock
        self._glyphs = ASCII if ascii_only else UNICODE
        self.set_class(ascii_only, "-ascii")
        self._environ = environ or {}
        self._rule_lists = rule_lists
        self._as_markdown = as_markdown
        self._histories: dict[str, dict[str, list[str]]] = {}
        self._drafts: dict[str, Drafts] = {}
        self._interrupted_at = float("-inf")

    @cached_property
    def _options(self) -> RunOptions:
        from rlm_tui.ui.contracts.launcher import no_doubt
        from rlm_tui.ui.screens.run_options import RunOptions, no_markdown, no_models

        return RunOptions(
            glyphs=self._glyphs,
            preferences=lambda: self.preferences,
            clock=self._clock,
            environ=self._environ,
            rule_lists=self._rule_lists,
            as_markdown=self._as_markdown or no_markdown,
            models=self.launcher.models if self.launcher is not None else no_models,
            doubt=self.launcher.doubt if self.launcher is not None else no_doubt,
            drafts=self._drafts_of,
            histories=lambda session: self._histories.setdefault(session, {}),
        )

    def _fatal_error(self) -> None:
        # Textual's own way prints the values of all variables, keys among them; what
        # went wrong is `crash`, and reported by whoever opened the app.
        self._close_messages_no_wait()

    @property
    def crash(self) -> Exception | None:
        """The error that ended the app, if one did."""
        return self._exception

    @property
    def exit_line(self) -> str:
        """What to print after the app: state, cost, how to get the session back."""
        if self.controller is None:
            return ""
        from rlm_tui.wording import exit_line  # when a session has been shown

        return exit_line(self.controller.session, is_review=self.controller.is_review)

    def _first_screen(self) -> Screen[object]:
        """The screen at the bottom: start, the wait for a run, or none of ours yet."""
        if self.controller is not None:
            return Screen()  # a blank one until the session is put in its place
        is_waiting = self._initial is not None or self._begin is not None
        if is_waiting or self.launcher is None:
            asked = self._initial.question if self._initial is not None else ""
            return OpeningScreen(question=asked)
        return self._start_screen(self.launcher)

    def _start_screen(self, launcher: Launcher) -> StartScreen:
        """With the classes of its size.

        Textual gives them once a screen is drawn, and then draws it again.
        """
        from rlm_tui.ui.screens.start import StartScreen  # imports when first shown

        screen = StartScreen(launcher, glyphs=self._glyphs, clock=self._clock)
        screen.add_class(*self.classes_of_size())
        return screen

    def lines_typed(self, session_id: str, kind: str) -> list[str]:
        """Lines of a kind in a session, the newest last; without an id, elsewhere."""
        return self._histories.setdefault(session_id, {}).setdefault(kind, [])

    def _drafts_of(self, session_id: str) -> Drafts:
        """What the person has begun to write in a session."""
        if session_id not in self._drafts:
            launcher = self.launcher
            keeper = launcher.drafts(session_id) if launcher else NotKept()
            self._drafts[session_id] = Drafts(keeper)
        return self._drafts[session_id]

    def get_default_screen(self) -> Screen[object]:
        """The first one is at the bottom, in place of a blank one of Textual's."""
        screen = self._first_screen()
        # Textual does so for all but this one, and undoes it when another takes its
        # place.
        screen._push_result_callback(self, None)
        return screen

    def on_mount(self) -> None:
        """Show the session that is at hand."""
        self.write_beside(_KEEP_TITLE)
        if self.controller is not None:
            self.switch_screen(self._run_screen(self.controller))
        self.app_resume_signal.subscribe(self, self._after_suspension)

    async def on_ready(self) -> None:
        """All else waits until the first screen is drawn; it gets what was typed."""
        self.screen.call_after_refresh(self._go_on)
        await self._typing.begin()

    def _go_on(self) -> None:
        """Do what the command line asked for; load what the first screen leads to."""
        if self.is_shown.is_set():
            return
        self.is_shown.set()
        self.wear_rest()
        if self._initial is not None:
            self.open_run(self._initial)
        elif self._begin is not None:
            self._begin(self)
        for screen in self.screen_stack:
            if isinstance(screen, Reads):
                screen.read()
        if self.launcher is not None:
            self.run_worker(self.get_ready(self.launcher), group="ready")

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's own, and for ASCII alone another."""
        filters = super().get_line_filters()
        is_ascii = self._glyphs.is_ascii
        return [*filters, _ASCII_FILTER] if is_ascii else filters

    def _after_suspension(self, _app: App[object]) -> None:
        # Textual leaves the screen blank after `fg` until something changes.
        self.set_timer(0.05, self.action_app_redraw)

    async def on_event(self, event: Event) -> None:
        """Take it when it is its turn."""
        if not self._typing.holds(event):
            await self._take(event)

    async def _take(self, event: Event) -> None:
        """Let the screen know that somebody is there."""
        if isinstance(event, InputEvent):
            # What it opens may cover the first screen, which is then not drawn again.
            self._go_on()
            self.blink_on()
        if isinstance(event, InputEvent) and isinstance(self.screen, Touched):
            self.screen.note_touch()
        if isinstance(event, Key | MouseDown | Paste) and not event.is_forwarded:
            for screen in self.screen_stack:
                if isinstance(screen, Speaks):
                    screen.move_on()
        await super().on_event(event)

    def take_first(self, keys: tuple[Key, ...]) -> None:
        """Take these before all that has been typed since."""
        self._typing.put_first(keys)

    def forget_typed(self) -> None:
        """What has been typed since was for a box that has not come."""
        self._typing.forget()

    async def on_unmount(self) -> None:
        """Wait until the run is interrupted and saved."""
        self.write_beside(_GIVE_TITLE_BACK)
        if self.launcher is not None:
            await self.launcher.stop()

    def on_run_screen_stop_came(self, message: RunScreen.StopCame) -> None:
        """Nobody seems to look: call them."""
        self.call_person(message.words)

    def on_run_screen_title_changed(self, message: RunScreen.TitleChanged) -> None:
        """Call the terminal's window so."""
        self.write_beside(f"\x1b]2;{message.title}\a")

    def action_app_help(self) -> None:
        """Explain the keys of the current screen."""
        from rlm_tui.ui.screens.help import HelpScreen  # imports when first shown

        if not isinstance(self.screen, HelpScreen | Dialog):
            self.push_screen(HelpScreen.about(self.screen, self._glyphs))

    def action_app_settings(self) -> None:
        """Show what the person prefers."""
        from rlm_tui.ui.screens.settings import SettingsScreen  # when first shown

        if not isinstance(self.screen, SettingsScreen | Dialog):
            self.push_screen(SettingsScreen(self._glyphs))

    def action_app_palette(self) -> None:
        """Open the palette of all verbs."""
        self.action_command_palette()

    def action_app_back(self) -> None:
        """Close what is open; the current screen, if something lies under it."""
        if isinstance(self.screen, HasPanes) and self.screen.go_back():
            return
        if self.has_screen_below:
            self.pop_screen()

    async def action_app_leave(self) -> None:
        """Go back; from the first screen, or from a run that is live, leave."""
        if self.has_screen_below and not self.shows_live:
            self.pop_screen()
        else:
            await self.action_app_quit()

    async def action_app_quit(self) -> None:
        """Leave, after a question while a run is live."""
        if not self.is_live:
            self.exit()
        elif not isinstance(self.screen, Dialog):
            question = (
                "A run is live. Quitting interrupts it; what it has done is saved, and "
                "it can go on from there later."
            )
            dialog = Dialog(question, verb="quit", lapse=self._nothing_to_interrupt)
            self.push_screen(dialog, self._quit_if)

    def _nothing_to_interrupt(self) -> str:
        """Why leaving has to be asked for no more."""
        if self.is_live:
            return ""
        return with_keys("the run has ended, and is saved: {app.quit} leaves at once")

    async def action_quit(self) -> None:
        """Textual's own quit asks as well."""
        await self.action_app_quit()

    def _quit_if(self, confirmed: bool | None) -> None:
        if confirmed:
            self.exit()

    async def action_app_interrupt(self) -> None:
        """Copy the selection; else pause; the second time offer to quit."""
        if selected := self.screen.get_selected_text():
            self.copy_to_clipboard(selected)
            return
        now = self._clock()
        is_second = 0 <= now - self._interrupted_at < QUIT_TWICE_S
        self._interrupted_at = now
        if is_second or not isinstance(self.screen, Interruptible):
            await self.action_app_quit()
        else:
            self.screen.interrupt()

    def action_app_suspend(self) -> None:
        """Go to the shell."""
        if isinstance(self.screen, Suspendable):
            self.screen.note_suspension()
        self.action_suspend_process()

    def action_app_redraw(self) -> None:
        """Draw everything again."""
        self.refresh(layout=True)

    def action_app_pane_next(self) -> None:
        """Focus the next pane."""
        self._pane_step(1)

    def action_app_pane_previous(self) -> None:
        """Focus the pane before."""
        self._pane_step(-1)

    def _pane_step(self, step: int) -> None:
        if isinstance(self.screen, HasPanes):
            self.screen.pane_step(step)
        elif step > 0:
            self.action_focus_next()
        else:
            self.action_focus_previous()

    def action_app_sessions(self) -> None:
        """Show the saved sessions."""
        if self.launcher is None:
            self.bell()
            return
        from rlm_tui.ui.screens.sessions import SessionsScreen  # when first shown

        if not isinstance(self.screen, SessionsScreen):
            self.push_screen(
                SessionsScreen(self.launcher, glyphs=self._glyphs, clock=self._clock)
            )
