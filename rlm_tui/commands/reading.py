"""What the parts of a command look like: targets, nodes, words, numbers."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import TypeVar

from rlm_tui.commands.target import FOCUS, Target, TargetKind
from rlm_tui.domain.rules.filters import Filter
from rlm_tui.domain.rules.parse import parse_filter, parse_rule
from rlm_tui.domain.rules.reader import Reader
from rlm_tui.domain.rules.words import COUNT_UNITS, TIME_UNITS
from rlm_tui.domain.suggestion import suggestion
from rlm_tui.errors import RuleError

Choice = TypeVar("Choice", bound=str)

SCOPES: frozenset[TargetKind] = frozenset({"focus", "marked", "shown", "lane", "all"})

_SCOPE = re.compile(r"@(?P<name>\w*)")
_NUMBER = re.compile(r"#?(?P<number>[1-9][0-9]{0,8})(?!\S)")
_NODE = re.compile(r"0(?:\.[0-9]+)*(?!\S)")
_WAY = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*|\[[^\[\]\s]{1,200}\])*(?!\S)")
_TOKEN = re.compile(r"\S+")
_COUNT = re.compile(r"[0-9]{1,9}(?!\S)")
_STEPS = re.compile(r"[1-9][0-9]{0,8}(?!\S)")
_AMOUNT = re.compile(r"\$?(?P<digits>[0-9]{1,15}(?:\.[0-9]{1,9})?)(?P<unit>[A-Za-z]?)")
_LIKE = {True: "10m", False: "200k"}


def end(reader: Reader) -> None:
    """Make sure that nothing follows."""
    if not reader.is_at_end:
        reader.fail(f"nothing may follow here, found {reader.line[reader.at :]!r}")


def target(reader: Reader) -> Target:
    """Read a target; nothing is the ticket in focus, other words are a filter."""
    if reader.is_at_end:
        return FOCUS
    found = short_target(reader)
    if found is None:
        return Target("filter", filter=filter_of_rest(reader))
    end(reader)
    return found


def short_target(reader: Reader) -> Target | None:
    """Read a target that is one word, if there is one here."""
    start = reader.at
    if scope := reader.take_touching(_SCOPE):
        name = next((one for one in SCOPES if one == scope["name"]), None)
        if name is None:
            likely = (
                suggestion(scope["name"], SCOPES) or f"; @{', @'.join(sorted(SCOPES))}"
            )
            raise RuleError(f"{scope[0]!r} is no target{likely}", start)
        return Target(name)
    if number := reader.take_touching(_NUMBER):
        return Target("number", number=int(number["number"]))
    path = node(reader)
    return Target("node", node=path) if path else None


def node(reader: Reader) -> str:
    """Read the path of a node; empty if there is none here."""
    found = reader.take_touching(_NODE)
    return found[0] if found else ""


def words(reader: Reader) -> str | None:
    """Read all the rest as words, with or without quotes; `None`: there are none."""
    if reader.is_at_end:
        return None
    if reader.is_quoted():
        text = reader.text("")
        end(reader)
        return text
    rest = reader.line[reader.at :].strip()
    reader.at = len(reader.line)
    return rest


def token(reader: Reader, needed: str) -> str:
    """Read one word, in quotes or up to the next space."""
    if reader.is_quoted():
        return reader.text(needed)
    found = reader.take_touching(_TOKEN)
    return found[0] if found else reader.fail(needed)


def optional_count(reader: Reader) -> int | None:
    """Read a whole number, if there is one here."""
    found = reader.take_touching(_COUNT)
    return int(found[0]) if found else None


def count(reader: Reader, needed: str) -> int:
    """Read a whole number."""
    found = optional_count(reader)
    return reader.fail(needed) if found is None else found


def choice(
    reader: Reader,
    among: Collection[Choice],
    question: str,
    default: Choice | None = None,
    *,
    told: Sequence[str] = (),
) -> Choice:
    """Read one of several words.

    Args:
        reader: where it is read.
        among: all that are taken.
        question: what is asked for, such as `which limit?`.
        default: what it is where nothing follows.
        told: those that are named to a person; all without.
    """
    start = reader.at
    if reader.is_at_end and default is not None:
        return default
    *names, last = told or tuple(among)
    asked = f"{question} {', '.join(names)} or {last}"
    word = token(reader, asked)
    for one in among:
        if one == word:
            return one
    likely = suggestion(word, among) or ""
    raise RuleError(f"{asked}, not {word!r}{likely}", start)


def filter_of_rest(reader: Reader) -> Filter:
    """Read all the rest as a filter."""
    start = reader.at
    try:
        found = parse_filter(reader.line[start:])
    except RuleError as error:
        raise RuleError(error.message, start + error.column) from error
    reader.at = len(reader.line)
    return found


def rule_of_rest(reader: Reader) -> str | None:
    """Read all the rest as a stop rule; `None`: there is none."""
    start = reader.at
    rest = reader.line[start:].strip()
    if not rest:
        return None
    try:
        parse_rule(rest)
    except RuleError as error:
        raise RuleError(error.message, start + error.column) from error
    reader.at = len(reader.line)
    return rest


def way(reader: Reader) -> str:
    """Read the name of a variable, or a way into its value."""
    found = reader.take_touching(_WAY)
    return found[0] if found else name(reader)


def name(reader: Reader) -> str:
    """Read the name of a variable."""
    return reader.take_word() or reader.fail("expected the name of a variable")


def step_count(reader: Reader) -> int:
    """Read how often to step: once if it does not say.

    A node's path begins with 0, so that a count cannot be taken for one.
    """
    found = reader.take_touching(_STEPS)
    return int(found[0]) if found else 1


def amount(reader: Reader, *, is_time: bool) -> float | int | None:
    """Read how much is allowed; `none` is no limit."""
    start = reader.at
    text = token(reader, "how much? a number, or none")
    if text.lower() in ("none", "unlimited"):
        return None
    found = _AMOUNT.fullmatch(text)
    units = TIME_UNITS if is_time else COUNT_UNITS
    if found is None or (found["unit"] and found["unit"] not in units):
        raise RuleError(
            f"{text!r} is no amount, such as 5, 0.5 or {_LIKE[is_time]}", start
        )
    value = float(found["digits"]) * units.get(found["unit"], 1)
    return int(value) if value.is_integer() else value
