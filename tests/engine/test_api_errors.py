"""What the library says to a use that cannot be."""

from __future__ import annotations

import re
from inspect import signature
from typing import Any

import pytest

from rlm_tui.domain.limits import LIMIT_NAMES
from rlm_tui.engine.agent import RLMAgent
from rlm_tui.engine.arguments import NAMED_HERE
from rlm_tui.engine.as_tool import rlm_tool
from rlm_tui.engine.result import RLMResult
from rlm_tui.errors import (
    ContextError,
    MissingKeyError,
    ModelBusyError,
    RLMError,
    SettingsError,
    StoreError,
)
from rlm_tui.models.scripted import ScriptedModel
from rlm_tui.repl.host import ProcessRepls
from tests.engine.live import code, live, said_to
from tests.fakes import MemoryStore


class TestErrors:
    """A wrong argument is named before anything runs; what was paid for is kept."""

    @pytest.mark.parametrize("context", [42, None, b"bytes", {1, 2}, [object()]])
    async def test_a_context_of_a_wrong_type(self, context: Any) -> None:
        model = ScriptedModel("FINAL(1)")
        with pytest.raises(ContextError):
            await RLMAgent(model).generate(context=context, query="q")

        assert model.calls == []

    @pytest.mark.parametrize("query", ["", "  ", None, 3])
    async def test_a_question_that_is_none(self, query: Any) -> None:
        with pytest.raises(SettingsError, match="query must be a question as a text"):
            await RLMAgent(ScriptedModel()).generate(context="c", query=query)

    async def test_an_unknown_model(self) -> None:
        with pytest.raises(SettingsError, match="unknown model 'nonsense'"):
            await RLMAgent("nonsense").generate(context="c", query="q")

    async def test_an_unknown_evaluator(self) -> None:
        agent = RLMAgent("offline", evaluator="nonsense")
        with pytest.raises(SettingsError, match="unknown model 'nonsense'"):
            await agent.generate(context="c", query="q")

    async def test_a_missing_key(self) -> None:
        with pytest.raises(MissingKeyError, match="OPENAI_API_KEY"):
            await RLMAgent("openai/gpt-5").generate(context="c", query="q")

    def test_a_model_that_is_none(self) -> None:
        with pytest.raises(
            SettingsError,
            match="model must be a name or have the methods",
        ):
            RLMAgent(42)  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        "name", ["prepare_iteration", "prepare_sub_agent", "on_event", "evaluator"]
    )
    def test_what_cannot_be_called(self, name: str) -> None:
        settings: dict[str, Any] = {name: 42}
        with pytest.raises(SettingsError, match=f"{name} must be a function; found 42"):
            RLMAgent(**settings)

    @pytest.mark.parametrize(
        ("settings", "words"),
        [
            ({"min_confidence": "high"}, "min_confidence must be between 0 and 1"),
            ({"min_confidence": True}, "found True"),
            ({"max_depth": True}, "max_depth: a number is wanted"),
            ({"sub_model": 5}, "sub_model must be a text; found 5"),
            ({"api_base": 5}, "api_base must be a text; found 5"),
            ({"options": 5}, r"options must be Options\(...\); found 5"),
            ({"start_repl": "docker"}, "start_repl must be .*; found 'docker'"),
            ({"start_repl": print}, "start_repl must be an object with .*isolation"),
            (
                {"isolation": "docker"},
                "isolation must be one of auto, linux, .*'docker'",
            ),
            (
                {"isolation": "linux", "start_repl": ProcessRepls()},
                r"isolation and start_repl .*start_repl=ProcessRepls\('linux'\)",
            ),
            ({"start_repl": ProcessRepls}, "start_repl must be .*; found <class"),
        ],
    )
    def test_arguments_of_another_type(
        self, settings: dict[str, Any], words: str
    ) -> None:
        with pytest.raises(SettingsError, match=words):
            RLMAgent(**settings)

    async def test_a_second_event_loop(self) -> None:
        agent = RLMAgent(ScriptedModel("FINAL(1)"))

        with pytest.raises(SettingsError, match=r"write `await agent.generate\(...\)`"):
            agent.generate_sync(context="c", query="q")
        with pytest.raises(SettingsError, match=r"write `await tool\(...\)`"):
            rlm_tool(agent).call_sync("q", "c")

    def test_limits_out_of_range_or_unknown(self) -> None:
        with pytest.raises(SettingsError, match=r"max_depth: .*; found 99"):
            RLMAgent(max_depth=99)
        with pytest.raises(SettingsError, match="unknown limit 'max_deph'; there are"):
            RLMAgent(max_deph=1)  # type: ignore[call-arg]

    def test_arguments_that_have_another_name_elsewhere(self) -> None:
        with pytest.raises(SettingsError, match="'max_iters': use max_iterations"):
            RLMAgent(max_iters=3)  # type: ignore[call-arg]

    @pytest.mark.parametrize("use", NAMED_HERE.values())
    def test_what_is_named_in_their_place_is_there(self, use: str) -> None:
        name = re.split(r"[^a-z_]", use)[0]

        there = {*signature(RLMAgent).parameters, *LIMIT_NAMES, *dir(RLMAgent)}
        assert name in there

    async def test_prompts_that_are_no_texts_are_told_to_the_model(self) -> None:
        model = ScriptedModel(code("llm_query({'a': 1})"), "FINAL(1)")
        await RLMAgent(model).generate(context="c", query="q")

        assert "TypeError: prompt must be a str, not dict" in said_to(model, 2)

    async def test_a_failed_run_gives_what_there_was(self) -> None:
        model = ScriptedModel(code("print(1)"), {"error": "down"})
        result = await RLMAgent(model, max_retries=0).generate(context="c", query="q")

        assert result.status == "failed"
        assert "down" in (result.error or "")
        assert result.steps[0].output == "1\n"
        assert result.usage.total_tokens > 0

    async def test_an_exception_has_the_partial_result(self) -> None:
        store = MemoryStore(fails_at="code_executed")
        with pytest.raises(StoreError) as caught:
            async with live(ScriptedModel(code("print(1)")), save=store.save) as run:
                await run.end()

        partial = caught.value.partial
        assert isinstance(partial, RLMResult)
        assert partial.iterations == 1
        assert partial.usage.calls == 1

    def test_every_error_can_be_asked_for_its_partial_result(self) -> None:
        assert RLMError("x").partial is None
        assert ModelBusyError("x").partial is None
