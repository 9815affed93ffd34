"""Frequent questions with answers, each marked Q and A."""

from __future__ import annotations

import random

from benchmarks.planner.brought.asks import Brought, grown, told, untold
from benchmarks.planner.filler import sentence


def bring(chance: random.Random, size: int) -> Brought:
    """The document, and what people ask of it."""
    days, fee = chance.randint(10, 60), chance.randint(3, 19)
    pairs = [
        (
            "How do I return a parcel?",
            f"You can return it within {days} days. Print the label in your account.",
        ),
        ("Which countries do you ship to?", "We ship to Austria, Belgium and Denmark."),
        (
            "What does shipping cost?",
            f"Shipping costs {fee} euros. It is free from 80 euros.",
        ),
        (
            "Can I pay by invoice?",
            "Yes, business customers can pay by invoice after their third order.",
        ),
        (
            "Do you have a shop I can visit?",
            "Yes, our shop is at Kiln Lane 4 in Norwick, open from Tuesday to Saturday.",
        ),
        (
            "Why was my card declined?",
            "Most often because the bank asks for a second confirmation.",
        ),
        (
            "How do I reset my password?",
            "Use the link Forgot password on the login page; it is valid for two hours.",
        ),
    ]
    parts = [f"Q: {q}\nA: {a}" for q, a in pairs]
    text = grown(
        ["Questions we often get", *parts],
        lambda n: f"Q: What about item {n + 1}?\nA: {sentence(chance)}",
        size,
        "\n\n",
    )
    return Brought(
        text,
        [
            told(
                "How do I return a parcel?",
                "How can I send a parcel back?",
                f"{days} days",
            ),
            told(
                "Within how many days can a parcel be returned?",
                "How long do I have to return something?",
                str(days),
            ),
            told(
                "Which countries do you ship to?",
                "To which countries is shipping offered?",
                "Belgium",
            ),
            told("How much is shipping?", "What does shipping cost?", f"{fee} euros"),
            told(
                "Who can pay by invoice?", "Can I pay by invoice?", "business customers"
            ),
            told(
                "Where is the shop?", "What is the address of the shop?", "Kiln Lane 4"
            ),
            told(
                "Why was my card declined?",
                "Why do cards get declined?",
                "second confirmation",
            ),
            told(
                "How long is the password link valid?",
                "For how long does the reset link work?",
                "two hours",
            ),
            told(
                "From which amount is shipping free?",
                "When is shipping free?",
                "80 euros",
            ),
            untold("Do you ship to Japan?", "Is shipping to Peru possible?"),
            untold("How do I delete my account?", "Can I change my delivery address?"),
            untold("What is the phone number of the shop?", "Who owns the shop?"),
        ],
    )
