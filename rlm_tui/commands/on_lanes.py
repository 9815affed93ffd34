"""Reads the arguments of commands that decide tickets and move lanes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal, TypeAlias

from rlm_tui.commands import reading
from rlm_tui.commands.target import SHOWN, Target
from rlm_tui.commands.values import (
    Abort,
    Command,
    Continue,
    OnTickets,
    Pause,
    RunTo,
    Step,
    StepWord,
    Substitute,
    TicketVerb,
    Try,
    Until,
)
from rlm_tui.domain.events_of_steering import LatchKind
from rlm_tui.domain.rules.reader import Reader
from rlm_tui.domain.sample import USUAL
from rlm_tui.errors import RuleError

Read: TypeAlias = Callable[[Reader], Command]
"""Reads what follows the word of a command."""

_SUBSTITUTION = re.compile(
    r"s(?P<sign>[^\w\s\\])(?:\\.|(?!(?P=sign)).)*(?P=sign)"
    r"(?:\\.|(?!(?P=sign)).)*(?P=sign)[a-z]*(?!\S)"
)
_STEPS: tuple[StepWord, ...] = ("into", "over", "iteration", "out")
_PAUSABLE: tuple[Literal["run", "node", "model"], ...] = ("run", "node", "model")
_ABORTED: tuple[Literal["node", "call", "run"], ...] = ("node", "call", "run")


def just(command: Command) -> Read:
    """A command that takes nothing."""

    def read(reader: Reader) -> Command:
        reading.end(reader)
        return command

    return read


def on_tickets(verb: TicketVerb) -> Read:
    """A verb with a target alone."""

    def read(reader: Reader) -> Command:
        return OnTickets(verb, reading.target(reader))

    return read


def approve_all(reader: Reader) -> Command:
    """`[TARGET]`."""
    return OnTickets("approve", _shown_or(reader))


def with_words(verb: TicketVerb) -> Read:
    """A verb with a target and words: `"words" TARGET`, `TARGET words` or a filter."""

    def read(reader: Reader) -> Command:
        if reader.is_quoted():
            text = reader.text("")
            return OnTickets(verb, reading.target(reader), text)
        found = reading.short_target(reader)
        if found is not None:
            return OnTickets(verb, found, reading.words(reader))
        try:
            return OnTickets(verb, reading.target(reader))
        except RuleError as error:
            hint = f'words of your own go in quotes: {verb} "..."'
            raise RuleError(f"{error.message}; {hint}", error.column) from error

    return read


def with_token(verb: TicketVerb, needed: str, *, first: bool) -> Read:
    """A verb with a word and a target; the word is needed if it comes first."""

    def read_first(reader: Reader) -> Command:
        before = reading.short_target(reader)
        text = reading.token(reader, needed)
        if before is None:
            return OnTickets(verb, reading.target(reader), text)
        reading.end(reader)
        return OnTickets(verb, before, text)

    def read_last(reader: Reader) -> Command:
        found = reading.short_target(reader) or Target()
        text = None if reader.is_at_end else reading.token(reader, needed)
        reading.end(reader)
        return OnTickets(verb, found, text)

    return read_first if first else read_last


def pick(reader: Reader) -> Command:
    """`NUMBER [TARGET]`."""
    number = reading.count(reader, "the number of which attempt? from 1")
    return OnTickets("pick", reading.target(reader), str(number))


def substitute(reader: Reader) -> Command:
    """`s/OLD/NEW/ [TARGET]`."""
    found = reader.take_touching(_SUBSTITUTION)
    if found is None:
        reader.fail("expected s/old/new/, with all three signs")
    return Substitute(found[0], _shown_or(reader))


def try_some(reader: Reader) -> Command:
    """`[COUNT] [TARGET]`."""
    number = reading.optional_count(reader)
    if number == 0:
        reader.fail("how many? a number from 1")
    return Try(number or USUAL, _shown_or(reader))


def _shown_or(reader: Reader) -> Target:
    return SHOWN if reader.is_at_end else reading.target(reader)


def step(reader: Reader) -> Command:
    """`[KIND] [COUNT] [TARGET]`."""
    kind: StepWord = "into"
    if reader.peek_word():
        kind = reading.choice(reader, _STEPS, "which step?")
    return step_of(kind)(reader)


def step_of(kind: StepWord) -> Read:
    """`[COUNT] [TARGET]` of one kind of step."""

    def read(reader: Reader) -> Command:
        start = reader.at
        count = reading.step_count(reader)
        if not 1 <= count <= 1_000:
            reader.at = start
            reader.fail("a step is taken from 1 to 1000 times")
        found = reading.target(reader)
        if not found.is_single:
            reader.at = start
            reader.fail("a step moves one lane: name one ticket or node")
        return Step(kind, count, found)

    return read


def run_to(reader: Reader) -> Command:
    """`[NODE]`."""
    found = reading.node(reader)
    reading.end(reader)
    return RunTo(found)


def until(reader: Reader) -> Command:
    """`FILTER`."""
    return Until(reading.filter_of_rest(reader))


def pause(reader: Reader) -> Command:
    """`[run | node [ID] | model NAME]`."""
    on, name = _paused(reader, "pause what?")
    return Pause(on, name)


def go_on(reader: Reader) -> Command:
    """`[run | node [ID] | model NAME]`."""
    on, name = _paused(reader, "go on with what?")
    return Continue(on, name)


def latch(reader: Reader) -> Command:
    """`[ID]`."""
    found = reading.node(reader)
    reading.end(reader)
    return Pause("node", found)


def _paused(reader: Reader, question: str) -> tuple[LatchKind | None, str]:
    what = reading.choice(reader, _PAUSABLE, question, "run")
    name = ""
    if what == "node":
        name = reading.node(reader)
    elif what == "model":
        name = reading.token(reader, "which model? a name such as openai/gpt-5-mini")
    reading.end(reader)
    return (None if what == "run" else what), name


def abort(reader: Reader) -> Command:
    """`node [ID] | call [ID] | run | ID`."""
    if path := reading.node(reader):
        reading.end(reader)
        return Abort("node", path)
    what = reading.choice(reader, _ABORTED, "abort what?", "node")
    found = "" if what == "run" else reading.node(reader)
    reading.end(reader)
    return Abort(what, found)


def abort_run(reader: Reader) -> Command:
    """Nothing."""
    reading.end(reader)
    return Abort("run")
