"""What the planner makes of refused code, edited outputs, hand answers and guidance."""

from __future__ import annotations

import re
from typing import Any

import pytest

from rlm_tui.models.offline.planner import complete

REFUSED = '[The operator refused this code before it ran: "no". This is not an error.]'
NOTES = "The pump stands in hall 4.\n\nThe valve was replaced on 3 May.\n"
TABLE = "region,total\nNorth,10\nSouth,5\nNorth,2\n"


def output(text: str) -> str:
    return f'<output block="1">\n{text}\n</output>'


def test_every_reply_says_that_it_is_the_offline_planner(ask: Any) -> None:
    played = ask(TABLE, "What is the total for North?")

    assert len(played.replies) == 5
    for reply in played.replies:
        assert "I am the offline planner: rules, not a language model." in reply


def test_the_same_messages_get_the_same_reply() -> None:
    messages = [("system", "s"), ("user", "<question>\nWhy?\n</question>")]

    assert complete(messages) == complete(messages)


def test_a_refused_probe_ends_in_a_polite_refusal(ask: Any) -> None:
    played = ask(TABLE, "What is the total?", edit=lambda turn, text: output(REFUSED))

    assert played.refused
    assert "How: my look at the context was refused.\n" in played.text


def test_a_probe_that_ran_out_of_time_is_not_laid_on_the_question(ask: Any) -> None:
    late = '<error block="1">\n(the time limit of 30 s was reached)\n</error>'

    played = ask(TABLE, "What is the total?", edit=lambda turn, text: late)

    assert (
        "How: my look at the context failed: the time limit of 30 s was reached.\n"
        in played.text
    )


def test_one_passage_is_told_as_one(ask: Any) -> None:
    played = ask("# Club\n\nFounded 1921.\n", "When was the club founded?")

    assert "How: asked 1 passage for a date" in played.text


def test_a_refused_lookup_is_followed_by_another_strategy(ask: Any) -> None:
    def refuse_second(turn: int, text: str) -> str:
        return output(REFUSED) if turn == 1 else text

    played = ask(NOTES, "When was the valve replaced?", edit=refuse_second)

    assert played.labels[:3] == ["probe", "lookup", "wider lookup"]
    assert "My last program was refused" in played.replies[2]


def test_an_answer_given_by_hand_is_taken_as_it_stands(ask: Any) -> None:
    played = ask(NOTES, "When was the valve replaced?", reader=lambda prompt: "42")

    assert played.first_line == "42"
    assert "given by hand" in played.text
    assert played.confidence == 1.0


def test_an_answer_by_hand_that_names_nothing_answers_no_which(ask: Any) -> None:
    text = "# Recipes\n\n## Lentil soup\n\nContains cumin.\n\n## Fish stew\n\n"
    text += "Contains cod and saffron.\n"

    def reader(prompt: str) -> str:
        return "Yes."

    which = ask(text, "Which recipe uses saffron?", reader=reader)
    whether = ask(text, "Does a recipe use saffron?", reader=reader)

    assert which.refused
    assert whether.first_line == "Yes."


def test_an_output_replaced_by_yes_answers_no_which(ask: Any) -> None:
    def edit(turn: int, text: str) -> str:
        return output("Yes") if turn == 2 else text

    assert ask(TABLE, "Which region has the highest total?", edit=edit).refused


def test_refused_and_failed_elements_of_a_batch_are_skipped(ask: Any) -> None:
    text = "\n\n".join(f"The valve number {n} is old." for n in range(9))
    text += "\n\nThe valve was replaced on 3 May.\n"

    def reader(prompt: str) -> str:
        if "3 May" in prompt:
            return complete([("user", prompt)])
        return "Error: timeout" if "number 1" in prompt else REFUSED

    assert (
        "3 May" in ask(text, "When was the valve replaced?", reader=reader).first_line
    )


def test_an_edited_result_is_believed(ask: Any) -> None:
    def edit(turn: int, text: str) -> str:
        return re.sub(r'"answer": "12"', '"answer": "99"', text)

    assert ask(TABLE, "What is the total for North?", edit=edit).first_line == "99"


def test_an_output_replaced_by_a_plain_value_is_the_answer(ask: Any) -> None:
    def edit(turn: int, text: str) -> str:
        return output("seventeen") if turn == 2 else text

    played = ask(TABLE, "What is the total for North?", edit=edit)

    assert played.first_line == "seventeen"
    assert "given by hand" in played.text


