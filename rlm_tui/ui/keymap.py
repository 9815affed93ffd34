"""The key table as bindings and by group."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from rlm_tui.ui.keys import Key, Where
from rlm_tui.ui.keytable import KEYS

BY_ID: dict[str, Key] = {key.id: key for key in KEYS}

ACTING: frozenset[Where] = frozenset({"run", "ticket"})
"""Groups whose verbs act on a run; a saved session has none of them."""


def keys_of(*groups: Where) -> list[Key]:
    """The keys of some groups, in the order of the table."""
    return [key for key in KEYS if key.where in groups]


def bindings(*groups: Where) -> list[BindingType]:
    """Textual bindings for some groups."""
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
        for key in keys_of(*groups)
    ]
