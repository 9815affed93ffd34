"""What a person may change about the screens while the app runs, by name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

from rlm_tui.domain.suggestion import suggestion
from rlm_tui.errors import SettingsError
from rlm_tui.ui.style.themes import DEFAULT, THEMES

Notice: TypeAlias = Literal["off", "osc9", "osc777"]
"""By which sequence a terminal is asked for a notice on the desktop, if at all."""

_SWITCH = ("on", "off")
_MOST_MS = 60_000
AT_START = "auto"
"""A theme that the terminal is asked for, which it can be only at the start."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """One value for the whole app; each field has its line in `PREFERENCES`."""

    grace_ms: int = 400
    hints: bool = False
    theme: str = DEFAULT
    mouse: bool = True
    bell: bool = True
    notify: Notice = "off"
    follow: bool = False
    advance: bool = True

    def value_of(self, name: str) -> str:
        """One of them as it is written after `:set`."""
        value = getattr(self, name)
        return ("off", "on")[value] if isinstance(value, bool) else str(value)


@dataclass(frozen=True, slots=True)
class Preference:
    """One of them: what it is for, and what it may be."""

    name: str
    """As it is typed, and written in the settings file."""
    title: str
    """What people call it."""
    help: str
    """Goes on from the title."""
    values: tuple[str, ...] = _SWITCH
    """Words for its values; without any it is a number of milliseconds."""

    def shown(self, preferences: Preferences) -> str:
        """Its value with its unit."""
        value = preferences.value_of(self.name)
        return value if self.values else f"{value} ms"

    def says(self, preferences: Preferences) -> str:
        """Name, value, and what it is for."""
        title = "" if self.title == self.name else f", {self.title}"
        return f"{self.name} {preferences.value_of(self.name)}{title}: {self.help}"


PREFERENCES: tuple[Preference, ...] = (
    Preference("hints", "tips", "at the edge of a pane, when they are of use"),
    Preference(
        "theme",
        "colours",
        "auto asks the terminal at the next start",
        (*THEMES, AT_START),
    ),
    Preference("mouse", "mouse", "off leaves it to the terminal, to select text"),
    Preference("follow", "newest node", "the cursor goes along with it"),
    Preference("advance", "next stop", "shown by itself after a decision"),
    Preference("grace_ms", "keys wait", "after another stop came up by itself", ()),
    Preference("bell", "bell", "rings when something waits and you are away"),
    Preference("notify", "desktop notice", "for the same", ("off", "osc9", "osc777")),
)

KEPT = frozenset(one.name for one in PREFERENCES) - {"follow"}
"""What is remembered for the next time; the rest holds until the app ends."""

_BY_NAME = {one.name: one for one in PREFERENCES}


def preference(name: str) -> Preference:
    """What can be set under a name.

    Raises:
        SettingsError: nothing can; the message names what is alike, or all.
    """
    if name not in _BY_NAME:
        likely = suggestion(name, _BY_NAME) or f"; there are {', '.join(_BY_NAME)}"
        raise SettingsError(f"{name!r} cannot be set{likely}")
    return _BY_NAME[name]


def how_to_type(one: Preference) -> str:
    """What to type after `:` for another value, and which there are."""
    if one.values:
        return f"set {one.name} VALUE on any screen: {', '.join(one.values)}"
    return f"set {one.name} 250 on any screen: milliseconds, 0 to {_MOST_MS}"


def preferring(preferences: Preferences, name: str, said: str) -> Preferences:
    """The same with another value under a name.

    Raises:
        SettingsError: there is no such name, or it does not take that value.
    """
    wanted = preference(name)
    if wanted.values and said not in wanted.values:
        likely = suggestion(said, wanted.values)
        likely = likely or f"; it takes {', '.join(wanted.values)}"
        raise SettingsError(f"{name} cannot be {said!r}{likely}")
    changed: dict[str, Any] = {name: _read(wanted, said)}
    return replace(preferences, **changed)


def _read(wanted: Preference, said: str) -> bool | int | str:
    if wanted.values:
        return said == "on" if wanted.values == _SWITCH else said
    if not said.isdecimal() or int(said) > _MOST_MS:
        raise SettingsError(
            f"{wanted.name} takes milliseconds, 0 to {_MOST_MS}, not {said!r}"
        )
    return int(said)
