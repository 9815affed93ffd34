"""A byte order mark, Windows line ends, hard spaces and broken umlauts."""

from __future__ import annotations

import random

from benchmarks.planner.brought.asks import Brought, grown, told, untold
from benchmarks.planner.filler import people


def bring(chance: random.Random, size: int) -> Brought:
    """The document, and what people ask of it."""
    [name] = people(chance, 1)
    room = chance.randint(100, 999)
    parts = [
        "\ufeffStaff directory",
        f"Name:\u00a0{name}\r\nRoom:\u00a0{room}\r\nCity: MÃ¼nchen",
        "Name: Zoë Brönte\r\nRoom: 88\r\nCity: Saint\u2011Malo",
        "Name: Jos\u00e9 N\u00fa\u00f1ez\r\nRoom: 91\r\nCity: Cádiz",
    ]
    text = grown(
        parts,
        lambda n: f"Name: Clerk {n + 1}\r\nRoom: {1000 + n}\r\nCity: Ulm",
        size,
        "\r\n\r\n",
    )
    return Brought(
        text,
        [
            told(
                f"What is the room of {name}?", f"In which room is {name}?", str(room)
            ),
            told(
                "In which room is Zoë Brönte?", "What is the room of Zoe Bronte?", "88"
            ),
            told(
                "In which city is José Núñez?", "Which city is Jose Nunez in?", "Cádiz"
            ),
            told("Who is in room 91?", "Whose room is 91?", "José"),
            untold(
                "In which room is Anna Karenina?",
                "What is the phone number of Zoë Brönte?",
            ),
        ],
    )
