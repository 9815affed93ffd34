"""Every verb of the key table by its word, and who does it on a screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from textual.dom import DOMNode
from textual.screen import Screen

from rlm_tui.ui.keys.key import Key, Where
from rlm_tui.ui.keys.keymap import ACTING, LIVE

UNSEEN: frozenset[Where] = frozenset({"line"})
"""Keys of a line that is typed: nothing but the line itself has a use for them."""

OWN: frozenset[Where] = frozenset(
    {
        "batch",
        "table",
        "rules",
        "attempts",
        "compare",
        "list",
        "values",
        "saved",
        "start",
        "insight",
    }
)
"""Groups of smaller screens: there a word that is a command besides means the verb."""


_MOVES = frozenset({"down", "up", "top", "bottom", "page-down", "page-up", "left"})


def is_move(key: Key) -> bool:
    """Whether it only moves a cursor, which the mouse does by pointing."""
    return key.word in _MOVES


def owner_of(screen: Screen[Any], key: Key) -> DOMNode | None:
    """What does it: the screen, a pane of it, or the app."""
    method = f"action_{key.action}"
    nodes = (screen, *screen.query("*"), screen.app)
    return next((node for node in nodes if hasattr(node, method)), None)


def verbs_on(screen: Screen[Any]) -> list[Key]:
    """The verbs that a screen has; in a saved session none that acts on a run."""
    owners = (screen, *screen.query("*"), screen.app)
    is_review = bool(getattr(screen, "is_review", False))
    return verbs_of(owners, is_review=is_review)


def verbs_of(owners: Sequence[object], *, is_review: bool) -> list[Key]:
    """The verbs that some widgets, or classes of them, can do between them."""
    found = []
    for key in LIVE.values():
        if key.where in UNSEEN:
            continue
        meant = key.in_review if is_review and key.where in ACTING else key
        method = f"action_{key.action}"
        if meant is not None and any(hasattr(owner, method) for owner in owners):
            found.append(meant)
    return found


def verb_named(verbs: Iterable[Key], said: str) -> Key | None:
    """The verb of an id, a word or a label; of several, the first in the table."""
    name, verbs = said.strip().removeprefix(":").strip(), list(verbs)
    by_id = (key for key in verbs if key.id == name)
    by_word = (key for key in verbs if key.word == name)
    by_label = (key for key in verbs if key.label.replace(" ", "-") == name)
    return next(by_id, None) or next(by_word, None) or next(by_label, None)


def verb_shown(screen: Screen[Any], shown: str) -> Key | None:
    """The verb of a key as a row of hints writes it, on a screen that has that key."""
    keys = (
        key
        for key in LIVE.values()
        if shown in (key.shown, key.shown_while_typing)
        and key.where not in UNSEEN
        and owner_of(screen, key) is not None
    )
    return next(keys, None)


async def call_verb(screen: Screen[Any], key: Key) -> None:
    """Do what a key does, wherever the focus is."""
    owner = owner_of(screen, key)
    if owner is not None:
        await screen.app.run_action(key.action, owner)
