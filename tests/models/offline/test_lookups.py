"""Questions about prose, notes, contracts and code."""

from __future__ import annotations

import random
from typing import Any

import pytest

NOTES = """# Weekly sync, 4 March

Present: Dana Wu, Omar Reyes, Priya Nair

## Decisions
- The Falcon migration moves to 18 April; Omar Reyes owns it.
- Budget for the Heron workshop was set to 12,400 EUR.
- We drop support for Python 3.9 because the build image no longer has it.

## Actions
- Priya Nair: write the rollback guide by 22 March.

## Staff directory
Dana Wu, extension 4417, desk 3B
Omar Reyes, extension 4471, desk 5A
Priya Nair, extension 4099, desk 1C
"""
MANUAL = """# Pump P-20 manual

## Technical data

| Property | Value |
|---|---|
| Maximum pressure | 16 bar |
| Weight | 18.5 kg |

## Maintenance

Replace the seal every 4,000 operating hours. Use only grease type LGX-2.
The warranty period is 24 months from the date of delivery.

## Service

Spare parts: parts@pump.example
Article number of the seal kit: SK-7741
The head of service is Joost Verhagen; his deputy is Mila Stern.
Accidents must be reported to the safety officer within 24 hours.
"""
TOWN = """The Brenford council hired Greta Falk as town architect in 1998.

The old library burned down in 1987, long before anybody expected it.

The Tordale mill was sold to Hugo Tamm for 230,000 euros.

The ferry to Ulmere leaves every 40 minutes from pier 7.

Dieter Ekman opened the hotel at the station in 1848.

The river Sel is 312 kilometres long and 40 metres wide at Brenford.

A committee of the town discussed the budget for the school.

Pavel Ibsen replaced Nils Olsen as head teacher of the school.

The school in Tordale has 412 pupils, and the school in Ulmere has 287 pupils.
"""
CODE = {
    "README.md": "# Billing\n\nIssues invoices.\n\nIt listens on port 8085.\n",
    "app/main.py": "DEFAULT_TIMEOUT = 45\n\n\ndef create_invoice(lines):\n"
    "    return sum(lines)\n\n\ndef send_invoice(invoice):\n    pass\n",
    "app/db.py": "MAX_CONNECTIONS = 12\n\n\nclass Repository:\n    pass\n",
    "config.yaml": "server:\n  workers: 6\nretry:\n  attempts: 4\n",
}
TERMS = {
    3: "The annual licence fee is EUR 48,500, payable within thirty (30) days.",
    9: "Either party may terminate this Agreement for convenience by giving "
    "ninety (90) days' written notice.",
    14: "The total aggregate liability of the Supplier shall not exceed "
    "GBP 2,000,000 in any contract year.",
    21: "Backups are retained for 35 days and stored in the Frankfurt data centre.",
    26: "The primary contact for the Customer is Ingrid Solheim "
    "(ingrid.solheim@fjord.example).",
    33: "Support requests of severity 1 receive a response within 20 minutes.",
    34: "Support requests of severity 2 receive a response within 4 hours.",
}


def contract() -> str:
    chance = random.Random(3)
    listed = (
        "system data party service report client audit review process policy change "
        "record annual office team plan update project quality control"
    )
    vocabulary = listed.split()

    def filler(sentences: int) -> str:
        made = (" ".join(chance.choices(vocabulary, k=12)) for _ in range(sentences))
        return " ".join(f"{sentence.capitalize()}." for sentence in made)

    sections = []
    for number in range(1, 46):
        fact = TERMS.get(number, "")
        body = f"{filler(6)} {fact} {filler(6)}\n\n{filler(8)}"
        sections.append(f"## {number}. {chance.choice(vocabulary).title()}\n\n{body}\n")
    return "# Master Services Agreement\n\n" + "\n".join(sections)


