"""Questions about tables that take two calculations, or a look at the groups."""

from __future__ import annotations

from typing import Any

import pytest

SALES = "\n".join(
    [
        "order_id,customer,region,total,status,ordered_on",
        "S1,Ann Bell,North,100,shipped,2024-01-05",
        "S2,Ann Bell,North,50,returned,2024-01-09",
        "S3,Cy Dorn,South,60,shipped,2024-02-11",
        "S4,Cy Dorn,South,30,shipped,2024-02-12",
        "S5,Cy Dorn,North,40,pending,2024-02-20",
        "S6,Eva Falk,West,10,shipped,2024-03-01",
    ]
)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How much more revenue did the North make than the South?", "100"),
        ("How many more orders came from the North than from the West?", "2"),
        ("How many fewer orders came from the West than from the North?", "2"),
        ("What is the difference between the total in North and South?", "100"),
        ("What is the ratio of shipped orders to returned orders?", "4"),
        ("Are there more orders from the North than from the South?", "Yes"),
        ("Did the West place more orders than the South?", "No"),
        ("Is the average total in the North higher than in the South?", "Yes"),
        ("Is there any order from the West?", "Yes"),
        ("What is the average number of orders per customer?", "2"),
        ("How many customers placed more than 1 orders?", "2"),
        ("Which customers have at least 3 orders?", "Cy Dorn"),
    ],
)
def test_values_are_put_together(ask: Any, question: str, answer: str) -> None:
    assert ask(SALES, question).first_line == answer


@pytest.mark.parametrize(
    "question",
    [
        "Does S1 cost more than S2?",
        "Is the North a good region?",
        "How much more revenue did the North make than the East?",
        "How much did the average customer spend?",
        "Which region grew faster than the North?",
    ],
)
def test_a_comparison_that_no_rule_covers_is_refused(ask: Any, question: str) -> None:
    played = ask(SALES, question)

    assert played.refused, played.text


def test_both_sides_of_a_comparison_are_shown(ask: Any) -> None:
    played = ask(SALES, "How much more revenue did the North make than the South?")

    assert "190 against 90" in played.text
    assert "difference against where region is South" in played.text
