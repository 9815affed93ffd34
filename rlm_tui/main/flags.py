"""Groups of flags that several commands take."""

from __future__ import annotations

import argparse
from typing import NoReturn

_LIMITS: tuple[tuple[str, type, str, str], ...] = (
    ("max-iterations", int, "N", "turns of each node (20)"),
    ("max-depth", int, "N", "levels of recursion, 0 to 10 (2)"),
    ("max-llm-calls", int, "N", "sub-queries of the whole run (50)"),
    ("max-cost", str, "USD", "dollars of the whole run, or none (1)"),
    ("max-tokens", str, "N", "tokens of the whole run, or none (none)"),
    ("max-time", str, "S", "seconds, without those it waits for you, or none (600)"),
    ("max-concurrency", int, "N", "calls at the same time (8; 1 for local servers)"),
    ("max-retries", int, "N", "of a call that failed in passing (3)"),
    ("max-errors", int, "N", "failing blocks in a row (3)"),
    ("code-timeout", float, "S", "seconds that a block may run (30)"),
    ("tool-timeout", float, "S", "seconds that a call of a tool may take (60)"),
)


def add_limits(parser: argparse._ActionsContainer) -> None:
    """What a run may spend."""
    limits = parser.add_argument_group("limits")
    for name, kind, metavar, text in _LIMITS:
        limits.add_argument(f"--{name}", type=kind, metavar=metavar, help=text)


def add_model_options(models: argparse._ActionsContainer) -> None:
    """What calls ask for beside a reply."""
    models.add_argument(
        "--model-option",
        dest="model_options",
        metavar="NAME=VALUE",
        action="append",
        help="what calls ask for, as litellm names it, such as temperature=0.2; may "
        "be said several times",
    )
    models.add_argument(
        "--sub-model-option",
        dest="sub_model_options",
        metavar="NAME=VALUE",
        action="append",
        help="the same for sub-queries and children (as --model-option)",
    )


def add_answer(parser: argparse._ActionsContainer) -> None:
    """Tools, and what an answer must be."""
    answer = parser.add_argument_group("tools and answer")
    answer.add_argument(
        "--tools",
        dest="tools_file",
        metavar="FILE.py",
        help="its public functions can be called from code as tools.NAME(...)",
    )
    answer.add_argument(
        "--schema",
        dest="schema_file",
        metavar="FILE",
        help="a JSON Schema that the answer must meet",
    )
    answer.add_argument(
        "--evaluator", metavar="M", help="a model that judges the answer (none)"
    )
    answer.add_argument(
        "--min-confidence",
        type=float,
        metavar="N",
        help="answers less sure than this, from 0 to 1, go back (off)",
    )


def add_forms(parser: argparse._ActionsContainer) -> None:
    """What a command without a screen prints."""
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print one JSON object")
    form.add_argument(
        "--events", action="store_true", help="print JSON lines; the last is the result"
    )
    parser.add_argument("--quiet", action="store_true", help="no progress on stderr")
    parser.add_argument(
        "--unattended",
        metavar="HOW",
        help="what becomes of stops: pass (goes on, recorded), deny (refused) or stop "
        "(the run ends)",
    )


def add_rules(parser: argparse._ActionsContainer) -> None:
    """What is held."""
    parser.add_argument(
        "--rules",
        dest="rules_file",
        metavar="FILE",
        help="stop rules, one a line, such as: hold gate:query cost>0.05",
    )


def add_print(parser: argparse._ActionsContainer) -> None:
    """What is left on the terminal."""
    parser.add_argument(
        "--print",
        dest="print_answer",
        action="store_true",
        help="print the answer at the end",
    )


def add_isolation(parser: argparse._ActionsContainer) -> None:
    """How far code is shut in."""
    parser.add_argument(
        "--isolation",
        metavar="LEVEL",
        help="auto (the strongest that works here), linux, seatbelt, bwrap, container; "
        "process: with your rights, for contexts that you trust",
    )


def add_store(parser: argparse._ActionsContainer) -> None:
    """Where sessions are kept."""
    store = parser.add_argument_group("sessions")
    store.add_argument("--db", metavar="PATH", help="the database of sessions")
    store.add_argument(
        "--no-store",
        action="store_true",
        default=None,
        help="keep the session in memory only",
    )


def add_ascii(parser: argparse._ActionsContainer) -> None:
    """For terminals and fonts that have nothing else."""
    parser.add_argument(
        "--ascii", action="store_true", default=None, help="no character beyond ASCII"
    )


def add_screen(parser: argparse._ActionsContainer) -> None:
    """What the app looks like, and what it does with keys and mouse."""
    add_ascii(parser)
    parser.add_argument(
        "--plain",
        action="store_true",
        default=None,
        help="lines in place of a screen, for screen readers, scripts and logs; also "
        "with ACCESSIBLE=1",
    )
    parser.add_argument(
        "--theme",
        metavar="NAME",
        help="dark, light, contrast, terminal (its own colours), terminal-light, or "
        "auto, which asks the terminal",
    )
    parser.add_argument(
        "--no-mouse",
        dest="mouse",
        action="store_false",
        default=None,
        help="leave the mouse to the terminal, to select text with it",
    )
    parser.add_argument(
        "--no-hints",
        dest="hints",
        action="store_false",
        default=None,
        help="no tips for beginners",
    )
    parser.add_argument(
        "--web",
        action="store_true",
        help="serve the app to a browser on this machine, and print its address",
    )
    parser.add_argument(
        "--web-port", type=int, metavar="N", help="of the address (any free one)"
    )


class _AsksNobody(argparse.Action):
    """A flag of the app that a run without it refuses."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        option_string: str | None = None,
    ) -> NoReturn:
        parser.error(
            f"run asks nobody, so {option_string} cannot be used; leave out run to be "
            "asked, or say --rules FILE --unattended deny"
        )


def refuse_asking(parser: argparse._ActionsContainer) -> None:
    """Say of the flags that hold for a person that nobody is asked."""
    for flag, words in (("--ask", "?"), ("--step", 0)):
        parser.add_argument(
            flag,
            nargs=words,
            action=_AsksNobody,
            default=argparse.SUPPRESS,
            help=argparse.SUPPRESS,
        )
