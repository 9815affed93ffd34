"""The keys as they are bound now: the key table with what a person has changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from textual.binding import Binding, BindingType

from rlm_tui.ui.keys.key import Key, Where, filled
from rlm_tui.ui.keys.table import KEYS

ACTING: frozenset[Where] = frozenset({"run", "ticket"})
"""Groups whose verbs act on a run; a saved session has none of them."""


def _keys_with(changes: Mapping[str, str]) -> dict[str, Key]:
    """The table with other keys for some ids, told of as they are then bound."""
    keys = {
        key.id: replace(key, keys=changes[key.id]) if key.id in changes else key
        for key in KEYS
    }
    return {id_: _told(key, keys) for id_, key in keys.items()}


def _told(key: Key, keys: Mapping[str, Key]) -> Key:
    said = filled(key.help, keys)
    return key if said == key.help else replace(key, help=said)


_TABLE = _keys_with({})
"""As it is bound before a person's keys are read."""


class LiveKeys(Mapping[str, Key]):
    """The keys by id. Hints, help and palette read them here.

    There is one for the process, as there is one keyboard; the app sets it when it
    begins, together with Textual's own map.
    """

    def __init__(self) -> None:
        self._keys = _TABLE

    def remap(self, changes: Mapping[str, str]) -> None:
        """Take the table's keys, and for some ids others."""
        self._keys = _keys_with(changes) if changes else _TABLE

    def __getitem__(self, key_id: str) -> Key:
        return self._keys[key_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


LIVE = LiveKeys()


def with_keys(words: str) -> str:
    """Words in which `{run.pause}` stands for the key that pauses now.

    Whatever the screen says names keys in this way: a person may have others.
    """
    return filled(words, LIVE)


def keys_of(*groups: Where) -> list[Key]:
    """The keys of some groups as they are bound now, in the order of the table."""
    return [key for key in LIVE.values() if key.where in groups]


def keys_told(group: Where) -> list[Key]:
    """The keys of a group as help tells of them.

    Some that act on a run do something else over a saved session; those stand there.
    """
    keys = keys_of(group)
    if group == "review":
        keys += [meant for key in LIVE.values() if (meant := key.in_review) is not None]
    return keys


def bindings(*groups: Where) -> list[BindingType]:
    """Textual bindings for some groups, as the table has them.

    Textual puts a person's own keys in their place by their ids.
    """
    return _bound([key for key in _TABLE.values() if key.where in groups])


def bindings_of(*ids: str) -> list[BindingType]:
    """Textual bindings for some keys of groups that a screen has in part."""
    return _bound([key for key in _TABLE.values() if key.id in ids])


def _bound(keys: list[Key]) -> list[BindingType]:
    return [
        Binding(
            key.keys,
            key.action,
            key.label,
            show=False,
            priority=key.is_priority,
            tooltip=key.help,
            id=key.id,
        )
        for key in keys
    ]
