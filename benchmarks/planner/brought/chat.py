"""A group chat with times and names."""

from __future__ import annotations

import random
from collections import Counter

from benchmarks.planner.brought.asks import Brought, told, untold, value
from benchmarks.planner.filler import sentence


def bring(chance: random.Random, size: int) -> Brought:
    """The document, and what people ask of it."""
    names = ["Nora", "Tobias", "Imke", "Raj"]
    n = max(40, size // 75)
    rows = [
        [names[int(chance.random() ** 1.5 * 4)], sentence(chance)] for _ in range(n)
    ]
    day = chance.randint(10, 27)
    at = sorted(chance.sample(range(5, n - 5), 6))
    said = (
        ("Tobias", "I booked the cabin in Ravensholm, confirmation is KX-5521"),
        ("Imke", f"Great! Then we leave on {day} August at 6:30"),
        ("Raj", "I will bring the gas stove"),
        ("Nora", "The cabin costs 340 euros for the weekend"),
        ("Raj", "My train arrives at 18:05, can somebody fetch me?"),
        ("Imke", "Tobias can fetch you with the van"),
    )
    for i, (name, words) in zip(at, said, strict=True):
        rows[i] = [name, words]
    text = "\n".join(
        f"[{3 + i * 20 // n:02}/07/2024, {8 + i * 12 // n:02}:{i % 60:02}] {name}: {words}"
        for i, (name, words) in enumerate(rows)
    )
    counts = Counter(r[0] for r in rows)
    return Brought(
        text,
        [
            told(
                "Who booked the cabin?", "Who made the booking of the cabin?", "Tobias"
            ),
            told(
                "What is the confirmation number of the cabin?",
                "What is the confirmation?",
                "KX-5521",
            ),
            told("When do we leave?", "On which day do they leave?", f"{day} August"),
            told("What will Raj bring?", "What is Raj going to bring?", "gas stove"),
            told(
                "How much does the cabin cost?",
                "What is the price of the cabin?",
                "340",
            ),
            told(
                "When does Raj's train arrive?",
                "At what time does the train of Raj arrive?",
                "18:05",
            ),
            value(
                "How many messages did Imke send?",
                "How many messages are from Imke?",
                counts["Imke"],
            ),
            told(
                "Who wrote the most messages?",
                "Who sent the most messages?",
                counts.most_common(1)[0][0],
            ),
            told("Where is the cabin?", "In which place is the cabin?", "Ravensholm"),
            told(
                "What did Nora say about the cabin?",
                "What did Nora write about the cabin?",
                "340",
            ),
            untold("What will Imke bring?", "What will Nora bring?"),
            untold(
                "How many messages did Ulrike send?",
                "What did Ulrike say about the cabin?",
            ),
            untold("When does Nora's flight arrive?", "Who booked the boat?"),
            untold("What does the van cost?", "Who will cook?"),
        ],
    )
