"""Questions for several things at once."""

from __future__ import annotations

from typing import Any

import pytest

from rlm_tui.models.offline.parts import question_parts, wants_all

SHIPS = "\n\n".join(
    [
        "The call sign of the Albatross is 7714.",
        "Nothing was decided about the pier.",
        "The call sign of the Cormorant is 2093.",
        "The kitchen closes early.",
        "One of the berths of the Petrel is: N4.",
        "The rain went on for days.",
        "One of the berths of the Petrel is: S9.",
        "The Albatross weighs 40 tonnes and sails to Oslo.",
        "One of the berths of the Gannet is: W2.",
    ]
)


def test_the_values_of_two_names_are_looked_up_one_by_one(ask: Any) -> None:
    question = "What are the call signs of the Albatross and the Cormorant?"
    played = ask(SHIPS, question)

    answer = played.text.split("\n\nHow:")[0]
    assert answer.splitlines() == ["Albatross: 7714", "Cormorant: 2093"]


def test_where_one_of_two_is_missing_the_whole_is_refused(ask: Any) -> None:
    question = "What are the call signs of the Albatross and the Gannet?"

    assert ask(SHIPS, question).refused


def test_all_values_of_one_name_are_listed(ask: Any) -> None:
    played = ask(SHIPS, "What are all the berths of the Petrel?")

    assert played.first_line == "N4, S9"


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("What are the desks of Dana Wu and Omar Reyes?", ["Dana Wu", "Omar Reyes"]),
        ("What is the weight and the height of the pump?", ["weight", "height"]),
        ("Where is bay 4 and bay 9?", ["bay 4", "bay 9"]),
        ("Who is Ann? When was Bob born?", ["Who is Ann?", "When was Bob born?"]),
        ("Who is Ann? When was she born?", []),
        ("How far is it between Oslo and Bergen?", []),
        ("What is the pressure?", []),
    ],
)
def test_a_question_is_split_where_it_names_two_things(
    question: str, names: list[str]
) -> None:
    assert [part.name for part in question_parts(question)] == names


def test_a_plural_asks_for_every_value() -> None:
    assert wants_all("List the ports used by the gateway.")
    assert wants_all("Give me all codes.")
    assert not wants_all("What is the port of the gateway?")
    assert not wants_all("What is open all day?")
