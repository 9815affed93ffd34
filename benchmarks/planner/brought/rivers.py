"""A table with units in the cells and missing values."""

from __future__ import annotations

import random
import statistics
from collections import Counter

from benchmarks.planner.brought.asks import Brought, told, untold, value
from benchmarks.planner.filler import MONTHS, places


def bring(chance: random.Random, size: int) -> Brought:
    """The document, and what people ask of it."""
    names = places(chance, min(240, max(25, size // 55)))
    lands = ["Aldoria", "Brennland", "Cormia", "Dusk Isles"]
    rows = []
    for i, name in enumerate(names):
        gap = i % 9 == 4
        rows.append(
            (
                name,
                chance.choice(lands),
                chance.randint(40, 2900),
                None if gap else chance.randint(5, 900),
                f"{chance.randint(1, 28)} {chance.choice(MONTHS)} {chance.randint(1950, 2020)}",
            )
        )
    text = "River\tCountry\tLength\tDischarge (m3/s)\tFirst surveyed\n" + "\n".join(
        f"{a}\t{b}\t{c} km\t{'n/a' if d is None else d}\t{e}" for a, b, c, d, e in rows
    )
    longest, shortest = max(rows, key=lambda r: r[2]), min(rows, key=lambda r: r[2])
    flows = [r[3] for r in rows if r[3] is not None]
    counts = Counter(r[1] for r in rows)
    cormia = [r for r in rows if r[1] == "Cormia"]
    some = rows[2]
    return Brought(
        text,
        [
            told(
                "Which river is the longest?", "What is the longest river?", longest[0]
            ),
            told(
                "Which is the shortest river?",
                "What is the name of the shortest river?",
                shortest[0],
            ),
            told(
                f"How long is the {some[0]}?",
                f"What is the length of the {some[0]}?",
                str(some[2]),
            ),
            told(
                "What is the longest river in Cormia?",
                "Which river of Cormia has the greatest length?",
                max(cormia, key=lambda r: r[2])[0],
            ),
            value(
                "How many rivers are in Brennland?",
                "How many rivers does Brennland have?",
                counts["Brennland"],
            ),
            value(
                "How many rivers are longer than 1000 km?",
                "How many rivers have a length of more than 1000 km?",
                sum(r[2] > 1000 for r in rows),
            ),
            value(
                "What is the average discharge?",
                "What is the mean discharge in m3/s?",
                round(statistics.fmean(flows), 2),
            ),
            told(
                f"In which country is the {some[0]}?",
                f"Which country does the {some[0]} belong to?",
                some[1],
            ),
            told(
                "List the top 3 rivers by length.",
                "What are the three longest rivers?",
                *[r[0] for r in sorted(rows, key=lambda r: -r[2])[:3]],
            ),
            told(
                "Which country has the most rivers?",
                "Which country has the largest number of rivers?",
                counts.most_common(1)[0][0],
            ),
            value(
                "How many different countries are there?",
                "How many countries are listed?",
                len(counts),
            ),
            untold("Which river is the deepest?", "Which river has the most fish?"),
            untold("How long is the Nile?", "In which country is the Orinoco?"),
            untold(
                "How many rivers are in Elbonia?", "How many people live in Cormia?"
            ),
        ],
    )
