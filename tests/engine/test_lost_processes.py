"""A process that dies under its node, and what cannot be saved."""

from __future__ import annotations

from rlm_tui.domain.events_of_code import ReplLost
from rlm_tui.models.scripted import ScriptedModel
from tests.engine.live import KeptRepls, code, live, of_kind, play, said_to
from tests.fakes import FakeRepls


async def test_a_child_that_loses_its_process_hears_of_it_and_goes_on() -> None:
    model = ScriptedModel(
        code("x = 1\nimport os\nos._exit(3)", "print('never')"),
        code("print('x' in globals(), len(context))"),
        "FINAL(42)",
    )

    result, events = await play(model)

    [lost] = of_kind(events, ReplLost)
    assert lost.node == "0"
    assert "your variables are as they were" in said_to(model, 2)
    assert "Not run, because an earlier block of the reply ended it: 2." in (
        said_to(model, 2)
    )
    assert "False 11" in said_to(model, 3)
    assert result.status == "answered"


async def test_outputs_keep_their_numbers_after_a_loss() -> None:
    model = ScriptedModel(
        code("import os\nos._exit(3)"),
        code("print('a' * 1000)"),
        code("FINAL(len(_out[2]))"),
    )

    result, _ = await play(model, max_output_chars=200)

    assert "_out[2]" in said_to(model, 3)
    assert result.text == "1001"


async def test_a_process_that_dies_between_two_turns_is_replaced() -> None:
    model = ScriptedModel(
        code("x = 1"),
        {"text": code("print('ran')"), "wait_for": "dead"},
        code("print('again')"),
        "FINAL(42)",
    )
    repls = KeptRepls()

    async with live(model, attended=False, start_repl=repls) as run:
        await model.received(2)
        await repls.kill(0)
        model.release("dead")
        result = await run.end()

    assert result.text == "42"
    assert "your variables are as they were" in said_to(model, 3)
    assert "again" in said_to(model, 4)


async def test_a_repl_that_does_not_start_fails_the_run() -> None:
    result, _ = await play(ScriptedModel(), start_repl=FakeRepls(fails="no python"))

    assert (result.status, result.error) == ("failed", "no python")
