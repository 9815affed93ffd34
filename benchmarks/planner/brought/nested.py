"""JSON of an API: an object around lists of objects with parts."""

from __future__ import annotations

import json
import random
import statistics

from benchmarks.planner.brought.asks import Brought, told, untold, value
from benchmarks.planner.filler import places


def bring(chance: random.Random, size: int) -> Brought:
    """The document, and what people ask of it."""
    towns = places(chance, 6)
    n = max(20, size // 190)
    stations = [
        {
            "id": f"ST{i + 1:04}",
            "name": f"{chance.choice(towns)} {i + 1}",
            "location": {
                "town": chance.choice(towns),
                "elevation": chance.randint(1, 2400),
            },
            "sensors": [
                {"kind": k} for k in chance.sample(["wind", "rain", "heat"], 2)
            ],
            "active": chance.random() < 0.7,
            "battery": None if i % 7 == 3 else chance.randint(5, 100),
        }
        for i in range(n)
    ]
    whole = {
        "network": "Hillnet",
        "updated": "2024-08-14T06:00:00Z",
        "contact": {"email": "ops@hillnet.example", "phone": "+44 1632 960 001"},
        "stations": stations,
    }
    high = max(stations, key=lambda s: s["location"]["elevation"])
    known = [s["battery"] for s in stations if s["battery"] is not None]
    some = stations[5]
    return Brought(
        json.dumps(whole, indent=1),
        [
            value(
                "How many stations are there?",
                "How many stations does the network have?",
                n,
            ),
            value(
                "How many stations are active?",
                "How many active stations are there?",
                sum(bool(s["active"]) for s in stations),
            ),
            told(
                "Which station has the highest elevation?",
                "Which station lies highest by elevation?",
                str(high["name"]),
            ),
            value(
                f"How many stations are in {towns[0]}?",
                f"How many stations are located in the town of {towns[0]}?",
                sum(s["location"]["town"] == towns[0] for s in stations),
            ),
            value(
                "What is the average battery?",
                "What is the mean battery level?",
                round(statistics.fmean(known), 2),
            ),
            told(
                "What is the network called?",
                "What is the name of the network?",
                "Hillnet",
            ),
            told(
                "What is the contact email?",
                "Which e-mail address is the contact?",
                "ops@hillnet.example",
            ),
            told(
                f"What is the elevation of {some['id']}?",
                f"At what elevation is station {some['id']}?",
                str(some["location"]["elevation"]),
            ),
            told(
                "When was it updated?", "When was the file last updated?", "2024-08-14"
            ),
            value(
                "How many stations have a battery below 20?",
                "How many stations have less than 20 battery?",
                sum(b < 20 for b in known),
            ),
            untold(
                "Which station has the highest humidity?",
                "What is the average rainfall?",
            ),
            untold(
                "What is the elevation of ST9999Z?",
                "How many stations are in Atlantis?",
            ),
            untold(
                "Who founded the network?", "What is the fax number of the contact?"
            ),
        ],
    )
