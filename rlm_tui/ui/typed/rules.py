"""What the word at the end of a rule or a filter may become."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rlm_tui.domain.rules.words import (
    ACTIONS,
    FLAGS,
    KNOWN_VALUES,
    NUMBERS,
    OPTIONS,
    WORDS,
)
from rlm_tui.domain.session import Session

_LAST_WORD = re.compile(r"[^\s&|()!]*$")


@dataclass(frozen=True, slots=True)
class Names:
    """Words that only a session knows."""

    models: tuple[str, ...] = ()
    nodes: tuple[str, ...] = ()

    @property
    def of_field(self) -> Mapping[str, Iterable[str]]:
        """What each field may be compared with."""
        return {**KNOWN_VALUES, "model": self.models, "node": self.nodes}


def names_in(session: Session) -> Names:
    """The models and nodes of a session."""
    models = dict.fromkeys(node.model for node in session.nodes.values() if node.model)
    nodes = sorted(session.nodes, key=lambda path: [int(n) for n in path.split(".")])
    return Names(tuple(models), tuple(nodes))


def filter_completions(line: str, names: Names) -> list[str]:
    """Whole filters that a beginning may become, by its last word."""
    found = _LAST_WORD.search(line)
    word = found[0] if found is not None else ""
    head = line[: len(line) - len(word)]
    return [head + whole for whole in _words(word, names)]


def _words(word: str, names: Names) -> list[str]:
    field, colon, rest = word.partition(":")
    if colon:
        before, comma, value = rest.rpartition(",")
        kept = f"{field}:{before}{comma}"
        values = names.of_field.get(field, ())
        return [kept + known for known in sorted(values) if known.startswith(value)]
    known_words = [f"{name}:" for name in WORDS]
    known_words += [f"{name}>=" for name in NUMBERS] + list(FLAGS)
    return [known for known in sorted(known_words) if known.startswith(word)]


def rule_completions(line: str, names: Names) -> list[str]:
    """The same for a rule: an action may begin it, and options may end it."""
    found = filter_completions(line, names)
    head, space, word = line.rpartition(" ")
    if not space:
        return [f"{action} " for action in ACTIONS if action.startswith(word)] + found
    return found + [
        f"{head} {option}"
        for option in sorted(OPTIONS)
        if word and option.startswith(word)
    ]