CONTRACT = contract()


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What is the annual licence fee?", "EUR 48,500"),
        ("How many days of notice are needed to terminate for convenience?", "90"),
        ("What is the cap on the supplier's liability?", "GBP 2,000,000"),
        ("How long are backups kept?", "35 days"),
        ("Who is the primary contact of the customer?", "Ingrid Solheim"),
        ("What is the response time for severity 2?", "4 hours"),
        (
            "What is the email address of the customer's primary contact?",
            "ingrid.solheim@fjord.example",
        ),
    ],
)
def test_a_fact_is_found_in_a_long_contract(
    ask: Any, question: str, answer: str
) -> None:
    played = ask(CONTRACT, question)

    assert len(CONTRACT) > 60_000
    assert answer in played.first_line
    assert "found at line" in played.text
    assert "section" in played.text
    assert played.calls <= 18


@pytest.mark.parametrize(
    "question",
    [
        "What is the response time for severity 4 support requests?",
        "Who is the chief executive of the Supplier?",
        "What is the penalty for late delivery?",
        "What is the capital of France?",
    ],
)
def test_what_a_contract_does_not_say_is_refused(ask: Any, question: str) -> None:
    played = ask(CONTRACT, question)

    assert played.refused, played.text
    assert played.calls <= 18


@pytest.mark.parametrize(
    ("context", "question", "answer"),
    [
        (NOTES, "When does the Falcon migration take place?", "18 April"),
        (NOTES, "What is the budget for the Heron workshop?", "12,400"),
        (NOTES, "Why was Python 3.9 support dropped?", "build image"),
        (NOTES, "Who writes the rollback guide?", "Priya Nair"),
        (NOTES, "What is the desk of Dana Wu?", "3B"),
        (MANUAL, "What is the maximum pressure?", "16 bar"),
        (MANUAL, "What is the weight of the pump?", "18.5 kg"),
        (MANUAL, "How often must the seal be replaced?", "4,000 operating hours"),
        (MANUAL, "How long is the warranty?", "24 months"),
        (MANUAL, "What is the article number of the seal kit?", "SK-7741"),
        (MANUAL, "What is the email for spare parts?", "parts@pump.example"),
        (MANUAL, "Who is the deputy of the head of service?", "Mila Stern"),
        (CODE, "Which port does the service listen on?", "8085"),
        (CODE, "What is the default timeout?", "45"),
        (CODE, "How many retry attempts are configured?", "4"),
        (CODE, "Which file defines create_invoice?", "app/main.py"),
        (CODE, "Where is the Repository class defined?", "app/db.py"),
        (CODE, "How many functions are defined?", "2"),
        (CODE, "How many files are there?", "4"),
    ],
)
def test_a_fact_is_found_in_notes_manuals_and_code(
    ask: Any, context: object, question: str, answer: str
) -> None:
    assert answer in ask(context, question).first_line


@pytest.mark.parametrize(
    ("context", "question"),
    [
        (NOTES, "Who owns the Osprey migration?"),
        (NOTES, "What is the budget for the Falcon migration?"),
        (MANUAL, "What is the noise level?"),
        (MANUAL, "What is the minimum pressure?"),
        (MANUAL, "What is the article number of the filter?"),
        (MANUAL, "Who is the safety officer?"),
        (CODE, "Which licence is the project under?"),
    ],
)
def test_what_the_text_does_not_say_is_refused(
    ask: Any, context: object, question: str
) -> None:
    played = ask(context, question)

    assert played.refused, played.text


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Who replaced Nils Olsen?", "Pavel Ibsen"),
        ("Who hired Greta Falk?", "The Brenford council"),
        ("How many pupils does the school in Ulmere have?", "287"),
        ("How wide is the river Sel?", "40 metres"),
        ("When was the hotel at the station opened?", "1848"),
    ],
)
def test_the_right_one_of_two_values_in_a_sentence_is_taken(
    ask: Any, question: str, answer: str
) -> None:
    assert ask(TOWN, question).first_line == answer


@pytest.mark.parametrize(
    "question",
    [
        "Who replaced Pavel Ibsen?",
        "Who sold the Tordale mill?",
        "When did Dieter Ekman close the hotel at the station?",
        "What is the budget for the school?",
        "How deep is the river Sel?",
        "How much does Hugo Tamm earn?",
        "How many teachers does the school in Tordale have?",
        "Where does Hugo Tamm live?",
        "What year was the mill sold?",
        "How old is Greta Falk?",
    ],
)
def test_a_sentence_about_the_same_names_is_no_answer(ask: Any, question: str) -> None:
    played = ask(TOWN, question)

    assert played.refused, played.text


