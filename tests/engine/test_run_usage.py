"""What a run has used is the total of its tree, and its limits hold for all of it."""

from __future__ import annotations

import pytest

from rlm_tui.domain.events_of_calls import CallFailed
from rlm_tui.domain.limits import Usage
from rlm_tui.engine.agent import RLMAgent
from rlm_tui.models.base import Price
from rlm_tui.models.scripted import ScriptedModel
from rlm_tui.models.scripted_reply import ScriptedReply
from tests.engine.live import code, of_kind, play, said_to


class TestLimits:
    """Each ends a run without a person, with a status, words and what there is."""

    async def test_money(self) -> None:
        model = ScriptedModel(ScriptedReply(code("print('found 7')"), cost=0.02), "no")

        result, _ = await play(model, max_cost=0.01)

        assert result.status == "limit"
        assert result.error == "max_cost reached: $0.020 of $0.010"
        assert len(model.requests) == 1

    async def test_tokens(self) -> None:
        model = ScriptedModel({"text": "Hm.", "output_tokens": 900}, "no")

        result, _ = await play(model, max_tokens=500)

        assert result.status == "limit"
        assert "max_tokens" in (result.error or "")
        assert len(model.requests) == 1

    async def test_the_last_paid_words_are_the_partial_answer(self) -> None:
        model = ScriptedModel({"text": "FINAL(42)", "cost": 0.02})

        result, _ = await play(model, max_cost=0.01)

        assert (result.status, result.text) == ("limit", "42")

    async def test_the_last_output_is_the_partial_answer(self) -> None:
        spend = "print('found 7')\nllm_query('dear')"
        model = ScriptedModel(code(spend), {"text": "x", "cost": 0.02})

        result, _ = await play(model, max_cost=0.01)

        assert (result.status, result.text) == ("limit", "found 7\n'x'")

    async def test_a_batch_larger_than_the_rest_is_refused_whole(self) -> None:
        model = ScriptedModel(
            code("print(llm_query('one'))"),
            "first",
            code("print(llm_query_batched(['a', 'b', 'c', 'd']))"),
            "FINAL(done)",
        )

        result, _ = await play(model, max_llm_calls=3)

        assert "4 sub-queries asked for, 2 of 3 left" in said_to(model, 4)
        assert result.status == "answered"
        assert result.nodes == 2

    async def test_a_single_query_beyond_the_last_raises_in_the_code(self) -> None:
        ask = "try:\n    llm_query('x')\nexcept QueryError as e:\n    FINAL(str(e))"

        result, _ = await play(ScriptedModel(code(ask)), max_llm_calls=0)

        assert "1 sub-queries asked for, 0 of 0 left" in result.text

    async def test_errors_in_a_row(self) -> None:
        model = ScriptedModel(*[code("1 / 0")] * 3)

        result, _ = await play(model, max_errors=2)

        assert result.status == "limit"
        assert "max_errors" in (result.error or "")
        assert len(model.requests) == 2

    async def test_errors_between_successes_do_not_count(self) -> None:
        good, bad = code("print(1)"), code("1 / 0")

        result, _ = await play(
            ScriptedModel(bad, good, bad, good, "FINAL(42)"), max_errors=2
        )

        assert result.status == "answered"

    async def test_depth_0_has_no_sub_queries(self) -> None:
        model = ScriptedModel(code("llm_query('x')"), "FINAL(42)")

        result, _ = await play(model, max_depth=0)

        assert "switched off" in said_to(model, 2)
        assert result.nodes == 1

    async def test_at_the_last_depth_a_child_is_a_query_with_its_context(self) -> None:
        model = ScriptedModel(
            code("print(rlm_query('sum up', context={'a': 'the part'}))"),
            "ok",
            "FINAL(1)",
        )

        result, _ = await play(model, max_depth=1)

        assert said_to(model, 2) == "sum up\n\nText:\n[a]\nthe part"
        assert result.root is not None
        assert [child.kind for child in result.root.children] == ["llm"]

    async def test_time(self) -> None:
        result, _ = await play(ScriptedModel("Hm."), max_time=1e-9)

        assert result.status == "limit"
        assert "max_time" in (result.error or "")

    async def test_a_child_at_its_limit_is_an_error_in_the_code(self) -> None:
        model = ScriptedModel(
            code("print(rlm_query('part'))"), "Hm.", "FINAL_VAR(x)", "FINAL(42)"
        )

        result, _ = await play(model, max_iterations=1)

        assert "QueryError: max_iterations reached" in said_to(model, 4)
        assert (result.status, result.text) == ("forced", "42")


async def test_usage_is_the_total_of_the_tree() -> None:
    model = ScriptedModel(
        {"text": code("rlm_query('part')"), "input_tokens": 10, "cost": 0.1},
        {"text": code("FINAL(llm_query('x'))"), "input_tokens": 20, "cost": 0.02},
        {"text": "y", "input_tokens": 40, "output_tokens": 5, "cost": 0.003},
        {"text": "FINAL(1)", "input_tokens": 80, "cost": 0.0},
    )

    result, _ = await play(model)

    assert result.usage.input_tokens == 150
    assert result.cost == pytest.approx(0.123)
    assert (result.usage.calls, result.llm_call_count) == (4, 4)


async def test_usage_is_told_apart_by_model() -> None:
    model = ScriptedModel(
        {"text": code("FINAL(llm_query('x'))"), "input_tokens": 20, "cost": 0.02},
        {"text": "y", "input_tokens": 40, "output_tokens": 5, "cost": 0.003},
    )

    result = await RLMAgent(model, "mini").generate(context="c", query="q")

    assert list(result.usage_by_model) == ["ScriptedModel", "mini"]
    assert result.usage_by_model["ScriptedModel"].cost == 0.02
    assert result.usage_by_model["mini"] == Usage(
        calls=1, input_tokens=40, output_tokens=5, cost=0.003
    )


async def test_attempts_that_failed_are_charged() -> None:
    model = ScriptedModel(
        {"text": "half of it", "error": {"type": "busy", "retry_after_s": 0}},
        "FINAL(1)",
        price=Price(0.001, 0.001),
    )

    result, events = await play(model)

    [failed] = of_kind(events, CallFailed)
    assert failed.usage.output_tokens == 3
    assert result.usage.calls == 2
    assert result.usage.estimated


async def test_a_call_without_a_price_makes_the_cost_unknown() -> None:
    result, _ = await play(ScriptedModel("FINAL(1)", price=Price(None, None)))

    assert result.cost is None
