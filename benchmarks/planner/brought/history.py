"""A `git log` with author, date and message."""

from __future__ import annotations

import random
from collections import Counter

from benchmarks.planner.brought.asks import Brought, told, untold, value
from benchmarks.planner.filler import MONTHS, people, sentence


def bring(chance: random.Random, size: int) -> Brought:
    """The document, and what people ask of it."""
    authors = people(chance, 4)
    n = max(12, size // 190)
    rows = []
    for index in range(n):
        name = authors[min(3, int(chance.random() ** 1.6 * 4))]
        at = (n - index - 1) * 330 // n
        month, day = 1 + at // 28, 1 + at % 28
        rows.append(
            (f"{chance.getrandbits(160):040x}", name, month, day, sentence(chance)[:-1])
        )
    rows[5] = (*rows[5][:4], "Fix race in the upload queue")
    rows[8] = (*rows[8][:4], "Drop support for Node 14")
    blocks = [
        f"commit {sha}\nAuthor: {name} <{name.split()[0].lower()}@mail.example>\n"
        f"Date:   Tue {MONTHS[month - 1]} {day} 10:{index % 60:02}:00 2023 +0100\n\n"
        f"    {said}\n"
        for index, (sha, name, month, day, said) in enumerate(rows)
    ]
    counts = Counter(row[1] for row in rows)
    top = counts.most_common()
    asks = [
        value(
            f"How many commits did {authors[1]} make?",
            f"How many commits are by {authors[1]}?",
            counts[authors[1]],
        ),
        told(
            "Who fixed the race in the upload queue?",
            "Who is the author of the commit that fixes the upload queue race?",
            rows[5][1],
        ),
        told(
            "Which commit dropped support for Node 14?",
            "What is the hash of the commit that drops Node 14?",
            rows[8][0][:7],
        ),
        value("How many commits are there?", "How many commits does the log have?", n),
        told(
            "Who made the last commit?",
            "Who is the author of the latest commit?",
            rows[0][1],
        ),
        value(
            "How many commits were made in March?",
            "How many commits date from March 2023?",
            sum(r[2] == 3 for r in rows),
        ),
        value(
            "How many different authors are there?",
            "How many authors does the history have?",
            len(counts),
        ),
        told(
            "When was the race in the upload queue fixed?",
            "On what day was the upload queue race fixed?",
            f"{rows[5][2]:02}-{rows[5][3]:02}",
        ),
        untold(
            "How many commits did Torvald Quark make?",
            "Which commit was made by Torvald Quark?",
        ),
        untold("Which commit added dark mode?", "Who added support for IPv6?"),
        untold("How many lines were changed?", "Which file was changed most often?"),
    ]
    if top[0][1] > top[1][1]:
        asks.append(
            told(
                "Who made the most commits?",
                "Which author has the most commits?",
                top[0][0],
            )
        )
    return Brought("\n".join(blocks), asks)
