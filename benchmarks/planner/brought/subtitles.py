"""Subtitles in the SRT form."""

from __future__ import annotations

import random

from benchmarks.planner.brought.asks import Brought, told, untold, value
from benchmarks.planner.filler import sentence


def bring(chance: random.Random, size: int) -> Brought:
    """The document, and what people ask of it."""
    n = max(40, size // 85)
    said = [sentence(chance) for _ in range(n)]
    at = sorted(chance.sample(range(4, n - 4), 4))
    said[at[0]] = "The treasure is buried\nunder the lighthouse."
    said[at[1]] = "CAPTAIN: Set sail for Port Amaranth!"
    said[at[2]] = "We have water for 9 days only."
    said[at[3]] = "My name is Lucinda Farrow."

    def clock(second: int, thousandth: int) -> str:
        return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02},{thousandth:03}"

    text = "\n\n".join(
        f"{i + 1}\n{clock(i * 4 + 1, 200)} --> {clock(i * 4 + 4, 900)}\n{words}"
        for i, words in enumerate(said)
    )
    return Brought(
        text,
        [
            told(
                "Where is the treasure buried?",
                "Under what is the treasure buried?",
                "lighthouse",
            ),
            told(
                "Where does the captain want to sail?",
                "For which port do they set sail?",
                "Port Amaranth",
            ),
            told(
                "How long does the water last?",
                "For how many days is there water?",
                "9",
            ),
            told(
                "At what time is the treasure mentioned?",
                "When does somebody speak of the treasure?",
                clock(at[0] * 4 + 1, 200)[:8],
            ),
            value(
                "How many subtitles are there?",
                "How many captions does the file have?",
                n,
            ),
            told(
                "What is said at " + clock(at[2] * 4 + 1, 0)[:8] + "?",
                "What is being said at " + clock(at[2] * 4 + 1, 0)[:8] + "?",
                "water",
            ),
            told("What is her name?", "Which name does she give?", "Lucinda Farrow"),
            untold("Who buried the treasure?", "Who stole the map?"),
            untold("Where is the second ship?", "How old is the captain?"),
        ],
    )
