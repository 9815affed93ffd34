"""Logs of services and of web servers, and counts over their lines."""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from benchmarks.planner.cases import Case, Split
from benchmarks.planner.tables import (
    Query,
    Rows,
    column,
    counts,
    groups,
    most,
    one,
    share,
    sums,
    table_case,
    where,
)

_START = datetime(2025, 3, 3, 0, 0, 7, tzinfo=UTC)
_LEVELS = ("INFO", "INFO", "INFO", "WARNING", "ERROR")
_MESSAGES = (
    "cache refreshed",
    "connection refused by upstream",
    "disk quota exceeded",
    "request timeout",
    "worker started",
)


def _events(chance: random.Random, count: int) -> Rows:
    step = timedelta(days=2) / count
    return [
        {
            "time": (_START + step * number).isoformat(),
            "level": chance.choice(_LEVELS),
            "service": chance.choice(("billing", "search", "mailer", "gateway")),
            "message": chance.choice(_MESSAGES),
            "dur": chance.randint(2, 2000),
        }
        for number in range(count)
    ]


def _plain_line(event: dict[str, str | int | float | bool]) -> str:
    stamp = str(event["time"])[:19].replace("T", " ")
    return f"{stamp} {event['level']} {event['service']}: {event['message']}"


def _bracket_line(event: dict[str, str | int | float | bool]) -> str:
    stamp = str(event["time"])[:19]
    return (
        f"{stamp}Z [{event['service']}] {event['level']} {event['message']} "
        f"dur={event['dur']}ms"
    )


def _seen(chance: random.Random, rows: Rows) -> list[Query]:
    errors = where(rows, level="ERROR")
    return [
        Query("How many errors are in the log?", lambda r: [len(errors)]),
        Query(
            "How many errors did the billing service log?",
            lambda r: [len(where(errors, service="billing"))],
        ),
        Query(
            "Which service logged the most errors?",
            lambda r: most(counts(errors, "service")),
        ),
        Query(
            "How many warnings occurred between 09:00 and 10:00?",
            lambda r: [
                sum(str(x["time"])[11:13] == "09" for x in where(r, level="WARNING"))
            ],
        ),
        Query(
            'How many lines contain "disk quota exceeded"?',
            lambda r: [len(where(r, message="disk quota exceeded"))],
        ),
        Query(
            "How many timeouts happened in the search service?",
            lambda r: [len(where(r, message="request timeout", service="search"))],
        ),
        Query(
            "When did the last error occur?",
            lambda r: [str(errors[-1]["time"])[:19].replace("T", " ")],
        ),
        Query(
            "How many more errors did billing log than search?",
            lambda r: [
                len(where(errors, service="billing"))
                - len(where(errors, service="search"))
            ],
            "hard",
        ),
        Query("How many deadlocks were there?", list, "refuse"),
        Query("How many errors did the checkout service log?", list, "refuse"),
        Query("Who restarted the mailer?", list, "refuse"),
        Query("Which data centre had the most errors?", list, "refuse"),
        Query("How many megabytes were sent?", list, "refuse"),
    ]


def _held_out(chance: random.Random, rows: Rows) -> list[Query]:
    errors = where(rows, level="ERROR")
    return [
        Query(
            "Count the WARNING lines of the gateway.",
            lambda r: [len(where(r, level="WARNING", service="gateway"))],
        ),
        Query(
            "What is the slowest dur of the mailer?",
            lambda r: one(max(column(where(r, service="mailer"), "dur"))),
        ),
        Query(
            "What is the mean dur of search?",
            lambda r: one(statistics.fmean(column(where(r, service="search"), "dur"))),
        ),
        Query(
            "In which hour were the most errors logged?",
            lambda r: most(
                counts(
                    [
                        {"h": str(x["time"])[:13].replace("T", " ") + ":00"}
                        for x in errors
                    ],
                    "h",
                )
            ),
        ),
        Query(
            "How often was a connection refused?",
            lambda r: [len(where(r, message="connection refused by upstream"))],
        ),
        Query(
            "How many lines were logged on 2025-03-04?",
            lambda r: [sum(str(x["time"])[:10] == "2025-03-04" for x in r)],
        ),
        Query(
            "What percentage of lines are errors?",
            lambda r: share(len(errors), len(r)),
        ),
        Query("How many fatal panics happened?", list, "refuse"),
        Query("How many errors did payments report?", list, "refuse"),
        Query("Which user caused the most errors?", list, "refuse"),
        Query("What was the CPU load at noon?", list, "refuse"),
    ]