def test_a_whole_sentence_given_for_a_value_is_less_sure(ask: Any) -> None:
    played = ask(TOWN, "From which pier does the ferry to Ulmere leave?")

    assert "pier 7" in played.first_line
    assert played.confidence < 0.9


def test_a_question_with_two_hops_is_asked_in_two_steps(ask: Any) -> None:
    question = "What is the extension of the person who owns the Falcon migration?"
    played = ask(NOTES, question)

    assert "4471" in played.first_line
    assert "second hop" in played.labels


def test_two_values_for_one_thing_are_both_named(ask: Any) -> None:
    text = "Retention of audit logs: 30 days.\n\nUnrelated line.\n\n" * 1
    text += "Another unrelated line.\n\nRetention of audit logs: 90 days.\n"
    played = ask(text, "What is the retention of audit logs?")

    assert "30 days" in played.text
    assert "90 days" in played.text


def test_nested_json_is_read_by_its_paths(ask: Any) -> None:
    config = {"server": {"port": 9090}, "db": {"user": "svc"}}

    assert ask(config, "What is the server port?").first_line == "9090"
    assert ask(config, "What is the password of the db?").refused


def test_a_number_is_nobody(ask: Any) -> None:
    text = (
        "The ferry was late. The access code of the Garley vault is 52311. It rained."
    )

    assert ask(text, "Who made the Garley vault?").refused


def test_a_number_counts_what_stands_beside_it(ask: Any) -> None:
    text = "The tests of the pump: 1 failed, 161 passed, 2 were skipped."

    assert ask(text, "How many tests passed?").first_line.startswith("161")
    assert ask(text, "How many tests were flaky?").refused


def test_the_heading_tells_the_version_of_what_stands_under_it(ask: Any) -> None:
    text = (
        "# Changes\n\n## [3.1.0]\n\n### Added\n- Dark theme\n\n## [3.0.0]\n\n- Export\n"
    )

    assert ask(text, "Which version added the dark theme?").first_line == "3.1.0"


def test_lines_of_columns_are_not_one_sentence(ask: Any) -> None:
    lines = [f"tests/test_views.py::test_case_{n}   PASSED  [ {n}%]" for n in range(9)]
    text = "\n".join([*lines, "tests/test_views.py::test_resize   SKIPPED"])

    played = ask(text, "How many tests passed?")

    assert played.refused or played.first_line == "9"


def test_who_must_do_something_is_found(ask: Any) -> None:
    text = "Tasks\n- Ada Quist: write to the insurers\n- Nils Olsen: order shelves\n"

    assert ask(text, "Who must write to the insurers?").first_line == "Ada Quist"


def test_a_reason_is_not_guessed(ask: Any) -> None:
    text = "The pump came on Monday. The flange is cracked, so please send another one."

    assert ask(text, "Why is the flange cracked?").refused


def test_an_amount_of_four_digits_is_no_year_beside_a_day(ask: Any) -> None:
    text = "The Tenant pays EUR 1891 of rent, due on the third working day of a month."

    assert "third working day" in ask(text, "When is the rent due?").first_line


BOOKLET = """CHAPTER I

The House

The house had nine rooms. The deposit is two monthly rents before the keys are given.

CHAPTER II

The Stranger

A stranger knocked in December. Mr. Pratt let nobody in from 203.0.113.9 port 40022.
"""


def test_the_chapter_is_the_answer_where_it_is_asked_for(ask: Any) -> None:
    played = ask(BOOKLET, "In which chapter does the stranger knock?")

    assert played.first_line == "CHAPTER II: The Stranger"


@pytest.mark.parametrize(
    "question",
    [
        "How many keys are given?",
        "Which user came from port 40022?",
        "Which room has no window?",
    ],
)
def test_a_number_or_a_line_that_is_only_near_answers_nothing(
    ask: Any, question: str
) -> None:
    assert ask(BOOKLET, question).refused
