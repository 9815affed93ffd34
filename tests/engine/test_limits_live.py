"""Limits that a person changes while the run waits at them, or nears them."""

from __future__ import annotations

from rlm_tui.domain.events import Warned
from rlm_tui.models.scripted import ScriptedModel
from tests.engine.live import Live, code, live

TURN = {"text": "Hm.", "cost": 0.02}


def warnings(run: Live) -> list[str]:
    """What was said about limits."""
    return [e.message for e in run.events if e.kind == "warned" and _is_limit(e)]


def _is_limit(event: Warned) -> bool:
    return event.warning == "limit"


async def test_a_limit_that_is_set_higher_lets_what_waits_for_it_go_at_once() -> None:
    model = ScriptedModel(TURN, TURN, "FINAL(1)")

    async with live(model, limits={"max_cost": 0.02}) as run:
        ticket = await run.held("limit")
        await run.handle.set_limits(max_cost=0.1)
        result = await run.end()

    assert (ticket.limit, ticket.used, ticket.allowed) == ("max_cost", 0.02, 0.02)
    assert run.session.tickets[ticket.id].verb == "approve"
    assert result.text == "1"
    assert len(warnings(run)) == 1  # the next one would be at $0.08


async def test_the_next_warning_is_at_most_of_the_new_limit() -> None:
    model = ScriptedModel(*[TURN] * 4, "FINAL(1)")

    async with live(model, limits={"max_cost": 0.02}) as run:
        await run.held("limit")
        await run.handle.set_limits(max_cost=0.09)
        await run.end()

    assert [words.split(":")[0] for words in warnings(run)] == [
        "max_cost reached",
        "89% of max_cost used",
    ]


async def test_a_limit_that_is_still_too_low_keeps_what_waits() -> None:
    async with live(ScriptedModel(TURN), limits={"max_cost": 0.01}) as run:
        ticket = await run.held("limit")
        await run.handle.set_limits(max_cost=0.015)

        assert run.session.waiting == (ticket.id,)


async def test_finishing_asks_the_root_alone_once_more() -> None:
    ask = code("llm_query_batched(['a', 'b', 'c', 'd'])")
    model = ScriptedModel(ask, {"match": "^.$", "text": "x", "cost": 1.0}, "FINAL(1)")

    async with live(model, limits={"max_cost": 1.5, "max_concurrency": 1}) as run:
        ticket = await run.held("limit")
        await run.handle.reject(ticket.id)
        result = await run.end()

    assert (result.status, result.text) == ("forced", "1")
    assert len(model.requests) == 1 + 2 + 1
    assert [t.gate for t in run.session.tickets.values()] == ["limit"]


async def test_a_run_that_is_finished_at_a_limit_names_that_one() -> None:
    model = ScriptedModel({"text": code("x = 1"), "cost": 1.0}, code("x = 2"))

    async with live(model, limits={"max_cost": 0.5}) as run:
        ticket = await run.held("limit")
        await run.handle.reject(ticket.id)
        result = await run.end()

    assert "Approve to raise it to $1.12 and go on" in ticket.payload.preview
    assert (result.status, result.error) == (
        "limit",
        "max_cost reached: $1.00 of $0.500",
    )


async def test_a_sub_query_too_many_is_one_that_would_be() -> None:
    model = ScriptedModel(code("llm_query_batched(['a', 'b'])"), "FINAL(1)")

    async with live(model, limits={"max_llm_calls": 1}) as run:
        ticket = await run.held("limit")

    assert ticket.why == "max_llm_calls reached: it would be 2 of 1"


async def test_code_in_the_last_answer_is_not_run() -> None:
    last = code("import os; os.environ['RLM_RAN'] = '1'") + "\nFINAL(1)"
    model = ScriptedModel({"text": code("x = 1"), "cost": 1.0}, last)

    async with live(model, limits={"max_cost": 0.5}) as run:
        await run.handle.reject((await run.held("limit")).id)
        result = await run.end()

    assert result.text == "1"
    assert [e for e in run.events if e.kind == "code_started"] == []


async def test_lanes_that_wait_for_the_same_answer_are_not_in_flight() -> None:
    parts = code("rlm_query_batched(['one', 'two', 'three'])")
    turn = {"match": "", "text": "Hm.", "cost": 1.0}
    model = ScriptedModel({"match": "<question>\nwhat", "text": parts}, turn)

    async with live(model, limits={"max_cost": 2.5}) as run:
        await run.held("limit")
        await run.until(lambda s: s.in_flight == 0)

        assert len(run.session.waiting) == 1
        assert run.session.is_parked


async def test_what_is_out_is_estimated_until_it_returns() -> None:
    ask = code("llm_query_batched(['a', 'b'])")
    model = ScriptedModel(ask, {"match": "^.$", "text": "x", "wait_for": "go"})

    async with live(model, rules=["hold gate:final"]) as run:
        await model.received(3)
        out = (run.session.out_calls, run.session.out_tokens > 0)
        model.release("go")
        await run.until(lambda s: s.usage.calls == 3)

        assert out == (2, True)
        assert (run.session.out_calls, run.session.out_cost) == (0, 0.0)
