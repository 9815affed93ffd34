"""Stops at which the engine itself asks: a limit that is reached, a failure."""

from __future__ import annotations

import pytest

from rlm_tui.engine import prompts
from rlm_tui.errors import ModelRefusedError
from rlm_tui.models.scripted import ScriptedModel
from rlm_tui.models.scripted_reply import ScriptedReply
from tests.engine.gated import asks, gates
from tests.engine.live import code, live, said_to


class TestLimitGate:
    """With a person there, a limit asks."""

    async def test_a_raise_goes_on_at_once(self) -> None:
        model = ScriptedModel({"text": "Hm.", "cost": 0.02}, "FINAL(42)")

        async with live(model, limits={"max_cost": 0.02}) as run:
            ticket = await run.let_go("limit")
            result = await run.end()

        assert "max_cost" in ticket.why
        assert result.text == "42"
        assert run.session.limits.max_cost == pytest.approx(0.03)

    async def test_finishing_gives_what_there_is(self) -> None:
        model = ScriptedModel({"text": "I think 42.", "cost": 0.02}, "FINAL(42)")

        async with live(model, limits={"max_cost": 0.02}) as run:
            ticket = await run.held("limit")
            await run.handle.reject(ticket.id)
            result = await run.end()

        assert (result.status, result.text) == ("forced", "42")
        assert prompts.ANSWER_NOW in said_to(model, 2)

    async def test_finishing_without_a_model_gives_the_best_words(self) -> None:
        refusal = ScriptedReply(error=ModelRefusedError("no"))
        model = ScriptedModel({"text": "I think 42.", "cost": 0.02}, refusal)

        async with live(model, limits={"max_cost": 0.02}) as run:
            limit = await run.held("limit")
            await run.handle.reject(limit.id)
            error = await run.held("error")
            await run.handle.reject(error.id)
            result = await run.end()

        assert (result.status, result.text) == ("limit", "I think 42.")

    async def test_more_turns_can_be_had(self) -> None:
        model = ScriptedModel("Hm.", "FINAL(42)")

        async with live(model, limits={"max_iterations": 1}) as run:
            await run.let_go("limit")
            result = await run.end()

        assert (result.status, result.text) == ("answered", "42")

    async def test_more_sub_queries_can_be_had(self) -> None:
        model = ScriptedModel(asks("a", "b"), {"match": "^.$", "text": "x"})

        async with live(model, limits={"max_llm_calls": 1}) as run:
            await run.let_go("limit")
            result = await run.end()

        assert result.text == "['x', 'x']"

    async def test_going_on_does_not_release_it(self) -> None:
        model = ScriptedModel({"text": "Hm.", "cost": 0.02}, "FINAL(42)")

        async with live(model, limits={"max_cost": 0.02}) as run:
            await run.held("limit")
            await run.handle.pause()
            await run.handle.resume()

            assert gates(run) == [("0", "limit")]


class TestErrorGate:
    """With a person there, a failed call asks."""

    FAILS = ScriptedReply(error=ModelRefusedError("no such model"))

    async def test_trying_again(self) -> None:
        async with live(ScriptedModel(self.FAILS, "FINAL(42)")) as run:
            ticket = await run.let_go("error")
            result = await run.end()

        assert ticket.why == "no such model"
        assert result.text == "42"

    async def test_a_result_by_hand(self) -> None:
        model = ScriptedModel(code("FINAL(llm_query('q'))"), self.FAILS)

        async with live(model) as run:
            ticket = await run.held("error", "0.1")
            await run.handle.answer(ticket.id, "mine")
            result = await run.end()

        assert result.text == "mine"

    async def test_giving_up_ends_the_run_with_the_reason(self) -> None:
        async with live(ScriptedModel(self.FAILS)) as run:
            ticket = await run.held("error")
            await run.handle.reject(ticket.id)
            result = await run.end()

        assert (result.status, result.error) == ("failed", "no such model")

    async def test_a_failing_child_asks_once_and_not_twice(self) -> None:
        model = ScriptedModel(code("rlm_query('part')"), self.FAILS, "FINAL(1)")

        async with live(model) as run:
            ticket = await run.held("error", "0.1")
            await run.handle.reject(ticket.id)
            result = await run.end()

        assert result.text == "1"
        assert "QueryError: no such model" in said_to(model, 3)
