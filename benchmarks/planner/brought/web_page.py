"""An HTML page with a table and lists."""

from __future__ import annotations

import random

from benchmarks.planner.brought.asks import Brought, told, untold
from benchmarks.planner.filler import sentence


def bring(chance: random.Random, size: int) -> Brought:
    """The document, and what people ask of it."""
    price = [chance.randint(10, 99) for _ in range(4)]
    rooms = ["Attic", "Garden", "Harbour", "Courtyard"]
    rows = "".join(
        f"<tr><td>{r} room</td><td>{p} EUR</td><td>{b}</td></tr>"
        for r, p, b in zip(rooms, price, (1, 2, 3, 2), strict=True)
    )
    fill = "".join(f"<p>{sentence(chance)}</p>\n" for _ in range(size // 90))
    text = (
        "<!DOCTYPE html><html><head><title>Guesthouse Larkspur</title><style>p{color:red}</style></head><body>"
        "<h1>Guesthouse Larkspur</h1><p>Breakfast is served from 7 to 10 o&#39;clock.</p>"
        f"<h2>Rooms</h2><table><tr><th>Room</th><th>Price per night</th><th>Beds</th></tr>{rows}</table>"
        "<h2>House rules</h2><ul><li>Dogs are welcome for 8 EUR a night.</li><li>Check-out is at 11:00.</li></ul>"
        f"<h2>News</h2>{fill}<h2>Contact</h2><p>Call <b>+49 89 1234567</b> or write to <a href='mailto:stay@larkspur.example'>stay@larkspur.example</a>.</p>"
        "</body></html>"
    )
    return Brought(
        text,
        [
            told(
                "When is breakfast served?",
                "From when to when is there breakfast?",
                "7 to 10",
            ),
            told(
                "What does the Garden room cost?",
                "What is the price of the Garden room?",
                str(price[1]),
            ),
            told(
                "How many beds does the Harbour room have?",
                "How many beds are in the Harbour room?",
                "3",
            ),
            told("When is check-out?", "At what time do I have to check out?", "11:00"),
            told("What do dogs cost?", "How much is it to bring a dog?", "8 EUR"),
            told("What is the phone number?", "Which number can I call?", "1234567"),
            told(
                "What do the house rules say?",
                "What is written under House rules?",
                "Dogs are welcome",
            ),
            told(
                "Which room is the most expensive?",
                "Which room has the highest price?",
                rooms[price.index(max(price))],
            ),
            untold(
                "What does the Tower room cost?",
                "How many beds does the Cellar room have?",
            ),
            untold("Is there a swimming pool?", "Who is the owner of the guesthouse?"),
        ],
    )
