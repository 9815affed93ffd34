"""Minutes of a meeting with attendees, decisions and tasks."""

from __future__ import annotations

import random

from benchmarks.planner.brought.asks import Brought, grown, told, untold
from benchmarks.planner.filler import people, sentence


def bring(chance: random.Random, size: int) -> Brought:
    """The document, and what people ask of it."""
    one, two, three, four = people(chance, 4)
    budget, day = chance.randint(12, 98) * 1000, chance.randint(11, 27)
    parts = [
        f"Minutes of the steering group\nDate: 12 February 2024\nPlace: Room 3.14\nPresent: {one}, {two}, {three}\nExcused: {four}",
        f"1. Budget\n{one} presented the figures. The group approved a budget of {budget} euros for the new archive.",
        f"2. Move of the archive\n{two} reported that the shelves are late. The move is postponed to {day} May.",
        "3. Name of the reading room\nNo agreement was reached. The topic goes to the next meeting.",
        f"Decisions\n- The archive will be closed on Mondays.\n- {three} becomes deputy chair.",
        f"Action items\n- {two}: order the shelves again by 1 March\n- {three}: write to the insurers by 20 February\n- {one}: publish the figures",
        "Next meeting: 11 March 2024, 10:00, Room 2.01",
    ]
    text = grown(parts, lambda n: f"Remark {n + 1}\n{sentence(chance)}", size, "\n\n")
    return Brought(
        text,
        [
            told("Who attended the meeting?", "Who was present?", one, two, three),
            told("Who was excused?", "Who was absent with an excuse?", four),
            told(
                "What budget was approved?",
                "How much is the budget for the new archive?",
                str(budget),
            ),
            told(
                "To when is the move postponed?",
                "When will the archive move?",
                f"{day} May",
            ),
            told(
                "Who must write to the insurers?",
                "Who has to write to the insurers?",
                three,
            ),
            told(
                "By when must the shelves be ordered?",
                "What is the deadline for ordering the shelves?",
                "1 March",
            ),
            told(
                "When is the next meeting?",
                "What is the date of the next meeting?",
                "11 March 2024",
            ),
            told("Who becomes deputy chair?", "Who is the new deputy chair?", three),
            told(
                "What was decided about Mondays?",
                "When will the archive be closed?",
                "Mondays",
            ),
            told(
                "Where did the meeting take place?",
                "In which room was the meeting held?",
                "3.14",
            ),
            told(
                f"What does {two} have to do?",
                f"What is the task of {two}?",
                "order the shelves",
            ),
            told(
                "List all action items.",
                "What are the action items?",
                "shelves",
                "insurers",
                "figures",
            ),
            untold("Who must repair the roof?", "Who was elected treasurer?"),
            untold(
                "What is the name of the reading room?", "How much do the shelves cost?"
            ),
            untold(
                "When is the summer party?", "Why is the archive closed on Mondays?"
            ),
        ],
    )
