"""Functions of the calling program, called from a model's code."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import pytest
from pydantic import BaseModel

from rlm_tui.domain.events_of_answers import ToolCalled
from rlm_tui.models.scripted import ScriptedModel
from tests.engine.live import code, live, play, said_to


def search(query: str, limit: int = 3) -> list[str]:
    """Finds pages by words.

    The best come first.
    """
    return [f"{query} {number}" for number in range(limit)]


async def add(a: float, b: float) -> float:
    """Adds."""
    await asyncio.sleep(0)
    return a + b


async def said_of(block: str, **tools: Callable[..., Any]) -> str:
    """What the model reads of a block that calls tools."""
    model = ScriptedModel(code(block), "FINAL(done)")
    await play(model, brings={"tools": tools})
    return said_to(model, 2)


async def test_code_gets_values_from_sync_and_async_tools() -> None:
    block = "print(tools.search(query='a', limit=2)[1], tools.add(1, b=2) + 1)"

    assert "a 1 4.0" in await said_of(block, search=search, add=add)


async def test_the_model_is_told_how_a_tool_is_called() -> None:
    model = ScriptedModel("FINAL(1)")

    await play(model, brings={"tools": {"search": search}})

    system = model.calls[0][0].content
    assert "tools.search(query: str, limit: int = 3)" in system
    assert "Finds pages by words. The best come first." in system


async def test_a_tool_that_is_called_by_its_bare_name_says_how() -> None:
    said = await said_of("add(1, 2)", add=add)

    assert "NameError: name 'add' is not defined" in said
    assert "(it is a tool: write tools.add(...))" in said
    assert "it is a tool" not in await said_of("plus(1, 2)", add=add)


async def test_the_model_is_told_the_types_of_a_tool() -> None:
    def rank(page: Page) -> int:
        return page.rank

    model = ScriptedModel("FINAL(1)")
    await play(model, brings={"tools": {"rank": rank}})

    assert '"title": "Page"' in model.calls[0][0].content


async def test_without_tools_the_name_is_free() -> None:
    model = ScriptedModel(code("tools = 1"), code("print(tools + 1)"), "FINAL(1)")

    await play(model)

    assert "tools." not in model.calls[0][0].content
    assert "\n2\n" in said_to(model, 3)


async def test_the_name_comes_back_after_a_block_took_it() -> None:
    model = ScriptedModel(code("tools = 1"), code("print(tools.add(1, 2))"), "FINAL(1)")

    await play(model, brings={"tools": {"add": add}})

    assert "3.0" in said_to(model, 3)


async def test_a_call_is_a_node_with_events() -> None:
    model = ScriptedModel(code("x = 1\ntools.search('a', limit=1)"), "FINAL(1)")
    async with live(model, attended=False, brings={"tools": {"search": search}}) as run:
        result = await run.end()

    node = run.node("0.1")
    assert (node.kind, node.function, node.state) == ("tool", "search", "done")
    assert node.prompt.whole == '{"query": "a", "limit": 1}'
    assert node.answer is not None
    assert node.answer.whole == '["a 0"]'
    assert node.place is not None
    assert node.place.line == 2
    assert result.tool_call_count == 1
    assert result.llm_call_count == 2
    [called] = [event for event in run.events if isinstance(event, ToolCalled)]
    assert called.arguments.whole == '{"query": "a", "limit": 1}'


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ("tools.search(limit='many', query='a')", "limit: Input should be a valid int"),
        ("tools.search()", "missing a required argument: 'query'"),
        ("tools.search('a', size=1)", "unexpected keyword argument 'size'"),
        ("tools.search(object())", "must be texts, numbers, lists or dicts"),
        ("tools.search(query=None)", "query: Input should be a valid string"),
    ],
)
async def test_wrong_arguments_are_told_to_the_model(call: str, words: str) -> None:
    said = await said_of(call, search=search)

    assert "ToolError: " in said
    assert words in said
    assert "object" in said or "tools.search(query: str, limit: int = 3)" in said


async def test_an_unknown_tool_is_named_with_those_there_are() -> None:
    said = await said_of("tools.find('a')", search=search, add=add)

    assert "there is no tool 'find'; there are: search, add" in said


async def test_a_tool_that_raises_is_an_error_in_the_code_that_goes_on() -> None:
    def broken() -> None:
        raise LookupError("no index")

    said = await said_of(
        "try:\n    tools.broken()\nexcept ToolError as error:\n    print('got', error)",
        broken=broken,
    )

    assert "got broken raised LookupError: no index" in said


async def test_even_an_exit_is_only_this_call_s_failure() -> None:
    def leave() -> None:
        raise SystemExit(3)

    assert "leave raised RuntimeError: SystemExit: 3" in await said_of(
        "tools.leave()", leave=leave
    )


async def test_a_tool_that_takes_too_long_is_given_up() -> None:
    block = threading.Event()
    model = ScriptedModel(code("tools.slow()"), code("tools.late()"), "FINAL(1)")

    async def late() -> None:
        await asyncio.Event().wait()

    await play(
        model,
        brings={"tools": {"slow": block.wait, "late": late}},
        tool_timeout=0.05,
    )
    block.set()

    assert "ToolError: slow took over 0.05 s and was given up" in said_to(model, 2)
    assert "ToolError: late took over 0.05 s and was given up" in said_to(model, 3)


async def test_a_time_out_of_the_tool_itself_is_an_error_like_any_other() -> None:
    async def hasty() -> None:
        raise TimeoutError("upstream")

    said = await said_of("tools.hasty()", hasty=hasty)

    assert "hasty raised TimeoutError: upstream" in said


class Page(BaseModel):
    """What a tool may give back, or take."""

    title: str
    rank: Literal[1, 2] = 1


@dataclass
class Point:
    """A value with fields."""

    x: int


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        ("text", "'text'"),
        (None, "None"),
        ([1, {"a": True}], "[1, {'a': True}]"),
        ((1, 2), "[1, 2]"),
        (Page(title="t"), "{'title': 't', 'rank': 1}"),
        (Point(3), "{'x': 3}"),
        ("", "''"),
    ],
)
async def test_results_arrive_as_python_values(value: object, seen: str) -> None:
    def give() -> object:
        return value

    assert f"\n{seen}\n" in await said_of("print(repr(tools.give()))", give=give)


async def test_a_result_that_json_cannot_say_is_an_error() -> None:
    said = await said_of("tools.give()", give=lambda: object())

    assert "give gave back a object, which JSON cannot say" in said


async def test_arguments_become_what_the_signature_wants() -> None:
    def rank(page: Page, *, copy: bool = False, **more: int) -> str:
        return f"{type(page).__name__} {page.rank} {copy} {more}"

    said = await said_of(
        "print(tools.rank({'title': 'a', 'rank': 2}, copy=True, json=4))", rank=rank
    )

    assert "Page 2 True {'json': 4}" in said


async def test_threads_and_await_may_call_tools() -> None:
    block = (
        "import asyncio\n"
        "from concurrent.futures import ThreadPoolExecutor\n"
        "with ThreadPoolExecutor(4) as pool:\n"
        "    print(sum(pool.map(lambda n: tools.add(n, 0), range(10))))\n"
        "print(await asyncio.to_thread(tools.add, 1, 1))"
    )

    said = await said_of(block, add=add)

    assert "45.0\n2.0" in said


async def test_an_await_before_a_tool_or_a_query_does_no_harm() -> None:
    block = (
        "async def both():\n"
        "    return await tools.add(1, 1) + await tools.add(2, 2)\n"
        "print(await tools.add(20, 22), await both())"
    )

    assert "42.0 6.0" in await said_of(block, add=add)


async def test_children_have_the_tools_too() -> None:
    model = ScriptedModel(
        code("print(rlm_query('q', context='c'))"),
        code("FINAL(tools.add(20, 22))"),
        "FINAL(done)",
    )

    await play(model, brings={"tools": {"add": add}})

    assert "42.0" in said_to(model, 3)


class TestAtTheGates:
    """A call waits like a sub-query."""

    CALL = code("print(tools.search('a', 1))")

    async def test_it_can_be_edited_and_approved(self) -> None:
        model = ScriptedModel(self.CALL, "FINAL(1)")
        tools = {"tools": {"search": search}}
        async with live(model, rules=["hold gate:query"], brings=tools) as run:
            ticket = await run.held("query")
            assert ticket.payload.whole == '{"query": "a", "limit": 1}'
            await run.handle.edit(ticket.id, '{"query": "b", "limit": 2}')
            await run.handle.approve(ticket.id)
            await run.end()

        assert "['b 0', 'b 1']" in said_to(model, 2)

    async def test_an_edit_that_does_not_fit_holds_again_with_the_reason(self) -> None:
        model = ScriptedModel(self.CALL, "FINAL(1)")
        tools = {"tools": {"search": search}}
        async with live(model, rules=["hold gate:query"], brings=tools) as run:
            ticket = await run.held("query")
            await run.handle.edit(ticket.id, '{"limit": 2}')
            await run.handle.approve(ticket.id)
            error = await run.let_go("error", "0.1")
            again = await run.held("query")
            await run.handle.edit(again.id, '{"query": "c"}')
            await run.handle.approve(again.id)
            await run.end()

        assert "query: Field required" in error.why
        assert "['c 0', 'c 1', 'c 2']" in said_to(model, 2)

    async def test_an_edit_that_does_not_fit_can_be_given_up(self) -> None:
        model = ScriptedModel(self.CALL, "FINAL(1)")
        tools = {"tools": {"search": search}}
        async with live(model, paused=True, brings=tools) as run:
            await run.let_go("call")
            await run.let_go("exec")
            ticket = await run.held("query")
            await run.handle.edit(ticket.id, "no JSON")
            await run.handle.resume()
            await run.handle.reject((await run.held("error")).id)
            result = await run.end()

        assert "ToolError: not JSON" in said_to(model, 2)
        assert result.tool_call_count == 0

    async def test_a_refused_call_raises_with_the_words(self) -> None:
        model = ScriptedModel(self.CALL, "FINAL(1)")
        tools = {"tools": {"search": search}}
        async with live(model, rules=["hold gate:query"], brings=tools) as run:
            await run.handle.reject((await run.held("query")).id, "not there")
            result = await run.end()

        assert "QueryRejected" in said_to(model, 2)
        assert "not there" in said_to(model, 2)
        assert result.tool_call_count == 0

    async def test_a_person_can_give_the_result(self) -> None:
        model = ScriptedModel(self.CALL, "FINAL(1)")
        tools = {"tools": {"search": search}}
        async with live(model, rules=["hold gate:query"], brings=tools) as run:
            await run.handle.answer((await run.held("query")).id, '["mine"]')
            await run.end()

        assert "['mine']" in said_to(model, 2)

    async def test_the_result_can_be_changed(self) -> None:
        model = ScriptedModel(self.CALL, "FINAL(1)")
        tools = {"tools": {"search": search}}
        async with live(model, rules=["hold gate:result"], brings=tools) as run:
            ticket = await run.held("result", "0.1")
            await run.handle.edit(ticket.id, '["changed"]')
            await run.handle.approve(ticket.id)
            await run.let_go("result", "0")
            await run.end()

        assert "['changed']" in said_to(model, 2)

    async def test_it_can_be_aborted_while_it_runs(self) -> None:
        async def stuck() -> None:
            await asyncio.Event().wait()

        model = ScriptedModel(code("tools.stuck()"), "FINAL(1)")
        async with live(model, brings={"tools": {"stuck": stuck}}) as run:
            await run.until(lambda s: s.tool_calls)
            await run.handle.abort("0.1")
            await run.end()

        assert run.node("0.1").state == "aborted"
        assert "QueryAborted" in said_to(model, 2)


async def test_a_tool_that_cancels_itself_has_failed() -> None:
    async def give_up() -> None:
        raise asyncio.CancelledError

    assert "ToolError: give_up cancelled itself" in await said_of(
        "tools.give_up()", give_up=give_up
    )


async def test_an_error_that_cannot_be_read_is_told_by_its_kind() -> None:
    class Mute(Exception):
        def __str__(self) -> str:
            raise RuntimeError("no words")

    def fail() -> None:
        raise Mute

    assert "ToolError: fail raised Mute\n" in await said_of("tools.fail()", fail=fail)
