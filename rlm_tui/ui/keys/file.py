"""A person's own keys: read from a file, and refused where they cannot work."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import combinations
from pathlib import Path

from textual.keys import KEY_NAME_REPLACEMENTS

from rlm_tui.errors import SettingsError
from rlm_tui.ui.keys.key import KEY_OF_NAME, Key, Where, key_name
from rlm_tui.ui.keys.table import KEYS

_MAIN: tuple[Where, ...] = ("view", "review", "run", "ticket", "anywhere")
TOGETHER: tuple[tuple[Where, ...], ...] = (
    ("tree", *_MAIN),
    ("queue", *_MAIN),
    ("text", *_MAIN),
    ("table", "batch", "ticket", "anywhere"),
    ("rules", "list", "anywhere"),
    ("values", "list"),
    ("saved", "list", "anywhere"),
    ("insight", "text", "anywhere"),
    ("start",),
    ("edit",),
    ("line",),
    ("limits",),
    ("models",),
    ("attempts",),
)
"""Groups that are bound at the same time: none of them may have a key twice."""

TYPING: frozenset[Where] = frozenset({"edit", "line", "limits", "models", "start"})
"""Groups of text boxes, where every letter is a letter."""

_ACTING: frozenset[Where] = frozenset({"ticket", "run"})
_HARMLESS = frozenset({"enter", "escape", "space"})
"""Keys that never act on a run, wherever they are pressed."""

UNSENDABLE: Mapping[str, str] = {
    "ctrl+i": "it arrives as tab",
    "ctrl+m": "it arrives as enter",
    "ctrl+h": "it arrives as backspace",
    "ctrl+left_square_bracket": "it arrives as escape",
    "ctrl+slash": "it arrives as ctrl+underscore",
    "ctrl+enter": "terminals do not send it",
    "shift+enter": "terminals do not send it",
    "shift+space": "terminals do not send it",
    "alt+enter": "it arrives as enter",
}
"""What terminals make of some keys."""
_DIGIT = re.compile(r"(ctrl|alt)\+\d")


_LONG_NAMES = {short: long for long, short in KEY_NAME_REPLACEMENTS.items()}


def read_keys(path: Path) -> dict[str, str]:
    """The keys that a file gives to verbs; none if there is no file.

    Raises:
        SettingsError: it is no TOML, or its keys cannot work; all problems are named.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"cannot read the keys in {path}: {error}") from error
    import tomllib  # where there is a file

    try:
        changes = parse_keys(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} is no TOML: {error}") from error
    problems = list(problems_of(changes))
    if problems:
        raise SettingsError("\n".join([f"{path} cannot be used:", *problems]))
    return {key_id: ",".join(names) for key_id, names in changes.items()}


def parse_keys(text: str) -> dict[str, list[str]]:
    """Ids and Textual's names of keys, from TOML such as `run.pause = "p f6"`.

    Raises:
        TOMLDecodeError: it is no TOML.
    """
    import tomllib

    return {
        key_id: [key_named(word) for word in words]
        for key_id, words in _flat(tomllib.loads(text), "")
    }


def _flat(table: Mapping[str, object], head: str) -> Iterator[tuple[str, list[str]]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{head}{name}.")
        elif isinstance(value, list):
            yield f"{head}{name}", [str(word) for word in value]
        else:
            yield f"{head}{name}", _words(str(value))


def _words(said: str) -> list[str]:
    """`p, f6` and `p f6` are two keys; a comma by itself is one."""
    return [word.strip(",") or "," for word in said.split()]


def key_named(word: str) -> str:
    """Textual's name of a key as people write it: `?`, `ctrl+/`, `page up`, `f6`."""
    *modifiers, last = word.split("+") if word != "+" else ["+"]
    last = last or "+"
    if last in KEY_OF_NAME:
        last = KEY_OF_NAME[last]
    elif len(last) == 1 and not last.isalnum():
        name = unicodedata.name(last, last).lower()
        name = name.replace("-", "_").replace(" ", "_")
        last = KEY_NAME_REPLACEMENTS.get(name, name)
    return "+".join([*(word for word in modifiers if word), last])


def problems_of(changes: Mapping[str, list[str]]) -> Iterator[str]:
    """Why some keys cannot work, one line for each reason."""
    known = {key.id: key for key in KEYS}
    for key_id, names in changes.items():
        if key_id not in known:
            close = difflib.get_close_matches(key_id, known, n=1)
            meant = f"; did you mean {close[0]}?" if close else ""
            yield f"  {key_id}: there is no such verb{meant}"
        elif not names:
            yield f"  {key_id}: it would have no key"
        else:
            yield from _misplaced(known[key_id], names)
    yield from _doubles(changes)


def _misplaced(key: Key, names: list[str]) -> Iterator[str]:
    for name in names:
        shown = key_name(name)
        if name in UNSENDABLE:
            yield f"  {key.id}: {shown} cannot be used: {UNSENDABLE[name]}"
        elif _DIGIT.fullmatch(name):
            yield f"  {key.id}: {shown} cannot be used: terminals do not send it"
        elif key.where in TYPING and _is_letter(name):
            yield f"  {key.id}: {shown} is a letter of the text that is typed there"
        elif key.where in _ACTING and name in _HARMLESS:
            yield f"  {key.id}: {shown} never acts on a run"


def _is_letter(name: str) -> bool:
    """Whether a key writes something in a text box."""
    if "+" in name or len(name) == 1:
        return len(name) == 1
    spelled = _LONG_NAMES.get(name, name).replace("_", " ")
    try:
        return unicodedata.lookup(spelled).isprintable()
    except KeyError:
        return False


def _doubles(changes: Mapping[str, list[str]]) -> Iterator[str]:
    """Keys that would mean two things; those of the table alone mean one."""
    told: set[frozenset[str]] = set()
    for groups in TOGETHER:
        bound = [
            (key.id, set(changes.get(key.id, key.names)))
            for key in KEYS
            if key.where in groups
        ]
        for (one, names), (other, others) in combinations(bound, 2):
            both = names & others
            pair = frozenset({one, other})
            if both and pair not in told and pair & changes.keys():
                told.add(pair)
                shown = ", ".join(sorted(key_name(name) for name in both))
                yield f"  {shown} would be {one} and {other}"
