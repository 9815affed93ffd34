"""Reads a line of words into a command; the table here is also the help."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from rlm_tui.commands import on_lanes as lanes
from rlm_tui.commands import on_session as others
from rlm_tui.commands.values import Command, Open, Queue, Quit, Status
from rlm_tui.domain.rules.reader import Reader
from rlm_tui.domain.rules.words import ACTIONS
from rlm_tui.domain.suggestion import suggestion
from rlm_tui.errors import CommandError, RuleError

TARGETS = (
    "@focus, @marked, @shown, @lane, @all, a node such as 0.1, the number of a "
    "ticket such as 3, or a filter such as gate:query cost<0.01"
)


@dataclass(frozen=True, slots=True)
class Word:
    """A command: what it is called, what may follow, and what it does."""

    name: str
    letter: str
    """The key of the app that does the same; empty if there is none."""
    usage: str
    meaning: str
    read: lanes.Read
    others: tuple[str, ...] = ()
    """Other words for it."""


WORDS: tuple[Word, ...] = (
    Word("approve", "a", "[TARGET]", "let it through", lanes.on_tickets("approve")),
    Word(
        "approve-all",
        "A",
        "[TARGET]",
        "let all that wait through; asks first",
        lanes.approve_all,
    ),
    Word("edit", "e", '[TARGET] ["TEXT"]', "change it first", lanes.with_words("edit")),
    Word(
        "edit-outside",
        "E",
        "[TARGET]",
        "change it in your own editor",
        lanes.on_tickets("edit-outside"),
    ),
    Word("reject", "r", '["WORDS"] [TARGET]', "refuse it", lanes.with_words("reject")),
    Word("answer", "=", '["TEXT"] [TARGET]', "answer it", lanes.with_words("answer")),
    Word("revert", "V", "[TARGET]", "take your edit back", lanes.on_tickets("revert")),
    Word(
        "retry",
        "R",
        "[TARGET] [MODEL]",
        "run it again, beside the first attempt",
        lanes.with_token(
            "retry", "with which model? a name such as openai/gpt-5-mini", first=False
        ),
    ),
    Word(
        "pick",
        "",
        "NUMBER [TARGET]",
        "choose which attempt is handed on",
        lanes.pick,
    ),
    Word(
        "model",
        "M",
        "NAME [TARGET]",
        "use another model for this one",
        lanes.with_token(
            "model", "which model? a name such as openai/gpt-5-mini", first=True
        ),
    ),
    Word(
        "substitute",
        "%",
        "s/OLD/NEW/ [TARGET]",
        "change the texts of many; nothing is sent",
        lanes.substitute,
    ),
    Word("try", "T", "[COUNT] [TARGET]", "let a few of many through", lanes.try_some),
    Word(
        "pause",
        "p",
        "[node ID | model NAME]",
        "hold the run at its next steps",
        lanes.pause,
    ),
    Word("latch", "P", "[NODE]", "pause a node and all below it", lanes.latch),
    Word(
        "continue",
        "c",
        "[node ID | model NAME]",
        "end a pause",
        lanes.go_on,
        ("resume",),
    ),
    Word(
        "step",
        "s",
        "[KIND] [COUNT] [TARGET]",
        "do one step: into, over, iteration or out",
        lanes.step,
    ),
    Word(
        "into",
        "",
        "[COUNT] [TARGET]",
        "let it through, stop inside what it asks",
        lanes.step_of("into"),
    ),
    Word(
        "over",
        "n",
        "[COUNT] [TARGET]",
        "let it through, stop at its next step",
        lanes.step_of("over"),
    ),
    Word(
        "iteration",
        "i",
        "[COUNT] [TARGET]",
        "run one whole turn, then stop",
        lanes.step_of("iteration"),
    ),
    Word(
        "out",
        "o",
        "[COUNT] [TARGET]",
        "run until it has answered",
        lanes.step_of("out"),
    ),
    Word("run-to", "t", "[NODE]", "run until a node is reached", lanes.run_to, ("to",)),
    Word("until", "", "FILTER", "run until something matches", lanes.until),
    Word(
        "guide", "u", "[NODE] [WORDS]", "give it words with its next call", others.guide
    ),
    Word(
        "withdraw",
        "",
        "[NODE] NUMBER",
        "take back words that were not sent yet",
        others.withdraw,
    ),
    Word(
        "limit",
        "$",
        "[NAME AMOUNT]",
        "show limits and their names, or change one",
        others.limit,
        ("limits",),
    ),
    Word("rule", "b", "[RULE]", "add a stop rule", others.rule),
    Word(
        "rules",
        "L",
        "[delete N | on N | off N | move N TO | save NAME | load NAME | names]",
        "show or change the stop rules",
        others.rules,
    ),
    Word("mark", "m", "[NODE]", "mark a node", others.mark(marked=True)),
    Word("unmark", "", "[NODE]", "take a mark away", others.mark(marked=False)),
    Word("note", ";", "[NODE] [WORDS]", "write a note on a node", others.note),
    Word("abort", "x", "[node ID | call ID | run]", "end it; asks first", lanes.abort),
    Word("abort-run", "X", "", "end the whole run; asks first", lanes.abort_run),
    Word(
        "variables",
        "",
        "[NODE] [NAME] [START]",
        "what its code has, or a page of one",
        others.variables,
        ("vars",),
    ),
    Word(
        "set-variable",
        "",
        "[NODE] NAME = JSON",
        "give one a value",
        others.set_variable,
    ),
    Word(
        "show",
        "",
        "[PART] [NODE | NUMBER]",
        "show a node, or its prompt, code, output, answer, messages, thinking, ticket",
        others.show,
    ),
    Word("log", "", "[NODE] [COUNT]", "what happened, line by line", others.log),
    Word("tree", "f", "[FILTER]", "show the nodes", others.tree),
    Word("queue", "", "", "show what waits", lanes.just(Queue())),
    Word("status", "", "", "say how the run stands", lanes.just(Status())),
    Word("goto", "", "NODE | EVENT", "go to a node or an event", others.goto),
    Word("branch", "B", "[EVENT]", "go another way from here", others.branch),
    Word("ask", "", "[QUESTION]", "ask a further question of the answer", others.ask),
    Word(
        "export",
        "w",
        "jsonl|rlms|md|html|otel PATH",
        "write it to a file",
        others.export,
    ),
    Word("theme", "", "NAME", "choose the looks", others.theme),
    Word(
        "set",
        "",
        "[NAME VALUE]",
        "show or change what you prefer",
        others.set_setting,
        ("settings",),
    ),
    Word("hints", "", "on|off", "tips for beginners", others.hints, ("tips",)),
    Word("open", "", "", "open something else", lanes.just(Open())),
    Word("help", "?", "[COMMAND]", "say what the commands do", others.help_about),
    Word("quit", "q", "", "leave; everything is saved", lanes.just(Quit()), ("exit",)),
)

_BY_NAME: dict[str, Word] = {
    name: word
    for word in WORDS
    for name in (word.name, word.letter, *word.others)
    if name
}
_FIRST = re.compile(r"[A-Za-z][\w-]*|[^\w\s]")


def word_for(name: str) -> Word | None:
    """The command of a name, a letter or another word for it."""
    return _BY_NAME.get(name)


def parse_command(line: str, *, also: Collection[str] = ()) -> Command:
    """Read a command; a colon before it means nothing.

    Args:
        line: what was typed.
        also: words beside the commands that may have been meant.

    Raises:
        CommandError: it is none; the error knows the column.
    """
    try:
        return _read(line, also)
    except RuleError as error:
        raise CommandError(error.message, error.column) from error


def _read(line: str, also: Collection[str]) -> Command:
    reader = Reader(line)
    reader.take(":")
    start = reader.at
    first = reader.take_touching(_FIRST)
    if first is None:
        reader.fail("expected a command; help lists them")
    found = _BY_NAME.get(first[0])
    if found is None:
        names = [name for name in (*_BY_NAME, *also) if len(name) > 1]
        if first[0] in ACTIONS:
            rule = line[start:].strip()
            raise RuleError(f"{first[0]!r} begins a rule: rule {rule}", start)
        likely = suggestion(first[0], names) or "; help lists them"
        raise RuleError(f"{first[0]!r} is no command{likely}", start)
    return found.read(reader)
