"""A deposition: questions and answers, each on a line of its own."""

from __future__ import annotations

import random

from benchmarks.planner.brought.asks import Brought, grown, told, untold
from benchmarks.planner.filler import places, sentence


def bring(chance: random.Random, size: int) -> Brought:
    """The document, and what people ask of it."""
    [town] = places(chance, 1)
    year, km = chance.randint(1981, 1999), chance.randint(11, 95)
    pairs = [
        ("Please state your name for the record.", "Martha Ellen Quigg."),
        ("Where do you live, Ms. Quigg?", f"I live in {town}, on Orchard Street."),
        ("What is your occupation?", "I drive a delivery van for Hobson Bakery."),
        ("Since when have you worked there?", f"Since {year}."),
        ("Where were you on the evening of 4 June?", "I was at the depot until nine."),
        ("How far is the depot from the bridge?", f"About {km} kilometres."),
        ("Did you see the defendant that evening?", "No, I did not."),
        ("Who told you about the fire?", "My brother Samuel called me."),
        ("What colour was the lorry?", "It was dark green."),
        ("Was anybody with you?", "Only Mr. Pratt, the night guard."),
    ]
    parts = [f"Q. {q}\nA. {a}" for q, a in pairs]
    text = grown(
        parts,
        lambda n: f"Q. And what about matter {n + 1}?\nA. {sentence(chance)}",
        size,
        "\n",
    )
    return Brought(
        text,
        [
            told(
                "Where does Ms. Quigg live?",
                "In which town does the witness live?",
                town,
            ),
            told(
                "What is the occupation of the witness?",
                "What does Ms. Quigg do for a living?",
                "delivery van",
            ),
            told(
                "How far is the depot from the bridge?",
                "What is the distance between the depot and the bridge?",
                str(km),
            ),
            told(
                "Did she see the defendant?",
                "Did Ms. Quigg see the defendant that evening?",
                "No",
            ),
            told(
                "Who told her about the fire?",
                "From whom did she hear about the fire?",
                "Samuel",
            ),
            told(
                "What colour was the lorry?",
                "Which colour did the lorry have?",
                "green",
            ),
            told(
                "Since when has she worked there?",
                "Since which year has Ms. Quigg worked there?",
                str(year),
            ),
            told(
                "Where was she on the evening of 4 June?",
                "Where did Ms. Quigg say she was on 4 June?",
                "depot",
            ),
            told(
                "What is the name of the witness?",
                "Which name did the witness state for the record?",
                "Quigg",
            ),
            told(
                "Who was with her?", "Who was with the witness that evening?", "Pratt"
            ),
            untold("What colour was the bicycle?", "What colour is the van?"),
            untold("Who started the fire?", "Who repaired the bridge?"),
            untold("How old is Ms. Quigg?", "What is the name of her husband?"),
        ],
    )
