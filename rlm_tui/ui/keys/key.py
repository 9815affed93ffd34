"""What a key is, how it is written, and in which groups keys are bound."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

Where: TypeAlias = Literal[
    "anywhere",
    "tree",
    "queue",
    "text",
    "view",
    "review",
    "run",
    "ticket",
    "table",
    "batch",
    "edit",
    "line",
    "limits",
    "rules",
    "models",
    "attempts",
    "compare",
    "list",
    "values",
    "saved",
    "start",
    "insight",
]
"""Where a key applies; one widget or screen binds each of these groups."""

TITLES: dict[Where, str] = {
    "ticket": "On the waiting ticket",
    "run": "Run control",
    "tree": "Tree",
    "queue": "Waiting queue",
    "text": "Detail pane: moving",
    "view": "Detail pane",
    "review": "Saved session",
    "batch": "A batch in its table",
    "table": "The table: moving and marking",
    "edit": "In the edit box",
    "line": "In a line at the bottom",
    "limits": "In the table of limits",
    "rules": "In the list of stop rules",
    "models": "In the list of models",
    "attempts": "Attempts side by side",
    "compare": "Two sessions side by side",
    "values": "In the list of variables",
    "saved": "In the list of saved sessions",
    "list": "Lists",
    "start": "On the first screen",
    "insight": "Insight",
    "anywhere": "Anywhere",
}
"""What help calls the groups, in the order in which it shows them."""


_WITH_CURSOR = frozenset({"tree", "table", "list"})
_MOVES = frozenset({"down", "up", "top", "bottom", "page_down", "page_up"})


@dataclass(frozen=True, slots=True)
class Key:
    """One verb and the keys that call it."""

    id: str
    """Unique; see `action` for what it calls."""
    keys: str
    """Textual's names, separated by commas; the first is shown."""
    label: str
    """Two or three words for the hint rows."""
    help: str
    """One sentence; `{run.pause}` in it stands for the key that pauses."""
    where: Where
    is_priority: bool = False
    review_label: str = ""
    """What it is called over a saved session, if it does something else there."""
    review_help: str = ""
    """The sentence for that."""
    is_review: bool = False
    """Whether it is meant as over a saved session."""

    @property
    def action(self) -> str:
        """The Textual action, such as `run_pause`; a cursor moves alike everywhere."""
        group, _, verb = self.id.partition(".")
        if group in _WITH_CURSOR and verb in _MOVES:
            return f"cursor_{verb}"
        return self.id.replace(".", "_")

    @property
    def word(self) -> str:
        """What it is called in a line of words, such as `copy-node`."""
        if self.is_review:
            return self.label
        return self.id.partition(".")[2].replace("_", "-")

    @property
    def in_review(self) -> Key | None:
        """The same key over a saved session; `None`: it does nothing there."""
        if not self.review_label:
            return None
        label, words = self.review_label, self.review_help
        return replace(self, label=label, help=words, is_review=True)

    @property
    def names(self) -> list[str]:
        """Textual's names of its keys."""
        return self.keys.split(",")

    @property
    def shown(self) -> str:
        """The first key as people write it."""
        return key_name(self.names[0])

    @property
    def shown_while_typing(self) -> str:
        """The first key that is no letter of a text, if there is one."""
        keys = (name for name in self.names if len(key_name(name)) > 1)
        return key_name(next(keys, self.names[0]))

    @property
    def all_shown(self) -> str:
        """All keys as people write them."""
        return " ".join(key_name(key) for key in self.names)


_NAMES = {
    "question_mark": "?",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "left_curly_bracket": "{",
    "right_curly_bracket": "}",
    "slash": "/",
    "full_stop": ".",
    "comma": ",",
    "asterisk": "*",
    "percent_sign": "%",
    "exclamation_mark": "!",
    "equals_sign": "=",
    "escape": "esc",
    "dollar_sign": "$",
    "semicolon": ";",
    "colon": ":",
    "pageup": "page up",
    "pagedown": "page down",
}


KEY_OF_NAME = {name: key for key, name in _NAMES.items()}
"""Textual's names of keys by how people write them."""


_STANDS_FOR_A_KEY = re.compile(r"\{([a-z]+\.[a-z_]+)\}")


def filled(words: str, keys: Mapping[str, Key]) -> str:
    """Words in which `{run.pause}` stands for the key that pauses."""

    def key(found: re.Match[str]) -> str:
        return keys[found[1]].shown if found[1] in keys else found[0]

    return _STANDS_FOR_A_KEY.sub(key, words)


def key_name(key: str) -> str:
    """How a key is written for people."""
    *modifiers, last = key.split("+")
    return "+".join([*modifiers, _NAMES.get(last, last)])
