"""Commands that plain mode alone has, and what it has in place of others of the app."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from rlm_tui.commands import reading
from rlm_tui.commands.parse import parse_command, word_for
from rlm_tui.commands.values import Command
from rlm_tui.domain.rules.reader import Reader
from rlm_tui.errors import CommandError, RuleError, SteeringError


@dataclass(frozen=True, slots=True)
class Search:
    """Find words in all texts of a node and of those below it."""

    words: str
    node: str = ""


@dataclass(frozen=True, slots=True)
class Diff:
    """Show two nodes beside each other, or an edit beside what it changed."""

    nodes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Messages:
    """Show what a turn sent beside what the one before had sent."""

    node: str = ""
    iteration: int | None = None


@dataclass(frozen=True, slots=True)
class Times:
    """Show what nodes did for how long."""

    node: str = ""


@dataclass(frozen=True, slots=True)
class Costs:
    """Show what models and nodes used."""


@dataclass(frozen=True, slots=True)
class Context:
    """Show what was looked at of the context."""


@dataclass(frozen=True, slots=True)
class Walk:
    """Show a saved session as it was at another of its events."""

    to: Literal["back", "forward", "first", "last"]
    count: int = 1


@dataclass(frozen=True, slots=True)
class Beside:
    """Go to the stop after or before the one that verbs act on."""

    step: Literal[1, -1]


@dataclass(frozen=True, slots=True)
class More:
    """Go on with a text that was too long for one page."""


OwnCommand: TypeAlias = (
    Search | Diff | Messages | Times | Costs | Context | Walk | Beside | More
)


@dataclass(frozen=True, slots=True)
class OwnWord:
    """What one types, and what it does."""

    name: str
    letter: str
    usage: str
    meaning: str
    read: Callable[[Reader], OwnCommand]


def _search(reader: Reader) -> OwnCommand:
    node = reading.node(reader)
    words = reading.words(reader)
    return Search(words, node) if words else reader.fail("search for which words?")


def _diff(reader: Reader) -> OwnCommand:
    one = reading.node(reader)
    if not one:
        reading.end(reader)
        return Diff()
    other = reading.node(reader) or reader.fail("beside which other node?")
    reading.end(reader)
    return Diff((one, other))


def _messages(reader: Reader) -> OwnCommand:
    node, iteration = reading.node(reader), reading.optional_count(reader)
    reading.end(reader)
    return Messages(node, iteration)


def _times(reader: Reader) -> OwnCommand:
    node = reading.node(reader)
    reading.end(reader)
    return Times(node)


def _walk(to: Literal["back", "forward", "first", "last"]) -> Read:
    def read(reader: Reader) -> OwnCommand:
        count = reading.optional_count(reader)
        reading.end(reader)
        return Walk(to, 1 if count is None else count)

    return read


def _just(command: OwnCommand) -> Read:
    def read(reader: Reader) -> OwnCommand:
        reading.end(reader)
        return command

    return read


Read: TypeAlias = Callable[[Reader], OwnCommand]

OWN: tuple[OwnWord, ...] = (
    OwnWord("next", "]", "", "have verbs act on the next stop", _just(Beside(1))),
    OwnWord("previous", "[", "", "on the one before", _just(Beside(-1))),
    OwnWord(
        "search", "/", "[NODE] WORDS", "find words in prompts, code, outputs", _search
    ),
    OwnWord(
        "diff", "d", "[NODE NODE]", "compare two nodes, or an edit with what was", _diff
    ),
    OwnWord(
        "messages",
        "",
        "[NODE] [ITERATION]",
        "what a call sent, and what is new in it",
        _messages,
    ),
    OwnWord("times", "", "[NODE]", "what took how long", _times),
    OwnWord("costs", "", "", "what models and nodes used", _just(Costs())),
    OwnWord("context", "", "", "what of it was looked at", _just(Context())),
    OwnWord("more", "", "", "go on with a text that was too long", _just(More())),
    OwnWord("back", "<", "[COUNT]", "a saved session as it was before", _walk("back")),
    OwnWord("forward", ">", "[COUNT]", "some events later", _walk("forward")),
    OwnWord("first", "{", "", "as it began", _walk("first")),
    OwnWord("last", "}", "", "as it is now", _walk("last")),
)
"""In the order in which help has them."""

_BY_NAME = {name: word for word in OWN for name in (word.name, word.letter) if name}

_NO_PANES = "there are no panes here; tree, queue and show are commands"
_COPY = "show prints a text; export md FILE writes all of it to a file"
_MATCHES = "search lists them all"
_ORDER = "tree has the order of the paths, queue that of arrival"
_ALL = "a filter such as state:held, or @all, is for many"

INSTEAD: Mapping[str, str] = {
    **dict.fromkeys(("prompt", "1"), "show prompt NODE"),
    **dict.fromkeys(("reasoning", "2"), "show thinking NODE"),
    **dict.fromkeys(("code", "3"), "show code NODE"),
    **dict.fromkeys(("output", "4"), "show output NODE, and show answer NODE"),
    "5": "variables NODE",
    **dict.fromkeys(("events", "6"), "log NODE"),
    **dict.fromkeys(("insight", "I"), "messages, times, costs and context"),
    "filter": "tree FILTER, such as tree state:failed",
    **dict.fromkeys(("failure", "!"), "tree err lists what failed"),
    **dict.fromkeys(("match-next", "match-previous", ".", ","), _MATCHES),
    **dict.fromkeys(("copy", "copy-node", "y", "Y"), _COPY),
    **dict.fromkeys(("pager", "v"), "show, and more for the next page"),
    **dict.fromkeys(("written", "W"), "replies are shown as they were written"),
    **dict.fromkeys(("zoom", "z"), _NO_PANES),
    **dict.fromkeys(("follow", "F"), "set tell all tells of every node as it comes"),
    "command": "every line is one",
    "abort-node": "abort NODE",
    **dict.fromkeys(("mark-all", "*"), _ALL),
    **dict.fromkeys(("sort", "reverse", "S", "O"), _ORDER),
    **dict.fromkeys(("sessions", "delete"), "quit, then rlm-tui sessions"),
    "compare": "diff NODE NODE; for two sessions quit, then rlm-tui compare",
}
"""What one types here for a key or a word of the app that needs a screen."""

_FIRST = re.compile(r"[A-Za-z][\w-]*|[^\w\s]|[1-6](?!\S)")


def own_word(name: str) -> OwnWord | None:
    """The command of a name or a letter."""
    return _BY_NAME.get(name)


def parse_line(line: str) -> Command | OwnCommand:
    """Read a line; a colon before it means nothing.

    Raises:
        CommandError: it is no command; the error knows the column.
        SteeringError: it needs a screen; the error says what is here instead.
    """
    reader = Reader(line)
    reader.take(":")
    first = reader.take_touching(_FIRST)
    name = first[0] if first else ""
    try:
        if name in _BY_NAME:
            return _BY_NAME[name].read(reader)
    except RuleError as error:
        raise CommandError(error.message, error.column) from error
    if name in INSTEAD and word_for(name) is None:
        raise SteeringError(f"in plain mode, in place of {name}: {INSTEAD[name]}")
    names = [word for word in (*_BY_NAME, *INSTEAD) if len(word) > 1]
    return parse_command(line, also=names)
