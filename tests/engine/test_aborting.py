"""What ends a node or a run before its time."""

from __future__ import annotations

import asyncio

import pytest

from rlm_tui.domain.events import Event
from rlm_tui.domain.session import Session
from rlm_tui.errors import SteeringError
from rlm_tui.models.scripted import ScriptedModel
from tests.engine.gated import CHILD, QUERY, asks
from tests.engine.live import KeptRepls, code, live, said_to


class TestAborting:
    """A node ends alone; the run ends whole."""

    async def test_siblings_of_an_aborted_element_finish(self) -> None:
        model = ScriptedModel(
            asks("a", "b"),
            {"match": "^a$", "text": "A", "wait_for": "never"},
            {"match": "^b$", "text": "B"},
        )

        async with live(model) as run:
            await run.until(lambda s: _ended(s, "0.1.2"))
            await run.handle.abort("0.1.1")
            result = await run.end()

        assert result.text == "['[aborted by the operator]', 'B']"
        assert run.node("0.1.1").state == "aborted"

    async def test_the_code_gets_an_exception_it_cannot_swallow(self) -> None:
        ask = "try:\n    llm_query('q')\nexcept Exception:\n    print('swallowed')"
        model = ScriptedModel(
            code(ask), {"match": "^q$", "text": "", "wait_for": "never"}, "FINAL(1)"
        )

        async with live(model) as run:
            await model.received(2)
            await run.handle.abort("0.1")
            result = await run.end()

        assert "QueryAborted" in said_to(model, 3)
        assert "swallowed" not in said_to(model, 3).partition("Traceback")[0]
        assert result.text == "1"

    async def test_a_whole_batch(self) -> None:
        async with live(ScriptedModel(asks("a", "b")), rules=[QUERY]) as run:
            await run.all_held(2)
            await run.handle.abort("0.1")
            result = await run.end()

        assert result.text == str(["[aborted by the operator]"] * 2)
        assert [n.state for n in run.session.nodes.values()].count("aborted") == 3

    async def test_a_child_with_all_below_it(self) -> None:
        repls = KeptRepls()
        model = ScriptedModel(*CHILD[:2], "FINAL(1)")

        async with live(model, rules=[QUERY], start_repl=repls) as run:
            await run.let_go("query", "0.1")
            await run.held("query", "0.1.1")
            await run.handle.abort("0.1")
            result = await run.end()

        assert [run.node(n).state for n in ("0.1", "0.1.1")] == ["aborted", "aborted"]
        assert "QueryAborted" in said_to(model, 3)
        assert result.text == "1"
        assert repls.left == []

    async def test_an_element_that_has_not_begun_is_ended_all_the_same(self) -> None:
        model = ScriptedModel(
            asks("a", "b"), {"match": "^.$", "text": "x", "wait_for": "go"}
        )

        async with live(model, limits={"max_concurrency": 1}) as run:
            await run.until(lambda s: "0.1.2" in s.nodes)
            await run.handle.abort("0.1.2")
            model.release("go")
            result = await run.end()

        assert run.node("0.1.2").state == "aborted"
        assert result.text == "['x', '[aborted by the operator]']"

    async def test_the_run_with_eight_held_leaves_nothing_behind(self) -> None:
        repls = KeptRepls()
        prompts = [str(n) for n in range(8)]
        ask = f"rlm_query_batched({prompts})"
        model = ScriptedModel(
            code(ask), {"match": r"<question>\n\d\n", "text": code("llm_query('q')")}
        )

        async with live(model, rules=[QUERY], start_repl=repls) as run:
            for ticket in await run.all_held(8):
                await run.handle.approve(ticket.id)
            await run.until(lambda s: len(s.waiting) == 8 and _all_deep(s))
            await run.handle.abort()
            result = await run.end()

        assert result.status == "stopped"
        assert repls.left == []
        assert not run.session.waiting

    async def test_a_node_that_has_ended_cannot_be_aborted(self) -> None:
        model = ScriptedModel(code("x = llm_query('q')"), "y", "FINAL(1)")

        async with live(model, rules=["hold gate:final"]) as run:
            await run.held("final")
            with pytest.raises(SteeringError, match="already ended"):
                await run.handle.abort("0.1")

    async def test_what_was_spent_before_an_abort_is_kept(self) -> None:
        model = ScriptedModel({"text": code("llm_query('q')"), "cost": 0.5})

        async with live(model, rules=[QUERY]) as run:
            await run.held("query")
            await run.handle.abort()
            result = await run.end()

        assert result.cost == 0.5


def _ended(session: Session, node: str) -> bool:
    return node in session.nodes and session.nodes[node].has_ended


def _all_deep(session: Session) -> bool:
    return all(ticket.node.count(".") == 3 for ticket in session.open_tickets)


class Hesitant:
    """Saves at once, but one kind of event only when it is let."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self.begun = asyncio.Event()
        self.let = asyncio.Event()

    async def save(self, event: Event) -> None:
        """Wait, if it is of that kind."""
        if event.kind == self._kind:
            self.begun.set()
            await self.let.wait()


class TestWhoAskedIsGone:
    """What is recorded takes effect, even if whoever asked for it did not wait."""

    async def test_a_decision(self) -> None:
        model, store = ScriptedModel(asks("q"), "y"), Hesitant("ticket_decided")

        async with live(model, rules=[QUERY], save=store.save) as run:
            ticket = await run.held("query")
            asking = asyncio.ensure_future(run.handle.approve(ticket.id))
            await store.begun.wait()
            asking.cancel()
            store.let.set()
            result = await run.end()

        assert asking.cancelled()
        assert result.text == "['y']"

    async def test_an_abort(self) -> None:
        model, store = ScriptedModel(asks("q")), Hesitant("abort_asked")

        async with live(model, rules=[QUERY], save=store.save) as run:
            await run.held("query")
            asking = asyncio.ensure_future(run.handle.abort("0.1.1"))
            await store.begun.wait()
            asking.cancel()
            store.let.set()
            result = await run.end()

        assert asking.cancelled()
        assert result.text == "['[aborted by the operator]']"
