"""What models are told and asked for beside the questions."""

from __future__ import annotations

from typing import Any

import pytest

from rlm_tui.engine.agent import RLMAgent
from rlm_tui.engine.run import Options
from rlm_tui.errors import SettingsError
from rlm_tui.models.base import ModelRequest
from rlm_tui.models.scripted import ScriptedModel
from tests.engine.live import code
from tests.fakes import FakeRepls


async def requests_of(options: Options) -> list[ModelRequest]:
    """What the root, a query of its and a child send."""
    sent: list[ModelRequest] = []
    replies = code("await llm_query('q')"), "yes", code("await rlm_query('r')")
    model = ScriptedModel(*replies, "FINAL(1)", "FINAL(2)", on_request=sent.append)
    agent = RLMAgent(model, options=options, start_repl=FakeRepls())
    result = await agent.generate(context="c", query="q")
    assert result.text == "2"
    return sent


async def test_calls_ask_for_what_the_caller_wants() -> None:
    sent = await requests_of(Options(model_options={"temperature": 0}))

    assert [dict(request.options or {}) for request in sent] == [{"temperature": 0}] * 5


async def test_sub_queries_and_children_may_ask_for_something_else() -> None:
    options = Options(model_options={"seed": 1}, sub_model_options={"top_p": 0.5})

    sent = await requests_of(options)

    asked = {request.node: dict(request.options or {}) for request in sent}
    assert asked == {"0": {"seed": 1}, "0.1": {"top_p": 0.5}, "0.2": {"top_p": 0.5}}


async def test_instructions_stand_in_the_system_prompt_of_every_rlm_node() -> None:
    sent = await requests_of(Options(instructions="Answer in German."))

    systems = [request.messages[0] for request in sent if len(request.messages) > 1]
    assert len(systems) == 4
    assert all("\nAnswer in German.\n" in system.content for system in systems)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"model_options": ["temperature"]}, "must map names to values"),
        ({"model_options": {"stream": False}}, "cannot set stream: replies are always"),
        ({"sub_model_options": {"api_key": "x"}}, "keys are kept nowhere"),
        ({"model_options": {"api_base": "x"}}, "say --api-base URL, or RLMAgent"),
        ({"sub_model_options": {"seed": {1}}}, "must hold JSON values"),
        ({"instructions": 3}, "instructions must be a text"),
    ],
)
def test_what_cannot_be_an_option_says_what_to_write(
    options: dict[str, Any], words: str
) -> None:
    with pytest.raises(SettingsError, match=words):
        RLMAgent("echo", options=Options(**options))
