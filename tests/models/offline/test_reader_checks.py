"""The sub-model on conditions, cells and counts, by rules of its own."""

from __future__ import annotations

import pytest

from rlm_tui.models.offline.planner import complete

LINE = "2026-01-05T10:00:02Z INFO [payments] ERROR rate fine dur=120ms"
LABELLED = "2026-01-05 10:00:02,120 WARNING billing: retry scheduled"
ACCESS = '10.0.0.2 - - [12/Mar/2025:13:15:00 +0000] "GET /api HTTP/1.1" 503 10'
RECORD = "\n".join(
    [
        "id: 17",
        "ordered_at: 14.03.2025",
        "status: delivered",
        "total: 1.204,50 EUR",
        "weight: 1,250",
        "remote: yes",
        "returned_on: ",
        "note: refunds were promised to Salt and Pepper Ltd",
    ]
)


def value(question: str, text: str) -> str:
    reply = complete([("user", f"Question: {question}\nText:\n{text}")])
    return reply.split("\n")[0].removeprefix("VALUE: ")


def meets(claim: str, text: str) -> str:
    return value(f"Does this line meet: {claim}? Answer yes or no.", text)


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        (LINE, "level is INFO"),
        (LINE, "level is INFO and service is payments"),
        (LINE, "service is billing or payments"),
        (LINE, "time is not before 2026-01 and time is before 2026-02"),
        (LINE, "time has a time of day not before 10:00"),
        (LINE, "dur is more than 100"),
        (LABELLED, "service is billing and level is WARNING"),
        (LABELLED, "it mentions retri"),
        (ACCESS, "status is from 500 to 599 and method is GET and path is /api"),
        (ACCESS, "time has a time of day before 14:00"),
        (RECORD, "status is delivered and total is at least 1204.5"),
        (RECORD, "ordered_at is not before 2025-03-14"),
        (RECORD, "ordered_at is in month 03"),
        (RECORD, "returned_on is empty and status is not empty"),
        (RECORD, "remote is true"),
        (RECORD, "note mentions refund and note says “Salt and Pepper”"),
        (RECORD, "status is not shipped"),
    ],
)
def test_a_text_that_meets_the_conditions_gets_a_yes(text: str, claim: str) -> None:
    assert meets(claim, text) == "yes"


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        (LINE, "level is ERROR"),
        (LINE, "level is INFO and service is gateway"),
        (LINE, "dur is less than 100"),
        (LABELLED, "it mentions timeout"),
        (ACCESS, "status is from 400 to 499"),
        (RECORD, "status is shipped"),
        (RECORD, "total is more than 2000"),
        (RECORD, "remote is false"),
        (RECORD, "it mentions status"),
        (RECORD, "returned_on is not empty"),
    ],
)
def test_a_text_that_fails_a_condition_gets_a_no(text: str, claim: str) -> None:
    assert meets(claim, text) == "no"


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        (LINE, "colour is red"),
        (LINE, "level resembles ERROR"),
        (RECORD, "weight is more than 100"),
        (RECORD.replace("14.03.2025", "04/03/2025"), "ordered_at is in month 03"),
        (RECORD, "note mentions pep"),
    ],
)
def test_what_can_be_read_in_two_ways_is_left_open(text: str, claim: str) -> None:
    assert meets(claim, text).startswith("NOT FOUND")


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        (RECORD, "status", "delivered"),
        (RECORD, "total", "1.204,50 EUR (1204.5)"),
        (RECORD, "returned_on", "NOT FOUND"),
        (RECORD, "weight", "NOT FOUND: 1,250 can be read in two ways"),
        (LINE, "dur", "120ms"),
        (LINE, "service", "payments"),
        (LINE, "colour", "NOT FOUND"),
    ],
)
def test_a_cell_is_read_by_its_name(text: str, name: str, expected: str) -> None:
    assert value(f"What is the {name} in this record?", text) == expected


def test_an_exact_word_is_counted_without_its_other_forms() -> None:
    asked = "How many times does the {}word “cat” occur in this text?"
    text = "A cat, two cats, the cat's bed. Cat!"

    assert value(asked.format("exact "), text) == "2"
    assert value(asked.format(""), text) == "4"
    assert value(asked.format(""), "concatenate").startswith("NOT FOUND")
