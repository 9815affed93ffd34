"""YAML whose entries do not all have the same keys."""

from __future__ import annotations

import random

from benchmarks.planner.brought.asks import Brought, told, untold, value


def bring(chance: random.Random, size: int) -> Brought:
    """The document, and what people ask of it."""
    made = {
        "gatekeeper": {
            "image": "registry.example/gatekeeper:2.4",
            "replicas": chance.randint(2, 5),
            "memory_mb": 256,
            "port": 8443,
        },
        "ledger": {
            "image": "registry.example/ledger:1.9",
            "replicas": chance.randint(6, 9),
            "memory_mb": 2048,
            "depends_on": ["vault", "queue"],
        },
        "vault": {"image": "postgres:15", "memory_mb": 4096, "volume": "/srv/vault"},
        "queue": {"image": "rabbitmq:3.12", "port": 5672},
        "mailer": {
            "image": "registry.example/mailer:0.7",
            "replicas": 1,
            "memory_mb": 128,
            "schedule": "every 15 minutes",
        },
    }
    for i in range(max(0, size // 110)):
        made[f"task-{i + 1}"] = {
            "image": f"registry.example/task:{i}.1",
            "memory_mb": chance.randint(130, 255),
        }
    lines = ["version: 3", "owner: platform team", "services:"]
    for name, keys in made.items():
        lines.append(f"  {name}:")
        for key, cell in keys.items():
            if isinstance(cell, list):
                lines += [f"    {key}:", *(f"      - {c}" for c in cell)]
            else:
                lines.append(f"    {key}: {cell}")
    lines += ["logging:", "  level: warning", "  keep_days: 21"]
    return Brought(
        "\n".join(lines) + "\n",
        [
            told(
                "Which service has the largest memory?",
                "Which service has the most memory_mb?",
                "vault",
            ),
            told(
                "Which service has the smallest memory?",
                "Which service has the least memory_mb?",
                "mailer",
            ),
            told(
                "Which service has the most replicas?",
                "Which service runs with the highest number of replicas?",
                "ledger",
            ),
            told(
                "Which image does the vault use?",
                "What is the image of vault?",
                "postgres:15",
            ),
            told(
                "On which port does the gatekeeper listen?",
                "What is the port of gatekeeper?",
                "8443",
            ),
            told(
                "What does the ledger depend on?",
                "Which services does ledger depend on?",
                "vault",
                "queue",
            ),
            told(
                "How often does the mailer run?",
                "What is the schedule of the mailer?",
                "every 15 minutes",
            ),
            told("What is the log level?", "Which level does logging have?", "warning"),
            value(
                "How many services are there?",
                "How many services are defined?",
                len(made),
            ),
            told("Who is the owner?", "Who owns this file?", "platform team"),
            told("How many days are logs kept?", "What is keep_days?", "21"),
            untold(
                "What is the port of the vault?",
                "On which port does the ledger listen?",
            ),
            untold(
                "How many replicas does the queue have?",
                "How many replicas does vault have?",
            ),
            untold(
                "Which image does the scheduler use?",
                "What is the password of the vault?",
            ),
        ],
    )