def _requests(chance: random.Random, count: int) -> Rows:
    step = timedelta(days=1) / count
    return [
        {
            "ip": f"10.0.{chance.randint(0, 2)}.{chance.randint(1, 9)}",
            "time": (_START + step * number).strftime("%d/%b/%Y:%H:%M:%S +0000"),
            "method": chance.choice(("GET", "GET", "POST", "DELETE")),
            "path": chance.choice(("/", "/login", "/api/items", "/help", "/img/a.png")),
            "status": chance.choice((200, 200, 200, 301, 404, 500, 503)),
            "bytes": chance.randint(90, 9000),
        }
        for number in range(count)
    ]


def _access_line(row: dict[str, str | int | float | bool]) -> str:
    return (
        f'{row["ip"]} - - [{row["time"]}] "{row["method"]} {row["path"]} HTTP/1.1" '
        f"{row['status']} {row['bytes']}"
    )


def _access_seen(chance: random.Random, rows: Rows) -> list[Query]:
    failed = [row for row in rows if int(row["status"]) >= 500]
    return [
        Query("How many requests returned 404?", lambda r: [len(where(r, status=404))]),
        Query("Which IP made the most requests?", lambda r: most(counts(r, "ip"))),
        Query("How many server errors were there?", lambda r: [len(failed)]),
        Query(
            "How many bytes were transferred in total?",
            lambda r: one(sum(column(r, "bytes"))),
        ),
        Query("How many unique IPs are there?", lambda r: [len(groups(r, "ip"))]),
        Query(
            "Which path was requested most often?", lambda r: most(counts(r, "path"))
        ),
        Query(
            "How many POST requests went to /login?",
            lambda r: [len(where(r, method="POST", path="/login"))],
        ),
        Query("How many requests came from Norway?", list, "refuse"),
        Query("What was the average response time?", list, "refuse"),
        Query("Which user logged in most often?", list, "refuse"),
        Query("How many requests for /checkout were there?", list, "refuse"),
    ]


def _access_held_out(chance: random.Random, rows: Rows) -> list[Query]:
    lost = where(rows, status=404)
    return [
        Query(
            "Which address was behind the most 404 responses?",
            lambda r: most(counts(lost, "ip")),
        ),
        Query(
            "What fraction of requests ended in 5xx?",
            lambda r: share(sum(int(x["status"]) >= 500 for x in r), len(r)),
        ),
        Query(
            "Which URL transferred the most bytes?",
            lambda r: most(sums(r, "path", "bytes")),
        ),
        Query(
            "How many GET requests were there between 14:00 and 16:00?",
            lambda r: [
                sum(
                    str(x["time"])[12:14] in ("14", "15")
                    for x in where(r, method="GET")
                )
            ],
        ),
        Query(
            "Count the DELETE calls that got a 503.",
            lambda r: [len(where(r, method="DELETE", status=503))],
        ),
        Query("How many bots visited?", list, "refuse"),
        Query("How many PUT requests were made?", list, "refuse"),
        Query("What did the slowest request take?", list, "refuse"),
    ]


Line = Callable[[dict[str, str | int | float | bool]], str]


def logs(chance: random.Random, size: int, split: Split) -> Iterator[Case]:
    """Questions about a log of services and one of a web server."""
    line: Line = _plain_line if split == "seen" else _bracket_line
    asks = _seen if split == "seen" else _held_out
    rows = _events(chance, size // 58)
    text = "\n".join(map(line, rows))
    for query in asks(chance, rows):
        yield table_case(query, rows, text, "log")
    asks = _access_seen if split == "seen" else _access_held_out
    rows = _requests(chance, size // 84)
    text = "\n".join(map(_access_line, rows))
    for query in asks(chance, rows):
        yield table_case(query, rows, text, "access log")
