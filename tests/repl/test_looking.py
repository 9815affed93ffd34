"""Looking at variables while a block waits for what it asked."""

from __future__ import annotations

import asyncio

import pytest

from rlm_tui.errors import ReplError
from rlm_tui.frames import Frame, FrameError
from rlm_tui.repl.base import Page, Query, Reply
from rlm_tui.repl.running import Ladder, RunningBlock
from tests.repl.bench import Bench, echo

THREADS = """
from concurrent.futures import ThreadPoolExecutor
kept = [1]
with ThreadPoolExecutor(2) as pool:
    print(list(pool.map(llm_query, ["a", "b"])))
"""


async def seen_while_waiting(bench: Bench, code: str) -> dict[str, str]:
    """Run a block, and look at it while its first query is open."""
    seen: list[dict[str, str]] = []

    async def answer(query: Query) -> tuple[Reply, ...]:
        if not seen:
            found = await bench.repl.variables()
            seen.append({variable.name: variable.preview for variable in found})
        return await echo(query)

    bench.answering = answer
    result = await bench.run(code)
    assert result.status == "ok", result.error
    return seen[0]


async def test_a_block_that_waits_shows_what_it_has_so_far(bench: Bench) -> None:
    await bench.says("before = 1")

    seen = await seen_while_waiting(bench, "i = 2\nr = llm_query('q')\nlate = 3")

    assert seen == {"before": "1", "i": "2"}
    assert await bench.says("print(r, late)") == "re: q 3"


async def test_a_look_is_served_whichever_thread_reads(bench: Bench) -> None:
    seen = await seen_while_waiting(bench, THREADS)

    assert seen["kept"] == "[1]"


async def test_a_value_is_read_while_the_block_waits(bench: Bench) -> None:
    pages: list[Page | str] = []

    async def answer(query: Query) -> tuple[Reply, ...]:
        for name in ("rows[1]", "nothing"):
            pages.append(await bench.repl.page(name, offset=0, limit=10))
        return await echo(query)

    bench.answering = answer
    await bench.says("rows = ['a', 'b']\nprint(llm_query('q'))")

    [page, problem] = pages
    assert isinstance(page, Page)
    assert page.text == "b"
    assert isinstance(problem, str)
    assert "no variable 'nothing'" in problem


async def test_a_block_that_computes_is_not_disturbed(bench: Bench) -> None:
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(bench.run("print('on', flush=True)\nwhile True: pass"))
        await bench.has_written.wait()
        with pytest.raises(ReplError, match="its code is busy"):
            await bench.repl.variables()
        await bench.repl.interrupt()


async def test_an_answer_to_no_look_is_a_breach() -> None:
    ladder = Ladder(1.0, lambda: None, lambda: None)
    block = RunningBlock(
        1, timeout_s=9, ladder=ladder, send=lambda _: None, on_stop=lambda _: None
    )

    with pytest.raises(FrameError, match="nobody asked"):
        block.receive(Frame({"op": "looked", "cell": 1, "look": 1}, b""))
    block.finish(None)


async def test_a_look_ends_with_the_block() -> None:
    sent: list[bytes] = []
    ladder = Ladder(1.0, lambda: None, lambda: None)
    block = RunningBlock(
        1, timeout_s=9, ladder=ladder, send=sent.append, on_stop=lambda _: None
    )
    query = {"op": "llm_query", "cell": 1, "id": 1, "prompts": [1]}
    block.receive(Frame(query, b"q"))

    async with asyncio.TaskGroup() as tasks:
        look = tasks.create_task(block.look({"op": "variables"}, b""))
        await asyncio.sleep(0)
        block.finish(None)

    assert look.result() is None
    assert b'"look"' in sent[0]
