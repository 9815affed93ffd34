"""A process that is gone is replaced by one that has run the same blocks."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from rlm_tui.engine.playback import Record
from rlm_tui.repl.base import BlockResult, Query, Repl, Reply
from rlm_tui.repl.host import ProcessRepls

KILL = "import os; os.kill(os.getpid(), 9)"


async def count(query: Query) -> tuple[Reply, ...]:
    """Answers with the prompts in capitals."""
    return tuple(Reply(prompt.upper()) for prompt in query.prompts)


async def drop(_text: str) -> None:
    """Nobody listens."""


class Twice:
    """Runs blocks in one REPL and plays them back in another."""

    def __init__(self, first: Repl, second: Repl) -> None:
        self.first = first
        self.second = second
        self.record = Record()

    async def run(self, *blocks: str, timeout_s: float = 20.0) -> BlockResult:
        """Run blocks in the first REPL."""
        result = BlockResult("ok", "")
        for number, code in enumerate(blocks):
            played = self.record.begin(code, f"<{number}>", [])
            result = await self.first.execute(
                code,
                name=played.name,
                timeout_s=timeout_s,
                ask=played.listen(count),
                on_output=drop,
            )
            played.end(result)
        return result

    async def says(self, code: str) -> str:
        """Run code in the second REPL, and give what it wrote."""
        result = await self.second.execute(
            code, name="<b>", timeout_s=20, ask=count, on_output=drop
        )
        assert result.status == "ok", result.error
        return result.stdout.rstrip("\n")


@pytest_asyncio.fixture
async def twice() -> AsyncIterator[Twice]:
    """Two REPLs with the same context."""
    start = ProcessRepls()
    first, second = await start("the context"), await start("the context")
    yield Twice(first, second)
    await first.close()
    await second.close()


async def test_variables_are_back_with_the_recorded_replies(twice: Twice) -> None:
    await twice.run(
        "a = llm_query('one')\nimport random; r = random.random()",
        "b = llm_query_batched(['two', 'three']); print(b)\nundefined",
        "def f(): return a + b[1]\nc = rlm_query('q', context=['x'])",
        KILL,
    )

    assert await twice.record.play(twice.second) == await Record().play(twice.second)
    assert await twice.says("f(), c, _out[2][:5], random.random() == r") == (
        "('ONETHREE', 'Q', \"['TWO\", False)"
    )


async def test_equal_prompts_get_their_replies_in_order(twice: Twice) -> None:
    played = twice.record.begin("x = [llm_query('q') for _ in 'ab']", "<0>", [])
    numbers = iter("12")

    async def number(_: Query) -> tuple[Reply, ...]:
        return (Reply(next(numbers)),)

    result = await twice.first.execute(
        played.code, name="<0>", timeout_s=9, ask=played.listen(number), on_output=drop
    )
    played.end(result)

    assert (await twice.record.play(twice.second)).problem is None
    assert await twice.says("x") == "['1', '2']"


async def test_another_question_is_a_difference(twice: Twice) -> None:
    await twice.run("a = 1", "import os\nllm_query(f'{os.getpid()}')", "b = 1")

    rebuilt = await twice.record.play(twice.second)

    assert rebuilt.problem == "run again, block 2 asked something else"


async def test_a_question_less_is_a_difference(twice: Twice) -> None:
    await twice.run(
        f"import os\nif os.getpid() == {pid_of(twice.first)}: llm_query('')"
    )

    assert (
        await twice.record.play(twice.second)
    ).problem == "run again, block 1 asked less"


async def test_another_end_is_a_difference(twice: Twice) -> None:
    await twice.run(f"import os\nassert os.getpid() == {pid_of(twice.first)}")

    assert (await twice.record.play(twice.second)).problem == (
        "run again, block 1 ended 'error' instead of 'ok'"
    )


async def test_another_size_is_a_difference(twice: Twice) -> None:
    await twice.run(f"import os\nx = 'x' * (os.getpid() == {pid_of(twice.first)})")

    assert (
        await twice.record.play(twice.second)
    ).problem == "run again, x came out differently"


async def test_a_process_that_ends_again_is_a_difference(twice: Twice) -> None:
    await twice.run(f"import os\nif os.getpid() != {pid_of(twice.first)}: os._exit(1)")

    assert (await twice.record.play(twice.second)).problem == (
        "run again, block 1 ended the process"
    )


async def test_a_process_that_is_gone_already_is_said(twice: Twice) -> None:
    await twice.run("a = 1")
    await twice.second.close()

    assert (await twice.record.play(twice.second)).problem == (
        "run again, the process ended before block 1"
    )


async def test_a_block_that_was_stopped_is_left_out_and_named(twice: Twice) -> None:
    await twice.run("a = 1")
    await twice.run("kept = 1\nwhile True: pass", timeout_s=0.05)
    await twice.run("print('b')\nb = 2")

    rebuilt = await twice.record.play(twice.second)

    assert (rebuilt.problem, rebuilt.missing) == (None, ("kept",))
    assert await twice.says("a, b, _out[3]") == r"(1, 2, 'b\n')"


def pid_of(repl: Repl) -> int:
    """Its process."""
    pid = getattr(repl, "pid", None)
    assert isinstance(pid, int)
    return pid
