"""Tables as they are found: units, gaps, odd headers, nested records, web pages."""

from __future__ import annotations

import json
from typing import Any

import pytest

RIVERS = "\n".join(
    [
        "River\tCountry\tLength\tDischarge (m3/s)",
        "Orle\tCormia\t1203 km\t40",
        "Wend\tBrenn\t88 km\tn/a",
        "Tamse\tCormia\t640 km\t20",
        "Ulver\tBrenn\t1400 km\t90",
        "Pell\tCormia\t71 km\t10",
    ]
)
NETWORK = {
    "network": "Hillnet",
    "contact": {"email": "ops@hillnet.example"},
    "stations": [
        {
            "id": f"ST{n}",
            "name": f"Peak {n}",
            "location": {"town": "Osgate" if n % 2 else "Melwick", "elevation": 90 * n},
            "sensors": [{"kind": "wind"}],
            "active": n < 4,
        }
        for n in range(1, 7)
    ],
}
PAGE = (
    "<!DOCTYPE html><html><body><h2>Rooms</h2><table><tr><th>Room</th>"
    "<th>Price per night</th><th>Beds</th></tr><tr><td>Attic room</td><td>41 EUR</td>"
    "<td>1</td></tr><tr><td>Garden room</td><td>73 EUR</td><td>2</td></tr><tr>"
    "<td>Barn room</td><td>52 EUR</td><td>3</td></tr></table></body></html>"
)
LINES = "\n".join(
    json.dumps(
        {
            "ts": f"2024-09-01T0{n}:00:00Z",
            "svc": "mailer" if n % 3 else "ledger",
            "level": "error" if n > 3 else "info",
            "http": {"status": 200 if n < 4 else 502, "ms": 150 * n},
        }
    )
    for n in range(8)
)
BILLS = "\n".join(
    [
        'No,"Customer (last, first)",Net',
        '1,"Quist, Ada",40',
        '2,"Olsen, Nils",50',
        '3,"Quist, Ada",60',
        '4,"Brandt, Hugo",70',
    ]
)


@pytest.mark.parametrize(
    ("context", "question", "expected"),
    [
        (RIVERS, "How many rivers are longer than 1000 km?", "2"),
        (RIVERS, "What is the average discharge?", "40"),
        (RIVERS, "Which river is the longest?", "Ulver"),
        (RIVERS, "Which country has the most rivers?", "Cormia"),
        (NETWORK, "How many stations are there?", "6"),
        (NETWORK, "How many stations are active?", "3"),
        (NETWORK, "Which station has the highest elevation?", "Peak 6"),
        (NETWORK, "What is the contact email?", "ops@hillnet.example"),
        (PAGE, "What does the Garden room cost?", "73 EUR"),
        (PAGE, "Which room is the most expensive?", "Garden room"),
        (LINES, "How many requests took more than 500 ms?", "4"),
        (LINES, "Which service logged the most errors?", "mailer"),
        (BILLS, "How many invoices did Quist get?", "2"),
    ],
)
def test_a_table_as_found_is_read(
    ask: Any, context: object, question: str, expected: str
) -> None:
    played = ask(
        json.dumps(context) if isinstance(context, dict) else context, question
    )

    assert played.first_line == expected, played.text


@pytest.mark.parametrize(
    ("context", "question"),
    [
        (RIVERS, "How long is the Nile?"),
        (NETWORK, "Which station has the highest humidity?"),
        (PAGE, "What does the Tower room cost?"),
        (BILLS, "How many invoices did Quarkson get?"),
        (BILLS, "What is the confirmation number of the first bill?"),
    ],
)
def test_what_a_table_does_not_hold_is_refused(
    ask: Any, context: object, question: str
) -> None:
    text = json.dumps(context) if isinstance(context, dict) else context

    assert ask(text, question).refused


PROJECT = """[project]
name = "thistle"
license = { text = "BSD-3-Clause" }
dependencies = [
    "numpy>=1.24",
    "click==8.1.7",
]

[project.optional-dependencies]
docs = ["sphinx"]

[tool.ruff]
line-length = 113
"""
SERVICES = """owner: platform team
services:
  ledger:
    image: registry.example/ledger:1.9
    depends_on:
      - vault
      - queue
  mailer:
    image: registry.example/mailer:0.7
    port: 25
    schedule: every 15 minutes
  vault:
    image: postgres:15
    volume: /srv/vault
logging:
  keep_days: 21
"""


@pytest.mark.parametrize(
    ("context", "question", "expected"),
    [
        (PROJECT, "What are the dependencies?", "numpy>=1.24, click==8.1.7"),
        (PROJECT, "Which licence does the project have?", "BSD-3-Clause"),
        (PROJECT, "What is the line length of ruff?", "113"),
        (SERVICES, "Who is the owner?", "platform team"),
        (SERVICES, "What does the ledger depend on?", "vault, queue"),
        (SERVICES, "How many days are logs kept?", "21"),
        (SERVICES, "How often does the mailer run?", "every 15 minutes"),
    ],
)
def test_a_setting_is_found_by_its_path(
    ask: Any, context: str, question: str, expected: str
) -> None:
    assert ask(context, question).first_line == expected


@pytest.mark.parametrize(
    ("context", "question"),
    [
        (PROJECT, "What is the line length of black?"),
        (SERVICES, "What is the port of the vault?"),
        (SERVICES, "How many replicas does the ledger have?"),
    ],
)
def test_a_path_that_is_not_there_is_refused(
    ask: Any, context: str, question: str
) -> None:
    assert ask(context, question).refused


SALES = "\n".join(
    [
        "No,Issued,Net",
        "INV-1,23.03.2023,40",
        "INV-2,02.04.2023,50",
        "INV-3,11.03.2023,60",
        "INV-4,19.11.2023,70",
    ]
)


@pytest.mark.parametrize(
    ("context", "question", "expected"),
    [
        (SALES, "How many invoices date from March 2023?", "2"),
        (SALES, "What is the date of INV-2?", "02.04.2023"),
    ],
)
def test_other_words_for_the_same_are_understood(
    ask: Any, context: str, question: str, expected: str
) -> None:
    assert ask(context, question).first_line == expected


def test_as_many_are_listed_as_are_asked_for(ask: Any) -> None:
    played = ask(RIVERS, "What are the two longest rivers?")

    assert played.text.split("\n\nHow:")[0].split("\n") == ["Ulver", "Orle"]


@pytest.mark.parametrize(
    ("context", "question"),
    [
        (SALES, "How many invoices are in pounds?"),
        (SALES, "How many invoices were returned?"),
        (RIVERS, "How many people live in Cormia?"),
    ],
)
def test_a_word_that_would_change_the_count_is_not_passed_over(
    ask: Any, context: str, question: str
) -> None:
    assert ask(context, question).refused


def test_rows_with_wages_are_people(ask: Any) -> None:
    staff = "staff_no,office,wage\nP1,Ulm,100\nP2,Bonn,200\nP3,Ulm,300\nP4,Ulm,200"

    assert ask(staff, "How many people work at the Ulm office?").first_line == "3"


def test_a_line_that_tells_a_number_is_not_counted_as_one(ask: Any) -> None:
    lines = [f"Mar  3 0{n}:00:00 atlas cron[7]: nightly run ended" for n in range(5)]
    lines[2] = "Mar  3 02:00:00 atlas smartd[7]: /dev/sda has 14 unreadable sectors"

    assert ask("\n".join(lines), "How many sectors are unreadable?").refused
