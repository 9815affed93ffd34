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
_AT_START = "auto"
"""A theme that only `--theme` takes: later the terminal cannot be asked."""


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
    help: str
    values: tuple[str, ...] = _SWITCH
    """Words for its values; without any it is a number of milliseconds."""


PREFERENCES: tuple[Preference, ...] = (
    Preference("hints", "tips at the edge of the pane; remembered"),
    Preference("theme", "the colours", tuple(THEMES)),
    Preference("mouse", "off leaves it to the terminal, to select text"),
    Preference("follow", "the cursor goes along with the newest node"),
    Preference("advance", "after a decision the next thing that waits is shown"),
    Preference("grace_ms", "keys are off so long after the shown stop changed", ()),
    Preference("bell", "rings when something waits and nobody is there"),
    Preference("notify", "the same on the desktop", ("off", "osc9", "osc777")),
)

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
        if (name, said) == ("theme", _AT_START):
            raise SettingsError(
                f"theme {said} is only for the start, as --theme {said}; "
                f"here it is {', '.join(wanted.values)}"
            )
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
