"""How the command line is completed and explained while it is typed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rlm_tui.commands.on_session import LIMITS
from rlm_tui.commands.parse import WORDS, Word, word_for
from rlm_tui.domain.session import Session
from rlm_tui.ui.keys.key import Key
from rlm_tui.ui.keys.verbs import OWN, verb_named
from rlm_tui.ui.style.preferences import PREFERENCES, preference
from rlm_tui.ui.text.lines import Line, Span, line
from rlm_tui.ui.typed.rules import (
    Names,
    filter_completions,
    names_in,
    rule_completions,
)

_ON_NODES = frozenset(
    {
        "goto",
        "run-to",
        "guide",
        "withdraw",
        "mark",
        "unmark",
        "note",
        "abort",
        "variables",
        "show",
        "log",
        "latch",
    }
)
"""Commands whose argument is most often a node."""

_ON_TICKETS = frozenset(
    {
        "approve",
        "reject",
        "answer",
        "edit",
        "edit-outside",
        "revert",
        "retry",
        "pick",
        "try",
    }
)
_TARGETS = ("@focus", "@marked", "@shown", "@lane", "@all")
_FILTERED = frozenset({"until", "tree"})
_OF_THE_APP = frozenset({"set", "hints", "theme", "open", "help", "quit"})


def command_completions(said: str, session: Session) -> list[str]:
    """Whole lines that a beginning of a command may become."""
    head, space, rest = said.partition(" ")
    if not space:
        return [f"{word.name} " for word in WORDS if word.name.startswith(head)]
    word = word_for(head)
    if word is None:
        return []
    return [f"{head} {whole}" for whole in _arguments(word.name, rest, session)]


def app_completions(said: str) -> list[str]:
    """The same on a screen without a run: only what is about the app."""
    return [
        whole
        for whole in command_completions(said, Session())
        if whole.split(" ")[0] in _OF_THE_APP
    ]


def verb_completions(said: str, verbs: Iterable[Key]) -> list[str]:
    """Words of verbs that are no commands."""
    words = dict.fromkeys(key.word for key in verbs)
    return [word for word in words if word.startswith(said) and word_for(word) is None]


def verb_said(said: str, verbs: Iterable[Key]) -> Key | None:
    """The verb that a line says; `None`: it is a command, or nothing."""
    first, *more = said.strip().removeprefix(":").split() or [""]
    if word_for(first) is not None:
        verbs = [key for key in verbs if key.where in OWN and not more]
    return verb_named(verbs, said)


def _arguments(name: str, rest: str, session: Session) -> Sequence[str]:
    names = names_in(session)
    if name == "rule":
        return rule_completions(rest, names)
    if name in _FILTERED:
        return filter_completions(rest, names)
    if name in _ON_TICKETS:
        return [*_ending(rest, (*_TARGETS, *names.nodes)), *_filters(rest, names)]
    return _ending(rest, _words(name, rest, names))


def _filters(rest: str, names: Names) -> list[str]:
    return filter_completions(rest, names) if rest else []


def _words(name: str, rest: str, names: Names) -> Iterable[str]:
    if name in _ON_NODES:
        return names.nodes
    if name == "set":
        return _values_of(rest)
    if name in ("pause", "continue"):
        if rest.startswith("model "):
            return names.models
        return names.nodes if rest.startswith("node ") else ("node ", "model ", "run")
    return {
        "limit": tuple(LIMITS),
        "theme": preference("theme").values,
        "hints": ("on", "off"),
        "model": names.models,
        "step": ("into ", "over ", "iteration ", "out "),
        "rules": ("show", "delete ", "on ", "off ", "move ", "save ", "load ", "names"),
        "export": ("jsonl ", "rlms ", "md ", "html ", "otel "),
        "help": tuple(word.name for word in WORDS),
    }.get(name, ())


def _values_of(rest: str) -> Sequence[str]:
    """Names of what can be set, then the values that it takes."""
    name, space, _ = rest.partition(" ")
    if not space:
        return [f"{one.name} " for one in PREFERENCES]
    return next((one.values for one in PREFERENCES if one.name == name), ())


def _ending(rest: str, words: Iterable[str]) -> list[str]:
    head, space, last = rest.rpartition(" ")
    return [f"{head}{space}{word}" for word in words if word.startswith(last)]


def command_usage(said: str) -> Line:
    """What the command at the beginning of a line takes and does."""
    word = word_for(said.split(" ")[0])
    if word is None:
        names = [word.name for word in WORDS if word.name.startswith(said)]
        return line(Span("  ".join(names), "muted")) if said else ()
    return _usage(word)


def _usage(word: Word) -> Line:
    return line(
        Span(f"{word.name} ", "strong"), f"{word.usage}  ", Span(word.meaning, "muted")
    )
