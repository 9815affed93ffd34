"""Reads the arguments of commands about a node, the run's rules and the session."""

from __future__ import annotations

from collections.abc import Mapping

from rlm_tui.commands import reading
from rlm_tui.commands.on_lanes import Read
from rlm_tui.commands.values import (
    AddRule,
    Ask,
    Branch,
    Command,
    Export,
    ExportForm,
    Goto,
    Guide,
    Help,
    Log,
    Mark,
    Note,
    Rules,
    RulesDeed,
    Set,
    SetLimit,
    SetVariable,
    Show,
    ShowLimits,
    ShownPart,
    Theme,
    Tree,
    Variables,
    Withdraw,
)
from rlm_tui.domain.limits import LIMIT_NAMES
from rlm_tui.domain.rules.reader import Reader

_PARTS: tuple[ShownPart, ...] = (
    "node",
    "prompt",
    "code",
    "output",
    "answer",
    "messages",
    "thinking",
    "ticket",
)
_DEEDS: tuple[RulesDeed, ...] = (
    "show",
    "delete",
    "on",
    "off",
    "move",
    "save",
    "load",
    "names",
)
_FORMS: tuple[ExportForm, ...] = ("jsonl", "rlms", "md", "html", "otel")


LIMITS: Mapping[str, str] = {
    "money": "max_cost",
    "cost": "max_cost",
    "tokens": "max_tokens",
    "time": "max_time",
    "iterations": "max_iterations",
    "depth": "max_depth",
    "calls": "max_llm_calls",
    "concurrency": "max_concurrency",
    "retries": "max_retries",
    "errors": "max_errors",
    **{name: name for name in LIMIT_NAMES},
}
"""What a limit may be called, and the field of `Limits` that it is."""
_USUAL = tuple(name for name in LIMITS if name not in {*LIMIT_NAMES, "cost"})
"""The names that people use."""


def limit(reader: Reader) -> Command:
    """`[NAME VALUE]`."""
    if reader.is_at_end:
        return ShowLimits()
    field = LIMITS[reading.choice(reader, tuple(LIMITS), "which limit?", told=_USUAL)]
    value = reading.amount(reader, is_time=field.endswith(("time", "timeout")))
    reading.end(reader)
    return SetLimit(field, value)


def rule(reader: Reader) -> Command:
    """`[RULE]`."""
    return AddRule(reading.rule_of_rest(reader))


def rules(reader: Reader) -> Command:
    """`[delete N | on N | off N | move N TO | save NAME | load NAME | names]`."""
    deed = reading.choice(reader, _DEEDS, "do what with the rules?", "show")
    number, name, to = 0, "", 0
    if deed in ("delete", "on", "off", "move"):
        number = reading.count(reader, "the number of which rule? rules lists them")
        if deed == "move":
            to = reading.count(reader, "to which number? 1 is asked first")
    elif deed in ("save", "load"):
        name = reading.token(reader, "under which name? one word")
    reading.end(reader)
    return Rules(deed, number, name, to)


def guide(reader: Reader) -> Command:
    """`[NODE] [WORDS]`."""
    return Guide(reading.node(reader), reading.words(reader))


def note(reader: Reader) -> Command:
    """`[NODE] [WORDS]`."""
    return Note(reading.node(reader), reading.words(reader))


def withdraw(reader: Reader) -> Command:
    """`[NODE] NUMBER`."""
    found = reading.node(reader)
    number = reading.count(reader, "the number of which guidance? from 1")
    reading.end(reader)
    return Withdraw(number, found)


def mark(*, marked: bool) -> Read:
    """`[NODE]`."""

    def read(reader: Reader) -> Command:
        found = reading.node(reader)
        reading.end(reader)
        return Mark(found, marked)

    return read


def variables(reader: Reader) -> Command:
    """`[NODE] [NAME] [START]`."""
    found = reading.node(reader)
    name, start = "", 0
    if not reader.is_at_end:
        name = reading.way(reader)
        start = reading.optional_count(reader) or 0
    reading.end(reader)
    return Variables(found, name, start)


def set_variable(reader: Reader) -> Command:
    """`[NODE] NAME = JSON`."""
    found = reading.node(reader)
    name = reading.name(reader)
    if not reader.take("="):
        reader.fail(f"expected = and a JSON value, such as {name} = 3")
    json = reader.line[reader.at :].strip()
    if not json:
        reader.fail("expected a JSON value")
    return SetVariable(name, json, found)


def show(reader: Reader) -> Command:
    """`[PART] [TARGET]`."""
    part: ShownPart = "node"
    if reader.peek_word():
        part = reading.choice(reader, _PARTS, "which part?")
    start = reader.at
    found = reading.target(reader)
    if not found.is_single:
        reader.at = start
        reader.fail("one node or ticket is shown at a time")
    return Show(part, found)


def log(reader: Reader) -> Command:
    """`[NODE] [COUNT]`."""
    found = reading.node(reader)
    count = reading.optional_count(reader)
    reading.end(reader)
    return Log(found, count)


def tree(reader: Reader) -> Command:
    """`[FILTER]`."""
    return Tree(None if reader.is_at_end else reading.filter_of_rest(reader))


def goto(reader: Reader) -> Command:
    """`SEQ | ID`."""
    place = reading.token(reader, "to which node or event? such as 0.1 or 41")
    reading.end(reader)
    return Goto(place)


def branch(reader: Reader) -> Command:
    """`[SEQ]`."""
    seq = (
        None
        if reader.is_at_end
        else reading.count(reader, "at which event? a number such as 41")
    )
    reading.end(reader)
    return Branch(seq)


def ask(reader: Reader) -> Command:
    """`[QUESTION]`."""
    return Ask(reading.words(reader))


def export(reader: Reader) -> Command:
    """`jsonl|rlms|md|html|otel PATH`."""
    form = reading.choice(reader, _FORMS, "in which form?")
    path = reading.words(reader)
    return (
        Export(form, path)
        if path
        else reader.fail("to which file? a path such as report.md")
    )


def theme(reader: Reader) -> Command:
    """`NAME`."""
    name = reading.token(reader, "which theme? such as dark or light")
    reading.end(reader)
    return Theme(name)


def set_setting(reader: Reader) -> Command:
    """`[NAME [VALUE]]`."""
    name = (
        ""
        if reader.is_at_end
        else reading.token(reader, "which setting? set lists them")
    )
    return Set(name, reading.words(reader) or "")


def hints(reader: Reader) -> Command:
    """`on | off`."""
    value = reading.choice(reader, ("on", "off"), "tips?")
    reading.end(reader)
    return Set("hints", value)


def help_about(reader: Reader) -> Command:
    """`[COMMAND]`."""
    return Help(reading.words(reader) or "")
