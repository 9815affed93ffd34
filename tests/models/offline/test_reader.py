"""The sub-model: one question, one text."""

from __future__ import annotations

import pytest

from rlm_tui.models.offline.planner import complete

TEXT = """The pump stands in hall 4.
The valve was replaced on 3 May 2024 by Rita Voss because the seal leaked.
The new valve costs 310 EUR and lasts 5 years.
Contact: rita.voss@plant.example, https://plant.example/valves"""


def read(question: str, text: str = TEXT) -> str:
    return complete([("user", f"Question: {question}\nText:\n{text}")])


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("When was the valve replaced?", "3 May 2024"),
        ("Who replaced the valve?", "Rita Voss"),
        ("How much does the new valve cost?", "310 EUR"),
        ("How long does the new valve last?", "5 years"),
        ("What is the email of the contact?", "rita.voss@plant.example"),
    ],
)
def test_a_value_of_the_wanted_kind_is_read(question: str, value: str) -> None:
    reply = read(question)

    assert reply.splitlines()[0] == f"VALUE: {value}"
    assert "EVIDENCE: " in reply
    assert "CONFIDENCE: " in reply


PORTS = """[UNIX specific services]
submission 587/tcp # Submission
ldaps 636/tcp # LDAP over SSL
ldaps 636/udp
tinc 655/tcp # tinc control port"""


def test_what_is_asked_for_counts_less_than_what_it_is_asked_of() -> None:
    said = read("Which port does the service ldaps use?", PORTS)

    assert said.startswith("VALUE: 636")


def test_a_text_about_something_else_is_not_found() -> None:
    assert read("Who painted the ceiling of the chapel?") == "NOT FOUND"


def test_a_summary_is_plain_sentences_of_the_text() -> None:
    reply = read("Summarise in 1 sentence")

    assert reply in TEXT.replace("\n", " ")


def test_a_prompt_written_by_a_person_is_understood() -> None:
    reply = complete([("user", f"{TEXT}\nWhen was the valve replaced?")])

    assert "3 May 2024" in reply


@pytest.mark.parametrize(
    "sentence",
    [
        "A change is binding when both Service Managers have signed the agreement.",
        "A Service Manager may sign the agreement on behalf of the Supplier.",
        "**Plan** means an agreement in the form of Annex E, signed by Mira Olsen.",
    ],
)
def test_what_is_only_provided_for_was_not_done_by_anybody(sentence: str) -> None:
    assert read("Who signed the agreement?", sentence) == "NOT FOUND"


@pytest.mark.parametrize(
    "sentence",
    [
        "It was raining when Mira Olsen signed the agreement.",
        "The agreement was signed by Mira Olsen.",
    ],
)
def test_who_did_it_is_read_from_what_happened(sentence: str) -> None:
    reply = read("Who signed the agreement?", sentence)

    assert "VALUE: Mira Olsen\n" in reply
