"""What the app does when a person prefers something else, and how it calls them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol, TypeAlias, runtime_checkable

from textual.driver import Driver

from rlm_tui.errors import RLMError
from rlm_tui.ui.app_opening import OpeningApp, ShowsErrors
from rlm_tui.ui.style.preferences import AT_START, KEPT, Preferences, preferring
from rlm_tui.ui.style.themes import textual_theme

if TYPE_CHECKING:
    from rlm_tui.controller import Controller
    from rlm_tui.ui.contracts.launcher import Launcher

Remember: TypeAlias = Callable[[str, bool | int | str], Awaitable[str]]
"""Keeps a setting for the next time, and says where."""

_REPORTS = ("?1000", "?1003", "?1015", "?1006")
"""What a terminal tells of the mouse: clicks, moves, and in which form."""


@runtime_checkable
class Heeding(Protocol):
    """A screen that shows or does something by what is preferred."""

    def heed(self) -> None:
        """Something else is preferred now."""


async def remember_nothing(_name: str, _value: bool | int | str) -> str:
    """Where there is no file of settings."""
    return "until the app ends"


def give_mouse(driver: Driver, *, to_app: bool) -> None:
    """Have the terminal report the mouse to the app, or keep it for itself."""
    # Textual reads this when it takes the terminal again, after `fg` or an editor;
    # it has no way to change its mind meanwhile.
    driver._mouse = to_app
    driver.write("".join(f"\x1b[{code}{'h' if to_app else 'l'}" for code in _REPORTS))
    driver.flush()


class PreferringApp(OpeningApp, inherit_bindings=False):
    """Holds what the person prefers."""

    def __init__(
        self,
        launcher: Launcher | None,
        controller: Controller | None,
        *,
        preferences: Preferences,
        remember: Remember,
    ) -> None:
        super().__init__(launcher, controller)
        self.preferences = preferences
        self._remember = remember
        self._writing = asyncio.Lock()

    def prefer(self, name: str, said: str) -> str:
        """Take another value for a preference; what to say of it.

        Raises:
            SettingsError: there is no such preference, or it does not take that.
        """
        self.preferences = preferring(self.preferences, name, said)
        if name == "theme" and said != AT_START:
            self._draw_in(said)
        elif name == "mouse" and self._driver is not None:
            give_mouse(self._driver, to_app=self.preferences.mouse)
        for screen in self.screen_stack:
            if isinstance(screen, Heeding):
                screen.heed()
        if name in KEPT:
            value = getattr(self.preferences, name)
            self.run_worker(self._keep(name, value), group="settings")
        return f"{name} {self.preferences.value_of(name)}{self._but(name, said)}"

    def _but(self, name: str, said: str) -> str:
        """Why another value shows nothing yet."""
        if name == "theme" and self.no_color:
            return "; NO_COLOR leaves the colours to the terminal"
        if name == "theme" and said == AT_START:
            return ": the terminal is asked at the next start"
        return ""

    async def _keep(self, name: str, value: bool | int | str) -> None:
        try:
            # Each reads the file and writes it anew: one after the other.
            async with self._writing:
                await self._remember(name, value)
        except RLMError as error:
            if isinstance(self.screen, ShowsErrors):
                self.screen.show_error(str(error))

    def choose_theme(self, name: str) -> None:
        """Take other looks; under `NO_COLOR` only the terminal has any.

        Raises:
            SettingsError: there is no such theme.
        """
        self._draw_in(name)
        self.preferences = replace(self.preferences, theme=name)

    def _draw_in(self, name: str) -> None:
        found = textual_theme(name)
        if not self.no_color:
            self.theme = found

    def call_person(self, words: str) -> None:
        """Say outside the window that something waits, as the person prefers."""
        if self.preferences.bell:
            self.bell()
        notices = {"osc9": f"9;{words}", "osc777": f"777;notify;rlm-tui;{words}"}
        if self.preferences.notify in notices and self._driver is not None:
            self._driver.write(f"\x1b]{notices[self.preferences.notify]}\a")
