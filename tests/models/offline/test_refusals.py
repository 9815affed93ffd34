"""What a refusal says: what stood in the way, and what can be asked instead."""

from __future__ import annotations

import re
from typing import Any

import pytest

LOG = "\n".join(
    f"2024-05-0{n % 7 + 1}T10:00:{n % 60:02} INFO [{'vega' if n % 2 else 'altair'}] "
    + ("snapshot created" if n % 3 else "snapshot sent to the vault")
    for n in range(90)
)
LOANS = "loan,title,branch,days\n" + "\n".join(
    f"{1000 + n},{'Dune' if n % 3 else 'Emma'},{'North' if n % 2 else 'South'},{n % 9}"
    for n in range(60)
)
CODE = (
    "import json\n\n\nclass Box:\n    def open(self):\n        return 1\n\n"
    "    def close(self):\n        self.shut = True\n        return 2\n\n\n"
    "class Lid:\n    def lift(self):\n        return 3\n"
)


def test_rows_are_counted_though_a_column_numbers_them(ask: Any) -> None:
    assert ask(LOANS, "How many loans are listed?").first_line == "60"
    assert ask(LOANS, "How many loans are there at North?").first_line == "30"


def test_a_deed_that_only_some_rows_tell_of_is_not_passed_over(ask: Any) -> None:
    played = ask(LOG, "How many snapshots were created by altair?")

    assert played.refused
    assert "the result was 45, but only 30 of the 45 rows say “created”" in played.text


def test_a_line_that_tells_of_mail_is_no_mail(ask: Any) -> None:
    text = LOG.replace("sent to the vault", "lost, mail bounced")

    assert ask(text, "How many emails were sent?").refused


def test_the_entries_of_a_list_are_counted_and_not_their_numbers(ask: Any) -> None:
    boats = "".join(
        f"  - name: {name}\n    engine: {engine}\n    crew: {crew}\n"
        for name, engine, crew in (
            ("Tern", "diesel", 3),
            ("Gull", "electric", 4),
            ("Skua", "diesel", 2),
        )
    )
    fleet = f"owner: Port Authority\nboats:\n{boats}radio:\n  channel: 16\n"

    assert ask(fleet, "How many boats are there?").first_line == "3"
    assert ask(fleet, "How many boats have a diesel engine?").first_line == "2"
    assert ask(fleet, "Which boats are electric?").first_line == "Gull"


def test_a_deed_that_all_rows_tell_of_changes_nothing(ask: Any) -> None:
    text = LOG.replace("sent to the vault", "created")

    question = "How many snapshots were created by altair?"
    assert ask(text, question).first_line == "45"


@pytest.mark.parametrize(
    ("text", "question"),
    [
        (LOG, "Why is the vault sent a snapshot so rarely?"),
        (LOANS, "How many loans were renewed by students?"),
        (CODE, "Which function draws the box?"),
    ],
    ids=["log", "csv", "code"],
)
def test_a_refusal_offers_questions_that_are_answered(
    ask: Any, text: str, question: str
) -> None:
    refused = ask(text, question)
    [line] = re.findall(r"(?m)^What it can answer here: (.+)$", refused.text)
    offered = re.findall("“(.+?)”", line)

    assert refused.refused
    assert len(offered) > 1
    assert not [q for q in offered if ask(text, q).refused]


FINES = "loan,borrowed,title,days,fine\n" + "\n".join(
    f"{n},2023-0{n % 9 + 1}-11,{'Dune' if n % 3 else 'Emma'},{2 * n},{n % 2 * 1.5}"
    for n in range(60)
)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Which title is borrowed the most?", "Dune"),
        ("How many loans had a fine?", "30"),
        ("How many loans were without a fine?", "30"),
        ("What do the fines add up to?", "45"),
        ("How many loans took longer than 50 days?", "34"),
    ],
)
def test_usual_words_for_what_columns_hold(
    ask: Any, question: str, answer: str
) -> None:
    assert ask(FINES, question).first_line == answer


def test_a_refusal_names_no_part_of_the_machinery(ask: Any) -> None:
    text = ask("The inn has nine rooms.\n" * 3, "Who repairs the bridge?").text

    assert "I tried the passages with the words of the question" in text
    assert "lookup" not in text
