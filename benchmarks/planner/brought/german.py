"""A German notice and German questions."""

from __future__ import annotations

import random

from benchmarks.planner.brought.asks import Brought, grown, told, untold
from benchmarks.planner.filler import places


def bring(chance: random.Random, size: int) -> Brought:
    """The document, and what people ask of it."""
    [town] = places(chance, 1)
    price, day = chance.randint(15, 90), chance.randint(10, 27)
    parts = [
        f"Hausordnung des Wohnheims {town}",
        "Die Nachtruhe beginnt um 22 Uhr und endet um 6 Uhr.",
        f"Die Miete beträgt {price * 10} Euro im Monat und ist bis zum dritten Werktag zu zahlen.",
        f"Die Hausverwaltung ist Frau Brigitte Öhlmann. Ihre Telefonnummer lautet 0711 4455{day}.",
        f"Der Aufzug wird am {day}. September gewartet.",
        "Haustiere sind nicht erlaubt.",
        "Die Kündigungsfrist beträgt drei Monate.",
    ]
    text = grown(
        parts,
        lambda n: (
            f"Hinweis {n + 1}: Bitte die Treppe {chance.choice(('leise', 'langsam', 'sauber'))} benutzen."
        ),
        size,
        "\n\n",
    )
    return Brought(
        text,
        [
            told(
                "Wann beginnt die Nachtruhe?",
                "Um wie viel Uhr beginnt die Nachtruhe?",
                "22 Uhr",
            ),
            told(
                "Wie hoch ist die Miete?",
                "Wie viel beträgt die Miete?",
                str(price * 10),
            ),
            told(
                "Wer ist die Hausverwaltung?",
                "Wie heißt die Hausverwaltung?",
                "Öhlmann",
            ),
            told(
                "Wann wird der Aufzug gewartet?",
                "An welchem Tag wird der Aufzug gewartet?",
                f"{day}. September",
            ),
            told(
                "Wie lang ist die Kündigungsfrist?",
                "Was ist die Kündigungsfrist?",
                "drei Monate",
            ),
            untold("Wie viele Zimmer hat das Wohnheim?", "Wer ist der Hausmeister?"),
            untold("Wann wird der Müll abgeholt?", "Wie hoch ist die Kaution?"),
        ],
    )
