"""What a text takes back later on: errata, updates, second thoughts."""

from __future__ import annotations

from typing import Any

import pytest

NOTICE = """Harbour Museum

Admission: adults 12 euros, children 5 euros.
The exhibition "Maps" runs from 4 March to 30 September.
Guided tours start at 11:30 in the entrance hall.
The cafe is on the second floor.

Update (12 May): admission for adults is now 14 euros.
Correction: guided tours start at 11:00, not at 11:30.
Erratum: the exhibition "Maps" runs until 31 August, not until 30 September.
"""
CHAT = """[10:00] Omar: the release is planned for 17 June
[10:01] Mei: the login still fails
[10:02] Omar: sorry, I meant 19 June
"""


@pytest.mark.parametrize(
    ("question", "answer", "earlier"),
    [
        ("How much is admission for adults?", "14 euros", "12 euros"),
        ("When do guided tours start?", "11:00", "11:30"),
        ("Until when does the exhibition run?", "31 August", "30 September"),
    ],
)
def test_a_correction_further_down_counts(
    ask: Any, question: str, answer: str, earlier: str
) -> None:
    played = ask(NOTICE, question)

    assert played.first_line == answer
    assert f"it corrects “{earlier}" in played.text or earlier not in played.first_line


def test_what_is_not_corrected_stays(ask: Any) -> None:
    assert "second" in ask(NOTICE, "On which floor is the cafe?").first_line


def test_a_second_thought_without_the_words_makes_it_refuse(ask: Any) -> None:
    played = ask(CHAT, "When is the release planned?")

    assert played.refused
    assert "17 June" not in played.first_line


def test_the_account_says_what_was_looked_for_and_what_it_corrects(ask: Any) -> None:
    played = ask(NOTICE, "How much is admission for adults?")

    assert "passages for an amount of money; terms: admission, adults" in played.text
    assert "it corrects “12 euros” at line 3" in played.text