def test_guidance_in_the_middle_of_a_run_is_part_of_the_question(ask: Any) -> None:
    def guide(turn: int, text: str) -> str:
        said = "<guidance>only for South</guidance>"
        return f"{text}\n{said}" if turn == 1 else text

    played = ask(TABLE, "What is the total?", edit=guide)

    assert played.first_line == "5"


@pytest.mark.parametrize("turn", [0, 1])
@pytest.mark.parametrize("context", [TABLE, NOTES])
def test_guidance_that_is_not_understood_spoils_no_answer(
    ask: Any, context: str, turn: int
) -> None:
    def guide(now: int, text: str) -> str:
        said = "<guidance>be careful</guidance>"
        return f"{text}\n{said}" if turn == now else text

    question = {TABLE: "What is the total?", NOTES: "When was the valve replaced?"}
    alone = ask(context, question[context])
    played = ask(context, question[context], edit=guide)

    assert not alone.refused
    assert played.first_line == alone.first_line
    assert "left out the guidance “be careful”: I did not understand" in played.text
    assert "left out" not in alone.text


WORK_LOG = """2024-03-01 10:00:00 INFO [api] work started, double the queue
2024-03-01 10:01:00 ERROR [api] payment failed: check the card
2024-03-01 10:02:00 ERROR [db] work lost: timeout
2024-03-01 10:03:00 WARN [api] answer was slow
"""


@pytest.mark.parametrize(
    "said", ["double check your work", "check again, the answer is wrong", "be brief"]
)
def test_how_to_work_is_no_condition_on_the_data(ask: Any, said: str) -> None:
    def guide(turn: int, text: str) -> str:
        return f"{text}\n<guidance>{said}</guidance>" if turn == 1 else text

    played = ask(WORK_LOG, "How many errors are there?", edit=guide)

    assert played.first_line == "2"
    assert f"left out the guidance “{said}”" in played.text


def test_an_answer_without_what_was_asked_for_is_less_sure(ask: Any) -> None:
    def guide(turn: int, text: str) -> str:
        said = "<guidance>for the purple department in 2020</guidance>"
        return f"{text}\n{said}" if turn == 1 else text

    played = ask(WORK_LOG, "How many errors are there?", edit=guide)

    assert played.first_line == "2"
    assert played.confidence == 0.5
    assert "it leaves out guidance that I did not understand" in played.replies[-1]


def test_guidance_that_narrows_the_data_counts(ask: Any) -> None:
    def guide(turn: int, text: str) -> str:
        said = "<guidance>only the payment ones</guidance>"
        return f"{text}\n{said}" if turn == 1 else text

    assert ask(WORK_LOG, "How many errors are there?", edit=guide).first_line == "1"


def test_a_program_that_fails_is_not_repeated(ask: Any) -> None:
    def broken(prompt: str) -> str:
        raise RuntimeError("no budget left")

    played = ask(NOTES, "When was the valve replaced?", reader=broken)

    assert played.refused
    assert len(set(played.labels)) == len(played.labels)


def test_a_new_repl_is_probed_again(ask: Any) -> None:
    def lose(turn: int, text: str) -> str:
        lost = "The REPL process was ended: it used too much memory."
        return f"{text}\n{lost}" if turn == 1 else text

    played = ask(TABLE, "What is the total for North?", edit=lose)

    assert played.labels.count("probe") == 2
    assert played.first_line == "12"


def test_an_answer_that_was_not_accepted_is_not_given_again() -> None:
    result = 'RESULT {"answer": "12", "confidence": 0.9}'
    messages = [
        ("system", "s"),
        ("user", "<question>\nWhat is the total for North?\n</question>"),
        ("assistant", "```repl\n# offline planner: probe\n```"),
        ("user", output('PROBE {"format": "prose"}')),
        ("assistant", "```repl\n# offline planner: lookup\n```"),
        ("user", output(result)),
        ("assistant", "```repl\n# offline planner: answer\n```"),
        ("user", 'The operator did not accept the answer: "no". Go on.'),
    ]

    assert "# offline planner: wider lookup" in complete(messages)


def test_the_last_words_are_an_answer_in_prose(ask: Any) -> None:
    played = ask(TABLE, "What is the total for North?", max_iterations=3)

    assert "I am the offline planner" in played.replies[-1]
    assert played.first_line == "12"


def test_without_sub_queries_the_best_passages_are_shown(ask: Any) -> None:
    messages = [
        ("system", "Sub-queries are switched off in this run: work with code alone."),
        ("user", "<question>\nWhen was the valve replaced?\n</question>"),
        ("assistant", "```repl\n# offline planner: probe\n```"),
        ("user", output('PROBE {"format": "prose"}')),
    ]

    assert "WINDOWS = 0" in complete(messages)
