"""A man page with options, exit status and files."""

from __future__ import annotations

import random

from benchmarks.planner.brought.asks import Brought, grown, told, untold
from benchmarks.planner.filler import people, sentence


def bring(chance: random.Random, size: int) -> Brought:
    """The document, and what people ask of it."""
    port = chance.randint(1000, 9999)
    [author, other] = people(chance, 2)
    parts = [
        "TARNSYNC(1)                 General Commands Manual                TARNSYNC(1)"
        "\n\nNAME\n       tarnsync - copy folders between two machines",
        "SYNOPSIS\n       tarnsync [-nqv] [-p port] [--exclude=PATTERN] source "
        "destination",
        "DESCRIPTION\n       tarnsync copies what has changed in source to destination. "
        "Files that\n       have the same size and time are left alone.",
        "OPTIONS\n"
        "       -n, --dry-run\n              Show what would be copied, copy nothing.\n\n"
        "       -q, --quiet\n              Print errors only.\n\n"
        "       -v, --verbose\n              Print the name of every file.\n\n"
        f"       -p port\n              Connect to this port.  The default is {port}.\n\n"
        "       --exclude=PATTERN\n              Leave out files that match PATTERN. May "
        "be given several times.\n\n"
        "       --timeout=SECONDS\n              Give up after so many seconds without "
        "an answer.  The default is 45.",
        "EXIT STATUS\n       0      Everything was copied.\n"
        "       1      Some files could not be read.\n"
        "       3      The connection was lost.",
        "FILES\n       ~/.tarnsyncrc\n              Options that are always used.",
        f"AUTHOR\n       Written by {author}.",
        "SEE ALSO\n       cp(1), ssh(1), tar(1)",
    ]
    text = grown(
        parts, lambda n: f"NOTES {n + 1}\n       {sentence(chance)}", size, "\n\n"
    )
    return Brought(
        text,
        [
            told("What does -q do?", "What does the option --quiet do?", "errors only"),
            told(
                "Which option shows what would be copied?",
                "Which flag copies nothing and only shows what would happen?",
                "dry-run",
            ),
            told(
                "What is the default port?",
                "Which port does tarnsync connect to by default?",
                str(port),
            ),
            told(
                "What does exit status 3 mean?",
                "When does tarnsync exit with 3?",
                "connection was lost",
            ),
            told(
                "What is the default of --timeout?",
                "How long is the timeout by default?",
                "45",
            ),
            told("Who wrote tarnsync?", "Who is the author?", author),
            told("What is tarnsync?", "What does tarnsync do?", "cop"),
            told(
                "Which file holds options that are always used?",
                "Where can I put options that are always used?",
                ".tarnsyncrc",
            ),
            told(
                "How do I leave out files?",
                "Which option leaves out files that match a pattern?",
                "exclude",
            ),
            told(
                "Which other commands are mentioned under SEE ALSO?",
                "What does SEE ALSO list?",
                "ssh(1)",
            ),
            untold("What does exit status 7 mean?", "When does tarnsync exit with 12?"),
            untold("What does -z do?", "What does --compress do?"),
            untold(
                f"When did {other} write tarnsync?",
                "In which year was tarnsync first released?",
            ),
        ],
    )
