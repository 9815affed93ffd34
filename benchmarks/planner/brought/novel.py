"""A novel in chapters, with dialogue and long sentences."""

from __future__ import annotations

import random

from benchmarks.planner.brought.asks import Brought, grown, told, untold, value
from benchmarks.planner.filler import people, places, sentence


def bring(chance: random.Random, size: int) -> Brought:
    """The document, and what people ask of it."""
    [hero, aunt, captain, friend] = people(chance, 4)
    towns = places(chance, 3)
    age = chance.choice(("eleven", "twelve", "fourteen"))
    first = hero.split()[0]
    parts = [
        f"CHAPTER I\n\nThe House by the Weir\n\nOn a morning in late October {hero}, who was then {age} years old, came to live with {aunt} in the tall house by the weir at {towns[0]}. The house had nine rooms, of which only three were ever heated.",
        f"“You will sleep in the blue room,” said the aunt, “and you will not touch the clock.” {first} promised, and meant it.",
        f"CHAPTER II\n\nThe Stranger\n\nIn the week before Christmas a stranger knocked. He called himself Captain {captain.split()[1]}, and he asked for the key of the boathouse. He wore a grey coat and limped on his left leg.",
        f"The captain had sailed from {towns[1]} with a cargo of salt, and had lost his ship, the Meridian, on the rocks of Cape Vane.",
        f"CHAPTER III\n\nThe Clock\n\nIt was {friend} who found the letter inside the clock. The letter was addressed to a judge in {towns[2]}, and it had never been sent.",
        f"The next spring {first} buried the key under the pear tree, and told nobody but {friend.split()[0]}.",
    ]
    text = grown(
        parts, lambda n: " ".join(sentence(chance) for _ in range(4)), size, "\n\n"
    )
    return Brought(
        text,
        [
            told(
                f"How old was {hero} at the beginning?",
                f"How old was {hero} on arriving at the house?",
                age,
            ),
            told(
                f"With whom did {hero} come to live?",
                f"Who did {hero} go to live with?",
                aunt,
            ),
            told(
                "How many rooms did the house have?",
                "How many rooms were in the house?",
                "nine",
            ),
            told(
                "What was the name of the captain's ship?",
                "Which ship did the captain lose?",
                "Meridian",
            ),
            told(
                "What cargo did the captain carry?",
                "With what cargo had the captain sailed?",
                "salt",
            ),
            told(
                "Who found the letter inside the clock?",
                "By whom was the letter in the clock found?",
                friend,
            ),
            told(
                "Where was the key buried?",
                "Under which tree did the key end up?",
                "pear tree",
            ),
            told(
                "What is the title of chapter II?",
                "What is the second chapter called?",
                "The Stranger",
            ),
            told(
                "What did the stranger ask for?",
                "Which key did the stranger want?",
                "boathouse",
            ),
            value(
                "How many chapters are there?",
                "How many chapters does the book have?",
                3,
            ),
            told(
                "On which leg did the captain limp?",
                "Which leg did the stranger limp on?",
                "left",
            ),
            told(
                "Where did the captain lose his ship?",
                "On which rocks was the ship lost?",
                "Cape Vane",
            ),
            untold("Who stole the letter?", "Who burned the letter?"),
            untold(
                "How old was the captain?", "How many rooms did the boathouse have?"
            ),
            untold(
                "What is the title of chapter IX?",
                "What was the name of the captain's dog?",
            ),
            untold("Whom did the captain marry?", "Where was the judge born?"),
        ],
    )
