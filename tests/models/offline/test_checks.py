"""Calculations are cross-checked: sub-queries read samples, people may answer them."""

from __future__ import annotations

import re
from typing import Any

import pytest

from rlm_tui.models.offline.planner import complete

REFUSED = '[The operator refused this query before it ran: "no". This is not an error.]'
LOG = "\n".join(
    f"2026-01-05T10:00:{n:02}Z {level} [{service}] order={n} handled"
    for n, (level, service) in enumerate(
        [
            ("INFO", "gateway"),
            ("ERROR", "payments"),
            ("ERROR", "payments"),
            ("ERROR", "gateway"),
            ("INFO", "payments"),
        ]
        * 4
    )
)
QUESTION = "How many ERROR lines did the payments service log?"
SALES = "region,product,total\n" + "\n".join(
    f"{'North' if n % 3 else 'South'},item {n},{n}.50" for n in range(1, 13)
)


def output(text: str) -> str:
    return f'<output block="1">\n{text}\n</output>'


def offline(prompt: str) -> str:
    return complete([("user", prompt)])


def test_samples_are_read_by_sub_queries_before_the_answer(ask: Any) -> None:
    played = ask(LOG, QUESTION)

    assert played.labels == ["probe", "columns", "table", "check", "answer"]
    assert played.calls == 6
    assert played.first_line == "8"
    assert "checked on 6 lines by sub-queries, which agree" in played.text
    assert played.confidence == pytest.approx(0.96)


def test_half_of_the_samples_only_nearly_meet_the_question(ask: Any) -> None:
    played = ask(LOG, QUESTION)

    question = "Question: Does this line meet: level is ERROR and service is payments?"
    assert all(prompt.startswith(question) for prompt in played.prompts)
    counted = ["ERROR [payments]" in prompt for prompt in played.prompts]
    near = ["ERROR [" in prompt or "[payments]" in prompt for prompt in played.prompts]
    assert counted == [True] * 3 + [False] * 3
    assert all(near)


def test_without_conditions_the_values_of_records_are_compared(ask: Any) -> None:
    played = ask(SALES, "Which region has the highest total?")

    assert "Question: What is the region in this record?" in played.prompts[0]
    assert "Question: What is the total in this record?" in played.prompts[1]
    assert "checked on 3 records by sub-queries, which agree" in played.text


def test_counted_words_are_counted_again_in_one_line_each(ask: Any) -> None:
    text = "the cat sat. the cat ran. a dog ran off.\ncat again, the end"
    played = ask(text, "What are the top 2 words?")

    assert played.prompts[0].startswith(
        "Question: How many times does the exact word “cat” occur in this text?"
    )
    assert "checked on 2 lines" in played.text


def test_counted_lines_are_checked_too(ask: Any) -> None:
    text = "a pump\nno such thing\nthe pump again: pump\nvalves\n"
    played = ask(text, "How many lines contain pump?")

    assert played.first_line == "2"
    assert "checked on 4 lines by sub-queries, which agree" in played.text


@pytest.mark.parametrize("said", ["no", "No, that one was a drill.", "VALUE: no"])
def test_a_no_by_hand_lowers_the_confidence_and_is_said(ask: Any, said: str) -> None:
    def reader(prompt: str) -> str:
        return said if "order=1 handled" in prompt else offline(prompt)

    played = ask(LOG, QUESTION, reader=reader)

    assert played.refused
    assert played.confidence < 0.5
    assert "the result was 8, checked on 6 lines by sub-queries" in played.text
    assert "line 2 is disputed" in played.text
    assert "the calculation says yes, the sub-query" in played.text


def test_another_number_by_hand_is_a_disagreement(ask: Any) -> None:
    def reader(prompt: str) -> str:
        return "999" if "What is the total" in prompt else offline(prompt)

    played = ask(SALES, "What is the total for North?", reader=reader)

    assert played.refused
    assert "the sub-query 999" in played.text


@pytest.mark.parametrize(
    "said", [REFUSED, "[aborted by the operator]", "Error: timeout", "hard to say", ""]
)
def test_elements_that_say_nothing_are_ignored(ask: Any, said: str) -> None:
    def reader(prompt: str) -> str:
        return said if "order=1 handled" in prompt else offline(prompt)

    played = ask(LOG, QUESTION, reader=reader)

    assert played.first_line == "8"
    assert "checked on 5 of 6 lines by sub-queries, which agree" in played.text


def test_a_used_up_limit_of_sub_queries_leaves_the_answer_unchecked(ask: Any) -> None:
    limit = "Error: max_llm_calls reached: 6 sub-queries asked for, 0 of 50 left"
    played = ask(LOG, QUESTION, reader=lambda prompt: limit)

    assert played.first_line == "8"
    assert played.confidence == pytest.approx(0.93)
    assert f"not checked by sub-queries: {limit}" in played.text


def test_a_check_that_raises_leaves_the_answer_unchecked(ask: Any) -> None:
    def broken(prompt: str) -> str:
        raise RuntimeError("no more")

    played = ask(LOG, QUESTION, reader=broken)

    assert played.first_line == "8"
    assert "not checked by sub-queries: the check failed" in played.text


def test_a_refused_check_leaves_the_answer_unchecked(ask: Any) -> None:
    code = "[The operator refused this code before it ran.]"

    def refuse(turn: int, text: str) -> str:
        return output(code) if turn == 3 else text

    played = ask(LOG, QUESTION, edit=refuse)

    assert played.labels == ["probe", "columns", "table", "check", "answer"]
    assert played.first_line == "8"
    assert "not checked by sub-queries: the check was refused" in played.text


def test_a_result_that_was_changed_by_hand_is_not_called_checked(ask: Any) -> None:
    def edit(turn: int, text: str) -> str:
        return re.sub(r'"answer": "8"', '"answer": "77"', text) if turn == 2 else text

    played = ask(LOG, QUESTION, edit=edit)

    assert played.first_line == "77"
    assert "not checked by sub-queries: the result was changed by hand" in played.text


def test_the_word_of_a_person_is_not_checked(ask: Any) -> None:
    def edit(turn: int, text: str) -> str:
        return output("seventeen") if turn == 2 else text

    assert "check" not in ask(LOG, QUESTION, edit=edit).labels


def test_without_sub_queries_the_answer_says_that_it_is_not_checked(ask: Any) -> None:
    system = "Sub-queries are switched off in this run: work with code alone."
    played = ask(LOG, QUESTION, system=system)

    assert played.calls == 0
    assert played.first_line == "8"
    assert "not checked by sub-queries: they are switched off" in played.text


def test_what_has_nothing_to_be_checked_is_answered_at_once(ask: Any) -> None:
    played = ask(SALES, "How many rows are there?")

    assert played.labels[-2:] == ["table", "answer"]
    assert "sub-queries" not in played.text


def test_an_undecided_sub_model_is_shown_as_the_reason(ask: Any) -> None:
    played = ask(LOG, QUESTION, reader=lambda prompt: "NOT FOUND: it is unclear")

    assert played.first_line == "8"
    assert "not checked by sub-queries: NOT FOUND: it is unclear" in played.text
