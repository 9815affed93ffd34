"""Options of model calls, as a flag, the environment or the settings file says them."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Mapping

from rlm_tui.domain.secrets import hide
from rlm_tui.domain.values import JSON
from rlm_tui.errors import SettingsError

NAMES = ("model_options", "sub_model_options")
"""The settings that are such options."""
_SECRET = re.compile(
    r"(?<!cache_)keys?$|key_?id$|token$|secret|passw|credential|auth$|authori[sz]ation"
    r"|authentication|bearer|cookie",
    re.IGNORECASE,
)
_SECRET_VALUE = re.compile(r'"(?:bearer|basic) [^ "]+"|\bauthorization:', re.IGNORECASE)


def with_read_options(values: Mapping[str, object]) -> dict[str, object]:
    """The values of one source, with model options as mappings.

    Raises:
        SettingsError: they cannot be read, or hold what must not be saved.
    """
    read = {name: _read(name, values[name]) for name in NAMES if name in values}
    return {**values, **read}


def merged(
    below: Mapping[str, object], found: Mapping[str, object]
) -> dict[str, object]:
    """The values of two sources; of model options the second sets some and not all."""
    both = {**below, **found}
    for name in NAMES:
        one, other = below.get(name), found.get(name)
        if isinstance(one, Mapping) and isinstance(other, Mapping):
            both[name] = {**one, **other}
    return both


def as_json(options: Mapping[str, object]) -> dict[str, JSON]:
    """Options that were read, as what they are."""
    found: dict[str, JSON] = json.loads(json.dumps(dict(options)))
    return found


def _read(name: str, said: object) -> dict[str, object]:
    try:
        options = _mapping(said)
        json.dumps(options, allow_nan=False)
    except (TypeError, ValueError) as error:
        # It may be a key that was meant for elsewhere.
        words = hide(f"{name}: {error}; found {said!r}", ())
        raise SettingsError(f"{words:.400}") from error
    if said_of := _secret_in(options):
        raise SettingsError(
            f"{name}: {said_of} looks like a key, and options are saved with the "
            "session; set the variable of the provider, as rlm-tui models names it"
        )
    return options


def _secret_in(options: Mapping[str, object]) -> str:
    """What must not be saved, in words without it; empty: nothing that one can see."""
    for option in _names(options):
        if _SECRET.search(option):
            return option
    for option, value in options.items():
        text = json.dumps(value)
        if _SECRET_VALUE.search(text) or hide(text, ()) != text:
            return f"{option} holds what"
    return ""


def _mapping(said: object) -> dict[str, object]:
    match said:
        case Mapping():
            return dict(said)
        case str() if said.lstrip().startswith("{"):
            return dict(json.loads(said))
        case str():
            return dict(map(_pair, shlex.split(said)))
        case list():
            return dict(map(_pair, map(str, said)))
        case _:
            raise TypeError("it must be NAME=VALUE, such as temperature=0.2")


def _pair(word: str) -> tuple[str, object]:
    name, equals, value = word.partition("=")
    if not equals or not name.isidentifier():
        raise ValueError(f"{word!r} is not NAME=VALUE, such as temperature=0.2")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


def _names(value: object) -> Iterable[str]:
    """All names in a value, at any depth."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield str(name)
            yield from _names(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _names(inner)
