"""Structured logs: one JSON object a line, with nested fields."""

from __future__ import annotations

import json
import random
from collections import Counter

from benchmarks.planner.brought.asks import Brought, told, untold, value


def bring(chance: random.Random, size: int) -> Brought:
    """The document, and what people ask of it."""
    n = max(40, size // 165)
    rows = []
    for i in range(n):
        level = chance.choices(("info", "warn", "error"), (8, 2, 1))[0]
        rows.append(
            {
                "ts": f"2024-09-{1 + i * 20 // n:02}T{i * 24 // n % 24:02}:{i % 60:02}:00Z",
                "level": level,
                "svc": chance.choice(("gateway", "ledger", "mailer")),
                "msg": {
                    "info": "handled",
                    "warn": "slow reply",
                    "error": "upstream refused",
                }[level],
                "http": {
                    "status": {"info": 200, "warn": 200, "error": 502}[level],
                    "ms": chance.randint(3, 900),
                },
                "user": f"u{chance.randint(1, 30)}",
            }
        )
    rows[7]["msg"], rows[7]["level"], rows[7]["svc"] = (
        "certificate expired",
        "error",
        "mailer",
    )
    text = "\n".join(json.dumps(row) for row in rows)
    services = Counter(r["svc"] for r in rows if r["level"] == "error").most_common()
    ms = [r["http"]["ms"] for r in rows]
    gateway = [r["http"]["ms"] for r in rows if r["svc"] == "gateway"]
    slow = sum(m > 500 for m in ms)
    users = len({r["user"] for r in rows})
    asks = [
        value(
            "How many errors are there?",
            "How many entries have level error?",
            sum(r["level"] == "error" for r in rows),
        ),
        value(
            "How many requests took more than 500 ms?",
            "How many entries have more than 500 ms?",
            slow,
        ),
        value("What is the highest ms?", "What was the longest time in ms?", max(ms)),
        value(
            "What is the average ms of the gateway?",
            "What is the mean ms for svc gateway?",
            round(sum(gateway) / len(gateway), 2),
        ),
        told(
            "Which service had an expired certificate?",
            "In which service did the certificate expire?",
            "mailer",
        ),
        told(
            "When did the certificate expire?",
            "At what time was the certificate found expired?",
            str(rows[7]["ts"])[:16],
        ),
        value(
            "How many different users are there?",
            "How many distinct users appear?",
            users,
        ),
        value(
            "How many entries have status 502?",
            "How many requests ended with status 502?",
            sum(r["http"]["status"] == 502 for r in rows),
        ),
        value(
            "How many warnings did the ledger log?",
            "How many warn entries come from ledger?",
            sum(r["level"] == "warn" and r["svc"] == "ledger" for r in rows),
        ),
        untold(
            "How many errors did the billing service log?",
            "How many entries come from the scheduler?",
        ),
        untold("Which country had the most users?", "How many megabytes were sent?"),
        untold("Who renewed the certificate?", "Why was the certificate not renewed?"),
    ]
    if services[0][1] > services[1][1]:
        asks.append(
            told(
                "Which service logged the most errors?",
                "Which svc has the most error entries?",
                services[0][0],
            )
        )
    return Brought(text, asks)
