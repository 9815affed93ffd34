"""A syslog with a failing disk and refused logins among idle lines."""

from __future__ import annotations

import random
from collections import Counter

from benchmarks.planner.brought.asks import Brought, told, untold, value

_IDLE = (
    ("cron", "(root) CMD (run-parts /etc/cron.hourly)"),
    ("systemd", "Started Daily clean-up of temporary folders."),
    ("sshd", "Accepted publickey for deploy from 10.0.0.{n} port 5{n}22"),
    ("kernel", "usb 1-{n}: new high-speed USB device number {n}"),
    ("dhclient", "DHCPACK of 10.0.0.{n} from 10.0.0.1"),
)


def bring(chance: random.Random, size: int) -> Brought:
    """The document, and what people ask of it."""
    n = max(60, size // 85)
    lines: list[tuple[str, str, str]] = []
    for i in range(n):
        at = (
            f"Mar {1 + i * 27 // n:2} {i * 24 // n % 24:02}:{i % 60:02}:{i * 7 % 60:02}"
        )
        service, said = chance.choice(_IDLE)
        lines.append(
            (at, f"{service}[{300 + i % 700}]", said.format(n=chance.randint(2, 9)))
        )
    odd = sorted(chance.sample(range(10, n - 5), 5))
    texts = (
        ("kernel[0]", "sda: I/O error, sector 88213"),
        ("smartd[77]", "Device /dev/sda: 14 unreadable sectors"),
        (
            "sshd[901]",
            "Failed password for invalid user oracle from 203.0.113.9 port 40022",
        ),
        ("sshd[901]", "Failed password for root from 203.0.113.9 port 40023"),
        ("nginx[55]", "worker process 912 exited on signal 11"),
    )
    for at, (service, said) in zip(odd, texts, strict=True):
        lines[at] = (lines[at][0], service, said)
    text = "\n".join(f"{at} atlas {service}: {said}" for at, service, said in lines)
    names = Counter(s.split("[")[0] for _, s, _ in lines)
    top = names.most_common(2)
    asks = [
        value(
            "How many failed passwords are there?", "How often did a password fail?", 2
        ),
        told(
            "From which address did the failed logins come?",
            "Which IP had failed passwords?",
            "203.0.113.9",
        ),
        told(
            "When did the I/O error happen?",
            "At what time was the I/O error on sda?",
            lines[odd[0]][0][-8:],
        ),
        told("Which sector had the I/O error?", "What sector failed?", "88213"),
        told(
            "Which worker process exited on signal 11?",
            "Which process died with signal 11?",
            "912",
        ),
        value(
            "How many lines are from cron?",
            "How many messages did cron log?",
            names["cron"],
        ),
        value(
            "How many sshd messages are there?",
            "How many lines did sshd write?",
            names["sshd"],
        ),
        told("What is the host called?", "On which host was this logged?", "atlas"),
        told(
            "How many unreadable sectors does /dev/sda have?",
            "How many sectors of /dev/sda are unreadable?",
            "14",
        ),
        told(
            "What happened directly before the worker process exited on signal 11?",
            "What was logged right before nginx worker 912 exited?",
            lines[odd[4] - 1][2][:20],
        ),
        told(
            "What is the last line about?",
            "What does the last line say?",
            lines[-1][2][:20],
        ),
        untold(
            "When was the firewall switched off?", "Which user deleted the backups?"
        ),
        untold("How many messages did postfix log?", "How many lines are from mysqld?"),
        untold(
            "Which sector of sdb had the I/O error?", "When did the machine reboot?"
        ),
    ]
    if top[0][1] > top[1][1]:
        asks.append(
            told(
                "Which program logged the most lines?",
                "Which service wrote the most messages?",
                top[0][0],
            )
        )
    return Brought(text, asks)
