"""Pauses of a subtree and of a model, apart from that of the run."""

from __future__ import annotations

import pytest

from rlm_tui.errors import SteeringError
from rlm_tui.models.scripted import ScriptedModel
from tests.engine.live import Live, code, live

PAIR = code("FINAL(llm_query_batched(['a', 'b']))")
WORDS = {"match": "^.$", "text": "x"}


def gates(run: Live) -> list[tuple[str, str]]:
    """Node and gate of all that waits."""
    return [(ticket.node, ticket.gate) for ticket in run.session.open_tickets]


async def test_a_latch_holds_its_subtree_and_nothing_else() -> None:
    model = ScriptedModel(PAIR, WORDS)

    async with live(model, rules=["hold gate:exec"]) as run:
        await run.held("exec")
        await run.handle.latch("node", "0")
        await run.let_go("exec")
        held = await run.all_held(2)

        assert [ticket.why for ticket in held] == ["0 is paused"] * 2
        assert run.session.intent == "run"


async def test_releasing_one_latch_releases_no_other() -> None:
    model = ScriptedModel(PAIR, WORDS)

    async with live(model, rules=["hold gate:query"]) as run:
        first, second = await run.all_held(2)
        await run.handle.latch("node", first.node)
        await run.handle.latch("node", second.node)
        await run.handle.approve(first.id)
        await run.handle.approve(second.id)
        await run.until(lambda s: len(s.waiting) == 2)
        await run.handle.unlatch("node", first.node)
        await run.until(lambda s: len(s.waiting) == 1)

        assert gates(run) == [(second.node, "result")]


async def test_going_on_leaves_what_a_latch_holds() -> None:
    model = ScriptedModel(PAIR, WORDS)

    async with live(model, rules=["hold gate:query"]) as run:
        first, second = await run.all_held(2)
        await run.handle.latch("node", first.node)
        await run.handle.pause()
        await run.handle.approve(first.id)
        await run.handle.approve(second.id)
        await run.until(lambda s: len(s.waiting) == 2)
        await run.handle.resume()

        assert gates(run) == [(first.node, "result")]


async def test_releasing_a_latch_leaves_what_the_run_pauses() -> None:
    model = ScriptedModel("FINAL(1)")

    async with live(model, paused=True) as run:
        await run.held("call")
        await run.handle.latch("node", "0")
        await run.handle.unlatch("node", "0")

        assert gates(run) == [("0", "call")]
        assert model.requests == []


async def test_a_paused_model_is_not_asked() -> None:
    model = ScriptedModel(PAIR, WORDS)

    async with live(model, rules=["hold gate:exec"]) as run:
        await run.held("exec")
        await run.handle.latch("model", run.session.sub_model)
        await run.let_go("exec")
        await run.all_held(2)
        sent = len(model.requests)
        await run.handle.unlatch("model", run.session.sub_model)
        result = await run.end()

    assert sent == 1
    assert result.text == "['x', 'x']"


async def test_a_query_that_waits_for_its_turn_is_caught_by_a_latch() -> None:
    model = ScriptedModel(PAIR, {"match": "^.$", "text": "x", "wait_for": "go"})

    async with live(model, limits={"max_concurrency": 1}) as run:
        await model.received(2)
        await run.handle.latch("node", "0.1.2")
        model.release("go")
        ticket = await run.held("query")

        assert ticket.node == "0.1.2"
        assert len(model.requests) == 2


async def test_a_latch_is_set_once_and_released_once() -> None:
    async with live(ScriptedModel("FINAL(1)"), paused=True) as run:
        await run.held("call")
        await run.handle.latch("node", "0")
        with pytest.raises(SteeringError, match="paused already"):
            await run.handle.latch("node", "0")
        with pytest.raises(SteeringError, match="not paused apart from the run"):
            await run.handle.unlatch("model", "gpt-5")
        with pytest.raises(SteeringError, match=r"no node 0\.7"):
            await run.handle.latch("node", "0.7")
