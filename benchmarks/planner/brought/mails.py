"""A mail thread with headers and quoted replies."""

from __future__ import annotations

import random

from benchmarks.planner.brought.asks import Brought, grown, told, untold, value
from benchmarks.planner.filler import people, sentence


def bring(chance: random.Random, size: int) -> Brought:
    """The document, and what people ask of it."""
    one, two, three = people(chance, 3)
    order, cost = chance.randint(10000, 99999), chance.randint(200, 900)

    def mail(who: str, to: str, day: int, subject: str, body: str) -> str:
        def address(name: str) -> str:
            return (
                f"{name} <{name.split()[0].lower()}@{name.split()[1].lower()}.example>"
            )

        return f"From: {address(who)}\nTo: {address(to)}\nDate: {day} April 2024 09:{day:02}\nSubject: {subject}\n\n{body}\n"

    parts = [
        mail(
            one,
            two,
            2,
            f"Order {order}",
            f"Dear {two.split()[0]},\n\nthe pump we ordered has not arrived. We paid {cost} euros on 11 March.\n\nRegards\n{one}",
        ),
        mail(
            two,
            one,
            3,
            f"Re: Order {order}",
            "Hello,\n\nI am sorry. The pump left our store in Ghent on 28 March. The tracking number is TT-88120-B.\n\n> the pump we ordered has not arrived",
        ),
        mail(
            one,
            two,
            9,
            f"Re: Order {order}",
            "It came today, but the flange is cracked. Please send a new flange.\n\nAttachment: flange.jpg",
        ),
        mail(
            three,
            one,
            10,
            "Replacement",
            f"I have taken over from {two}. The new flange goes out on Friday at no cost.",
        ),
    ]
    text = grown(
        parts,
        lambda n: mail(
            three, two, 11 + n % 17, f"Newsletter {n + 1}", sentence(chance)
        ),
        size,
        "\n",
    )
    return Brought(
        text,
        [
            told(
                "What is the tracking number?",
                "Which tracking number does the parcel have?",
                "TT-88120-B",
            ),
            told(
                "How much was paid for the pump?", "What did the pump cost?", str(cost)
            ),
            told(
                "What is wrong with the flange?",
                "What is the problem with the flange?",
                "cracked",
            ),
            told(
                "When did the pump leave the store?",
                "On which day did the pump leave Ghent?",
                "28 March",
            ),
            told(
                "When does the new flange go out?",
                "On which weekday is the new flange sent?",
                "Friday",
            ),
            told(
                "Which file is attached?",
                "What is the name of the attachment?",
                "flange.jpg",
            ),
            told(
                "What is the order number?",
                "Which order is the thread about?",
                str(order),
            ),
            told(
                f"What is the email address of {three}?",
                f"Which mail address does {three} have?",
                f"{three.split()[0].lower()}@{three.split()[1].lower()}.example",
            ),
            value(
                f"How many mails did {one} send?", f"How many emails are from {one}?", 2
            ),
            told("Where is the store?", "In which city is the store?", "Ghent"),
            untold(
                "What is the serial number of the pump?",
                "What is the warranty period of the pump?",
            ),
            untold("Who designed the pump?", "Why is the flange cracked?"),
            untold(
                "How many mails did Wolfgang Petry send?",
                "What did Wolfgang Petry order?",
            ),
        ],
    )
