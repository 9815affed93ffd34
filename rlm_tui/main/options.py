"""The words and flags of the command line, read into one value."""

from __future__ import annotations

import argparse
import difflib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, NoReturn

from rlm_tui.errors import SettingsError
from rlm_tui.main import flags

COMMANDS = {
    "run": "answer without a screen: the answer on stdout, progress on stderr",
    "sessions": "list saved sessions, by words or by a filter such as cost>1",
    "show": "print one saved session: tree, steps, answer",
    "review": "open a saved session read-only in the app",
    "resume": "go on with a session that was cut",
    "branch": "go another way from an event of a session",
    "ask": "ask a further question of a session; its variables are kept",
    "compare": "where two sessions differ: prompts, code, outputs, answers, cost",
    "export": "write a session as JSON lines, Markdown, HTML or spans",
    "delete": "remove sessions for good, with their texts",
    "import": "read sessions from exports, and from logs of other programs",
    "models": "what can be used here: keys found, local servers up",
    "doctor": "what works here and what to do about the rest",
}

ALIKE = 0.75
"""How near a word is to the command that was meant; 1 is the same word."""

FORMATS = ("jsonl", "rlms", "md", "html", "otel")

EPILOG = """\
commands:
{commands}

A first word that is a command is a command; ./run opens a file of that name.
Without a key everything runs on the offline planner, which is rules and says so.
"""


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line says."""

    command: str
    """Empty for the app."""
    words: list[str] = field(default_factory=list)
    """Contexts, a session or words to look for."""
    question: str | None = None
    json: bool = False
    events: bool = False
    quiet: bool = False
    print_answer: bool = False
    web: bool = False
    web_port: int = 0
    form: str = "jsonl"
    """What a session is exported as."""
    output: str | None = None
    """The file of an export; standard output if there is none."""
    force: bool = False
    yes: bool = False
    headless: bool = False
    no_context: bool = False
    """Whether the question comes without one."""
    context: bool = False
    """Whether what was looked at of the context is asked for."""
    at: int | None = None
    """The event at which to branch; the last stop if it is not given."""
    settings: dict[str, object] = field(default_factory=dict)
    """Options that are settings too, by field name; only those that were given."""


def without_web(arguments: Sequence[str]) -> list[str]:
    """The words and flags for the app itself, of those that had it served."""
    kept: list[str] = []
    words = iter(arguments)
    for word in words:
        if word == "--web-port":
            next(words, None)
        elif word != "--web" and not word.startswith("--web-port="):
            kept.append(word)
    return kept


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        kind, _, given = message.partition(": ")
        hint = ""
        if kind == "unrecognized arguments":
            known = self._option_string_actions
            flag = given.partition(" ")[0].partition("=")[0]
            near = difflib.get_close_matches(flag, known, n=1)
            hint = f"did you mean {near[0]}? " if near else ""
        raise SettingsError(f"{message}; {hint}{self.prog} --help lists the options")


def parse(arguments: Sequence[str], version: str) -> Options:
    """Read the command line.

    Raises:
        SettingsError: an option is unknown or its value is of the wrong kind.
        SystemExit: help or version was asked for and printed.
    """
    words = list(arguments)
    command = words.pop(0) if words and words[0] in COMMANDS else ""
    if words and not command:
        _check_spelling(words[0])
    parser = _parser(command, version)
    found: dict[str, Any] = vars(parser.parse_intermixed_args(words))
    if found.get("no_context"):
        _check_alone(found)
    if command in ("resume", "ask"):
        _check_headless(found)
    plain = {option.name for option in fields(Options)} - {"command", "settings"}
    return Options(
        command=command,
        settings={k: v for k, v in found.items() if k not in plain and v is not None},
        **{name: found[name] for name in plain if found.get(name) is not None},
    )


def _check_spelling(word: str) -> None:
    """Take no command that is misspelt for the name of a file.

    A word with more than letters is a path, a pattern or a flag.
    """
    if not word.isalpha():
        return
    near = difflib.get_close_matches(word, COMMANDS, n=1, cutoff=ALIKE)
    if near and not os.path.exists(word):
        raise SettingsError(
            f"there is neither a command nor a file {word}; "
            f"did you mean rlm-tui {near[0]}?"
        )


def _check_alone(found: Mapping[str, object]) -> None:
    """Let a question that stands for itself be there, and nothing beside it."""
    if found["words"]:
        raise SettingsError("--no-context goes without files, folders and -")
    if not found["question"]:
        raise SettingsError("--no-context needs a question: -q 'What is 2 to the 100?'")


def _check_headless(found: Mapping[str, object]) -> None:
    """Let nothing be asked of the app that only a run without it does."""
    given = [name for name in ("json", "events", "quiet", "unattended") if found[name]]
    if given and not found["headless"]:
        raise SettingsError(f"--{given[0]} goes with --headless")
    if found["headless"] and found["web"]:
        raise SettingsError("--web serves the app, and --headless goes without it")


def _parser(command: str, version: str) -> _Parser:
    listed = "\n".join(f"  {name:10} {text}" for name, text in COMMANDS.items())
    parser = _Parser(
        prog=f"rlm-tui {command}".strip(),
        description=COMMANDS.get(
            command, "The debugger for recursive language model runs."
        ),
        epilog="" if command else EPILOG.format(commands=listed),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"rlm-tui {version}")
    _WORDS[command](parser)
    flags.add_store(parser)
    return parser


def _add_words(parser: _Parser, name: str, text: str) -> None:
    parser.add_argument("words", metavar=name, nargs="*", help=text)


def _add_run(parser: _Parser) -> None:
    _add_words(parser, "CONTEXT", "files, folders, patterns, or - for standard input")
    parser.add_argument("-q", "--question", metavar="TEXT", help="what to answer")
    parser.add_argument(
        "--no-context",
        action="store_true",
        help="the question stands for itself; code has its text as the context",
    )
    models = parser.add_argument_group("models")
    models.add_argument("--model", metavar="M", help="of the root (offline)")
    models.add_argument("--sub-model", metavar="M", help="of sub-queries (the same)")
    models.add_argument("--api-base", metavar="URL", help="the server's address")
    flags.add_model_options(models)
    flags.add_answer(parser)
    flags.add_limits(parser)
    parser.add_argument("--encoding", metavar="NAME", help="of the files (utf-8)")
    parser.add_argument("--title", metavar="TEXT", help="a name for the session")
    flags.add_isolation(parser)


def _add_headless(parser: _Parser) -> None:
    _add_run(parser)
    flags.refuse_asking(parser)
    flags.add_rules(parser)
    flags.add_forms(parser)


def _add_app(parser: _Parser) -> None:
    _add_run(parser)
    app = parser.add_argument_group("the app")
    app.add_argument(
        "--step", action="store_true", default=None, help="hold before the first call"
    )
    app.add_argument(
        "--ask",
        metavar="WHAT",
        help="hold at query (sub-queries), code, all, or spend (what is dear); watch "
        "holds at nothing",
    )
    flags.add_rules(app)
    flags.add_screen(app)
    flags.add_print(app)


def _add_sessions(parser: _Parser) -> None:
    _add_words(
        parser,
        "FILTER",
        "words that a session holds, anywhere in it; or a filter of the rule language: "
        "'cost>1 state:done model:gpt-5*'",
    )
    parser.add_argument("--json", action="store_true", help="print a JSON list")


def _add_show(parser: _Parser) -> None:
    _add_words(parser, "SESSION", "an id, or the beginning of one")
    parser.add_argument("--json", action="store_true", help="print its events as JSON")
    parser.add_argument(
        "--context",
        action="store_true",
        help="print what was sent, printed or read of its context, and what never was",
    )
    flags.add_ascii(parser)


def _add_review(parser: _Parser) -> None:
    _add_words(parser, "SESSION", "an id, or the beginning of one")
    flags.add_screen(parser)


def _add_resume(parser: _Parser) -> None:
    _add_review(parser)
    _add_unattended(parser)


def _add_unattended(parser: _Parser) -> None:
    """In the app, or without it."""
    headless = parser.add_argument_group("without the app")
    headless.add_argument("--headless", action="store_true", help="as `run` does")
    flags.add_forms(headless)
    flags.add_print(parser)
    flags.add_isolation(parser)


def _add_ask(parser: _Parser) -> None:
    _add_words(
        parser,
        "SESSION [CONTEXT]",
        "an id, or the beginning of one; then files or folders that come with the "
        "question, in a variable context_1",
    )
    parser.add_argument("-q", "--question", metavar="TEXT", help="what to answer")
    parser.add_argument("--encoding", metavar="NAME", help="of the files (utf-8)")
    flags.add_screen(parser)
    _add_unattended(parser)


def _add_branch(parser: _Parser) -> None:
    _add_review(parser)
    parser.add_argument(
        "--at", type=int, metavar="EVENT", help="the last event that counts (last stop)"
    )
    flags.add_print(parser)
    flags.add_isolation(parser)


def _add_compare(parser: _Parser) -> None:
    _add_words(parser, "SESSION", "two ids; one is compared with its parent")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def _add_export(parser: _Parser) -> None:
    _add_words(parser, "SESSION", "an id, or the beginning of one")
    parser.add_argument(
        "--format",
        dest="form",
        choices=FORMATS,
        help="jsonl: all of it, can be imported again (the default); rlms: for the "
        "visualizer of that package; md; html: one page; otel: OpenTelemetry spans",
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="(standard output)")
    parser.add_argument(
        "--force", action="store_true", help="overwrite FILE if it is there"
    )


def _add_import(parser: _Parser) -> None:
    _add_words(parser, "FILE", "exports, or logs of rlms, fast-rlm, dspy and ai-rlm")
    parser.add_argument("--json", action="store_true", help="print a JSON list")


def _add_delete(parser: _Parser) -> None:
    _add_words(parser, "SESSION", "ids, or beginnings of some")
    parser.add_argument("--yes", action="store_true", help="do not ask")


def _add_models(_parser: _Parser) -> None:
    """Takes nothing of its own."""


def _add_doctor(parser: _Parser) -> None:
    flags.add_isolation(parser)
    parser.add_argument("--json", action="store_true", help="print a JSON list")


_WORDS = {
    "": _add_app,
    "run": _add_headless,
    "sessions": _add_sessions,
    "show": _add_show,
    "review": _add_review,
    "resume": _add_resume,
    "branch": _add_branch,
    "ask": _add_ask,
    "compare": _add_compare,
    "export": _add_export,
    "import": _add_import,
    "delete": _add_delete,
    "models": _add_models,
    "doctor": _add_doctor,
}
