"""A question without a context stands for itself."""

from __future__ import annotations

from rlm_tui.engine import prompts
from rlm_tui.engine.agent import RLMAgent
from rlm_tui.models.scripted import ScriptedModel
from tests.engine.live import code
from tests.fakes import FakeRepls


async def test_code_has_its_text_as_the_context() -> None:
    model = ScriptedModel(code("FINAL(context.upper())"))

    result = await RLMAgent(model, start_repl=FakeRepls()).generate(query="What?")

    assert result.text == "WHAT?"
    assert prompts.ALONE in model.calls[0][1].content


async def test_a_long_one_is_shown_in_part_and_is_whole_in_the_code() -> None:
    asked = f"Count the x: {'x' * 90_000} and tell the number."
    model = ScriptedModel(code("FINAL(context.count('x'))"))

    result = await RLMAgent(model, start_repl=FakeRepls()).generate(query=asked)

    shown = model.calls[0][1].content
    assert result.text == "90001"
    assert len(shown) < 8_000
    assert "Count the x: xxx" in shown
    assert "and tell the number." in shown
    assert "characters left out; all of it is in `context` ..." in shown


async def test_a_child_without_a_context_is_asked_so_too() -> None:
    model = ScriptedModel(
        code("FINAL(await rlm_query('Say ' + 'y' * 9_000))"),
        code("FINAL(len(context))"),
    )

    result = await RLMAgent(model, start_repl=FakeRepls()).generate(
        context="c", query="q"
    )

    assert result.text == "9004"
    assert len(model.calls[1][1].content) < 8_000
