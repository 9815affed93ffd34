"""How the command line is completed and explained while it is typed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rlm_tui.commands.on_session import LIMITS
from rlm_tui.commands.parse import WORDS, Word, word_for
from rlm_tui.domain.session import Session
from rlm_tui.ui.lines import Line, Span, line
from rlm_tui.ui.rulewords import (
    Names,
    filter_completions,
    names_in,
    rule_completions,
)
from rlm_tui.ui.themes import THEMES

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
        "latch",
    }
)
"""Commands whose argument is most often a node."""

_ON_TICKETS = frozenset(
    {"approve", "reject", "answer", "edit", "revert", "retry", "pick"}
)
_TARGETS = ("@focus", "@marked", "@shown", "@lane", "@all")
_FILTERED = frozenset({"until", "tree"})


def command_completions(said: str, session: Session) -> list[str]:
    """Whole lines that a beginning of a command may become."""
    head, space, rest = said.partition(" ")
    if not space:
        return [f"{word.name} " for word in WORDS if word.name.startswith(head)]
    word = word_for(head)
    if word is None:
        return []
    return [f"{head} {whole}" for whole in _arguments(word.name, rest, session)]


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
    if name in ("pause", "continue"):
        if rest.startswith("model "):
            return names.models
        return names.nodes if rest.startswith("node ") else ("node ", "model ", "run")
    return {
        "limit": tuple(LIMITS),
        "theme": tuple(THEMES),
        "model": names.models,
        "step": ("into ", "over ", "iteration ", "out "),
        "rules": ("show", "delete ", "on ", "off ", "save ", "load ", "names"),
        "export": ("md ", "json ", "html "),
        "help": tuple(word.name for word in WORDS),
    }.get(name, ())


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
