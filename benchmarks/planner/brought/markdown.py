"""The documentation of a tool, with tables of its options."""

from __future__ import annotations

import random

from benchmarks.planner.brought.asks import Brought, grown, told, untold, value
from benchmarks.planner.filler import sentence


def bring(chance: random.Random, size: int) -> Brought:
    """The document, and what people ask of it."""
    port, workers, days = (chance.randint(20, 990) * 10 for _ in range(3))
    parts = [
        "# Brambleq\n\nBrambleq is a small job queue for batch workers. It keeps its "
        "jobs in one SQLite file.",
        "## Installation\n\nBrambleq needs Python 3.10 or newer.\n\n"
        "```sh\npipx install brambleq\n```",
        "## Configuration\n\nSettings are read from `brambleq.toml` in the working "
        "directory.\n\n"
        "| Option | Type | Default | Description |\n|---|---|---|---|\n"
        f"| `port` | integer | {port} | The port of the web view |\n"
        f"| `max_workers` | integer | {workers} | How many jobs run at a time |\n"
        "| `log_level` | string | `info` | One of debug, info, warning, error |\n"
        f"| `keep_days` | integer | {days} | Days after which finished jobs go |\n"
        "| `secret` | string | *none* | Signs the cookies; must be set |",
        "## Command line\n\n### brambleq run\n\nStarts the workers. `--once` exits "
        "when the queue is empty.\n\n### brambleq purge\n\nDeletes every failed job. "
        "`--yes` skips the confirmation.",
        "## Environment variables\n\n- `BRAMBLEQ_HOME`: folder of the database\n"
        "- `BRAMBLEQ_TOKEN`: token of the HTTP interface",
        "## Troubleshooting\n\n### database is locked\n\nAnother process holds the "
        "file. Stop it, or set `busy_timeout` to a higher value.\n\n### Jobs vanish"
        "\n\nFinished jobs are removed after `keep_days` days.",
        "## Limits\n\nA payload may have at most 64 KiB. There is no limit on the "
        "number of queues.",
        "## Licence\n\nBrambleq is released under the MIT licence.",
    ]
    text = grown(
        parts, lambda n: f"## Note {n + 1}\n\n{sentence(chance)}", size, "\n\n"
    )
    return Brought(
        text,
        [
            value(
                "What is the default of max_workers?",
                "What value does `max_workers` have by default?",
                workers,
            ),
            value("What is the default port?", "Which port is used by default?", port),
            told(
                "What does the option keep_days do?",
                "What is keep_days for?",
                "Days after which finished jobs go",
            ),
            told(
                "How do I install Brambleq?",
                "Which command installs Brambleq?",
                "pipx install brambleq",
            ),
            told(
                "What does the section Troubleshooting say about locked databases?",
                "What should I do when the database is locked?",
                "Another process",
            ),
            told(
                "What does --once do?",
                "What is the effect of the flag --once?",
                "exits when the queue is empty",
            ),
            told(
                "What does the Limits section say?",
                "What is written under Limits?",
                "64 KiB",
            ),
            told(
                "Which environment variable sets the folder of the database?",
                "What is BRAMBLEQ_HOME?",
                "folder of the database"[:6],
            ),
            told(
                "Which licence does it have?",
                "Under which licence is Brambleq released?",
                "MIT",
            ),
            told(
                "Which Python version is required?",
                "What version of Python does Brambleq need?",
                "3.10",
            ),
            told(
                "What is the maximum size of a payload?",
                "How big may a payload be?",
                "64 KiB",
            ),
            told(
                "Which options have the type string?",
                "List the options of type string.",
                "log_level",
                "secret",
                without=("keep_days",),
            ),
            told(
                "What does brambleq purge do?",
                "What happens when I run brambleq purge?",
                "Deletes every failed job",
            ),
            told(
                "Which file are the settings read from?",
                "Where is the configuration read from?",
                "brambleq.toml",
            ),
            untold(
                "What is the default of max_retries?",
                "What value does retry_delay have by default?",
            ),
            untold("How do I install Brambleq on Windows?", "What does --dry-run do?"),
            untold(
                "Who is the author of Brambleq?", "How many users does Brambleq have?"
            ),
            untold(
                "What does the section Security say?",
                "What does the chapter on Backups say?",
            ),
        ],
    )
