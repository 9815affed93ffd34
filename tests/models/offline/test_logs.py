"""Questions about logs: levels, services, times, and access logs."""

from __future__ import annotations

import json
from typing import Any

import pytest

PLAIN = "\n".join(
    [
        "2024-05-01 08:59:58,120 INFO auth: user logged in",
        "2024-05-01 09:02:11,004 ERROR billing: connection timeout after 30s",
        "2024-05-01 09:40:00,501 WARNING billing: retry scheduled",
        "2024-05-01 09:59:59,999 ERROR search: index is stale",
        "2024-05-01 14:31:07,250 ERROR billing: connection timeout after 30s",
        "Traceback (most recent call last):",
        '  File "pay.py", line 3, in charge',
        "2024-05-02 10:00:00,000 INFO search: reindexed 40 documents",
    ]
)
BRACKETS = "\n".join(
    [
        "2026-01-05T10:00:01Z INFO [gateway] start pid=4",
        "2026-01-05T10:00:02Z ERROR [payments] order=17 refused dur=120ms",
        "2026-01-05T11:10:00Z ERROR [payments] order=18 refused dur=80ms",
        "2026-01-05T11:20:00Z ERROR [gateway] upstream gone",
    ]
)
ACCESS = "\n".join(
    f'{ip} - - [12/Mar/2025:{hour}:15:00 +0000] "{verb} {path} HTTP/1.1" {code} {size}'
    for ip, hour, verb, path, code, size in [
        ("10.0.0.1", "08", "GET", "/", 200, 500),
        ("10.0.0.1", "09", "POST", "/login", 401, 90),
        ("10.0.0.2", "13", "GET", "/api/items", 503, 10),
        ("10.0.0.1", "14", "GET", "/missing", 404, 120),
        ("10.0.0.3", "15", "GET", "/missing", 404, 120),
    ]
)
OBJECTS = [
    {
        "ts": "2025-02-03T09:15:00Z",
        "level": "error",
        "logger": "db",
        "msg": "slow query",
    },
    {
        "ts": "2025-02-03T10:15:00Z",
        "level": "warn",
        "logger": "db",
        "msg": "slow query",
    },
    {
        "ts": "2025-02-03T11:15:00Z",
        "level": "error",
        "logger": "http",
        "msg": "bad gateway",
    },
]


@pytest.mark.parametrize(
    ("log", "question", "answer"),
    [
        (PLAIN, "How many errors did billing log?", "2"),
        (PLAIN, "How many warnings are there?", "1"),
        (PLAIN, "How many errors occurred between 09:00 and 10:00?", "2"),
        (PLAIN, "How many errors occurred after 14:30?", "1"),
        (PLAIN, "Which service logged the most errors?", "billing"),
        (PLAIN, "How many timeouts were logged?", "2"),
        (PLAIN, "When did the first ERROR occur?", "2024-05-01 09:02:11,004"),
        (PLAIN, "How many errors on 2024-05-02?", "0"),
        (PLAIN, "Which hour had the most errors?", "2024-05-01 09:00"),
        (BRACKETS, "How many ERROR lines did the payments service log?", "2"),
        (BRACKETS, "Which service logged the most errors?", "payments"),
        (BRACKETS, "What is the maximum dur?", "120"),
        (ACCESS, "How many requests returned 404?", "2"),
        (ACCESS, "Which IP address made the most requests?", "10.0.0.1"),
        (ACCESS, "How many 5xx errors were there?", "1"),
        (ACCESS, "Which path was requested most often?", "/missing"),
        (ACCESS, "How many bytes were transferred in total?", "840"),
        (ACCESS, "How many POST requests were made?", "1"),
        (ACCESS, "How many unique IPs visited?", "3"),
        (OBJECTS, "How many error lines come from db?", "1"),
        (OBJECTS, "How many slow queries were there?", "2"),
        (OBJECTS, "How many entries are there between 10:00 and 12:00?", "2"),
    ],
)
def test_a_log_question_is_calculated(
    ask: Any, log: object, question: str, answer: str
) -> None:
    assert ask(log, question).first_line == answer


@pytest.mark.parametrize(
    ("log", "question"),
    [
        (PLAIN, "How many deadlocks happened?"),
        (PLAIN, "How many errors did the checkout service log?"),
        (PLAIN, "Which engineer fixed the outage?"),
        (ACCESS, "How many requests came from Germany?"),
        (ACCESS, "How many requests returned 401 or 503?"),
        (ACCESS, "Is there any request from 192.168.0.1?"),
        (OBJECTS, "How many requests timed out?"),
    ],
)
def test_what_a_log_does_not_say_is_refused(
    ask: Any, log: object, question: str
) -> None:
    played = ask(log, question)

    assert played.refused, played.text


def test_json_lines_as_text_are_read_like_objects(ask: Any) -> None:
    text = "\n".join(json.dumps(item) for item in OBJECTS)

    assert ask(text, "How many error lines come from http?").first_line == "1"


def test_a_noun_that_does_something_is_not_the_rows(ask: Any) -> None:
    log = PLAIN.replace("billing", "store")

    assert ask(log, "How many errors did payments report?").refused


PACKAGES = "\n".join(
    [
        "2025-06-24 14:36:25 startup archives unpack",
        "2025-06-24 14:36:25 upgrade libudev1:amd64 252.36 252.38",
        "2025-06-24 14:36:26 status half-installed libudev1:amd64 252.36",
        "2025-06-24 14:36:27 status installed libudev1:amd64 252.38",
        "2025-06-24 14:36:28 upgrade install-info:amd64 6.8 6.9",
        "2025-06-24 14:36:29 status half-installed install-info:amd64 6.8",
        "2025-06-25 09:00:00 install info:amd64 <none> 6.8",
        "2025-06-25 09:00:01 status installed info:amd64 6.8",
        "2025-06-25 09:00:02 configure libgpg-error0:amd64 1.46",
        "2025-06-25 09:00:03 status installed libgpg-error-l10n:all 1.46",
    ]
)


def test_a_name_that_has_a_level_word_gives_a_log_no_levels(ask: Any) -> None:
    upgraded = ask(PACKAGES, "Which package was upgraded most often?")

    assert "level" not in upgraded.text
    assert ask(PACKAGES, "Which level is the most frequent?").refused


def test_a_count_of_none_by_words_of_the_text_is_doubted(ask: Any) -> None:
    log = f"{PACKAGES}\n2025-06-25 09:00:04 startup packages configure"

    assert ask(log, "How many packages were installed in 2025?").refused


@pytest.mark.parametrize(
    "line",
    [
        "2025-06-24 14:36:2{} error disk {} is gone",
        "2025-06-24 14:36:2{} [error] 12#0: disk {} is gone",
        "2025-06-24 14:36:2{} pool worker {}: level=error disk is gone",
        "2025-06-24 14:36:2{} pool {} | ERROR | disk is gone",
        "[2025-06-24 14:36:2{}] disks.ERROR: disk {} is gone",
    ],
)
def test_a_level_is_a_field_that_most_lines_have(ask: Any, line: str) -> None:
    log = "\n".join(line.format(n, "a b"[: 1 + n % 3]) for n in range(7))
    log += "\n2025-06-24 14:36:27 debug.log rotated\n"

    played = ask(log, "Which level is the most frequent?")

    assert played.first_line == "ERROR"
    assert "; 7 of 8 rows." in played.text
