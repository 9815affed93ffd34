"""How a node comes to its answer: said, forced, empty, or cut."""

from __future__ import annotations

import pytest

from rlm_tui.domain.events_of_code import CodeExecuted
from rlm_tui.engine.run import Options
from rlm_tui.models.scripted import ScriptedModel
from tests.engine.live import code, of_kind, play, said_to


@pytest.mark.parametrize(
    "reply",
    [
        code("FINAL('42')"),
        code("FINAL(42)"),
        code("x = 42\nFINAL_VAR('x')"),
        code("answer['content'] = 42\nanswer['ready'] = True"),
        code("SUBMIT(42)"),
        code("SUBMIT(value=42)"),
        "FINAL(42)",
        'I have it.\n\nFINAL("42")',
        code("x = 42") + "\nFINAL_VAR(x)",
        code("d = {'a': [41, 42]}") + '\nFINAL_VAR(d["a"][1])',
        code("FINAL(42)", "print('never')"),
    ],
)
async def test_every_way_to_finish_is_taken(reply: str) -> None:
    result, events = await play(ScriptedModel(reply))

    assert (result.status, result.text) == ("answered", "42")
    assert not any("never" in e.stdout.preview for e in of_kind(events, CodeExecuted))


async def test_an_answer_keeps_its_confidence() -> None:
    result, _ = await play(ScriptedModel(code("FINAL(42, confidence=0.7)")))

    assert result.confidence == 0.7


async def test_an_unknown_variable_is_told_to_the_model_by_name() -> None:
    model = ScriptedModel("FINAL_VAR(nothing)", "FINAL(42)")

    result, _ = await play(model)

    assert "nothing" in said_to(model, 2)
    assert result.text == "42"


async def test_an_answer_beside_code_must_be_confirmed() -> None:
    model = ScriptedModel(code("print(6 * 7)") + "\nFINAL(41)", "FINAL(42)")

    result, _ = await play(model)

    assert "42" in said_to(model, 2)
    assert "Confirm the answer" in said_to(model, 2)
    assert result.text == "42"


async def test_an_unseen_answer_counts_where_that_is_asked_for() -> None:
    model = ScriptedModel(code("print(6 * 7)") + "\nFINAL(41)")

    result, _ = await play(model, options=Options(accept_unseen_final=True))

    assert result.text == "41"


async def test_a_variable_does_not_finish_a_reply_whose_code_failed() -> None:
    model = ScriptedModel(code("x = 1\n1 / 0") + "\nFINAL_VAR(x)", "FINAL(2)")

    result, _ = await play(model)

    assert result.text == "2"


async def test_an_empty_answer_is_refused_with_words() -> None:
    model = ScriptedModel("FINAL()", "FINAL(42)")

    await play(model)

    assert "empty answer" in said_to(model, 2)


async def test_a_cut_reply_is_not_run_and_the_model_is_asked_to_go_on() -> None:
    model = ScriptedModel("```repl\nprint(1", "FINAL(42)")

    _, events = await play(model)

    assert of_kind(events, CodeExecuted) == []
    assert "ended inside a code block" in said_to(model, 2)


async def test_a_cut_behind_a_whole_block_is_told_too() -> None:
    model = ScriptedModel(code("print(1)") + "\n```repl\nprint(2", "FINAL(42)")

    _, events = await play(model)

    assert len(of_kind(events, CodeExecuted)) == 1
    assert "ended inside a code block" in said_to(model, 2)


async def test_an_answer_before_a_cut_block_is_not_taken() -> None:
    model = ScriptedModel("FINAL(41)\n```repl\nprint(2", "FINAL(42)")

    result, _ = await play(model)

    assert result.text == "42"


async def test_an_answer_is_forced_after_the_last_turn() -> None:
    model = ScriptedModel(code("x = 42"), "FINAL_VAR(x)")

    result, events = await play(model, max_iterations=1)

    assert "<answer_now/>" in said_to(model, 2)
    assert (result.status, result.text, result.iterations) == ("forced", "42", 2)
    assert [e.forced for e in events if e.kind == "iteration_started"] == [False, True]


async def test_a_forced_answer_may_be_plain_prose() -> None:
    result, _ = await play(ScriptedModel("Hm.", "It is 42."), max_iterations=1)

    assert (result.status, result.text) == ("forced", "It is 42.")


async def test_a_forced_answer_from_an_unknown_variable_is_none() -> None:
    result, _ = await play(ScriptedModel("Hm.", "FINAL_VAR(x)"), max_iterations=1)

    assert result.status == "limit"
    assert "max_iterations" in (result.error or "")
    assert result.text == "Hm."


async def test_a_forced_answer_survives_the_loss_of_the_process() -> None:
    killer = code("import os\nos._exit(1)") + "\nFINAL_VAR(x)"

    result, _ = await play(ScriptedModel("Hm.", killer), max_iterations=1)

    assert result.status == "limit"


async def test_the_history_is_there_in_the_forced_turn() -> None:
    model = ScriptedModel("Hm.", code("FINAL(len(history))"))

    result, _ = await play(model, max_iterations=1)

    assert result.text == "5"


async def test_an_empty_answer_in_code_is_sent_back_with_words() -> None:
    model = ScriptedModel(code("FINAL('')"), code("FINAL('something')"))

    result, _ = await play(model)

    assert "An empty answer is not accepted" in said_to(model, 2)
    assert result.text == "something"
