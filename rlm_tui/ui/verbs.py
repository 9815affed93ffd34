"""Every verb of the key table by its word, and who does it on a screen."""

from __future__ import annotations

from textual.dom import DOMNode
from textual.screen import Screen

from rlm_tui.ui.keymap import ACTING, LIVE
from rlm_tui.ui.keys import Key, Where

UNSEEN: frozenset[Where] = frozenset({"line"})
"""Keys of a line that is typed: nothing but the line itself has a use for them."""


def word_of(key: Key) -> str:
    """What a verb is called in a line of words, such as `copy-node`."""
    return key.id.partition(".")[2].replace("_", "-")


_MOVES = frozenset({"down", "up", "top", "bottom", "page-down", "page-up", "left"})


def is_move(key: Key) -> bool:
    """Whether it only moves a cursor, which the mouse does by pointing."""
    return word_of(key) in _MOVES


def owner_of(screen: Screen[object], key: Key) -> DOMNode | None:
    """What does it: the screen, a pane of it, or the app."""
    method = f"action_{key.action}"
    nodes = (screen, *screen.query("*"), screen.app)
    return next((node for node in nodes if hasattr(node, method)), None)


def verbs_on(screen: Screen[object]) -> list[Key]:
    """The verbs that a screen has; in a saved session none that acts on a run."""
    is_review = bool(getattr(screen, "is_review", False))
    return [
        key
        for key in LIVE.values()
        if key.where not in UNSEEN
        and not (is_review and key.where in ACTING)
        and owner_of(screen, key) is not None
    ]


def verb_named(screen: Screen[object], said: str) -> Key | None:
    """The verb of an id, a word or a label; of several, the first in the table."""
    name = said.strip().removeprefix(":").strip()
    verbs = verbs_on(screen)
    by_id = (key for key in verbs if key.id == name)
    by_word = (key for key in verbs if word_of(key) == name)
    by_label = (key for key in verbs if key.label.replace(" ", "-") == name)
    return next(by_id, None) or next(by_word, None) or next(by_label, None)


def verb_shown(screen: Screen[object], shown: str) -> Key | None:
    """The verb of a key as a row of hints writes it, on a screen that has that key."""
    keys = (
        key
        for key in LIVE.values()
        if shown in (key.shown, key.shown_while_typing)
        and key.where not in UNSEEN
        and owner_of(screen, key) is not None
    )
    return next(keys, None)


async def call_verb(screen: Screen[object], key: Key) -> None:
    """Do what a key does, wherever the focus is."""
    owner = owner_of(screen, key)
    if owner is not None:
        await screen.app.run_action(key.action, owner)
