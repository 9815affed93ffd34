"""The host: streaming, stopping, the clock, the end of a process."""

from __future__ import annotations

import asyncio
import os
import signal

import pytest

from rlm_tui.errors import ReplError
from rlm_tui.repl.base import BlockResult, Query, Reply
from rlm_tui.repl.host import ProcessRepls
from tests.repl.bench import Bench, echo
from tests.repl.conftest import OpenBench

ENDLESS = "kept = 1\nprint('running', flush=True)\nwhile True: pass"
DEAF = """
import signal
signal.signal(signal.SIGINT, signal.SIG_IGN)
print('running', flush=True)
while True: pass
"""

# Python sees signals between its own steps alone: an interrupt that comes before the
# sum is caught, one that comes during it is not seen at all.
IN_C = """
from itertools import repeat
while True:
    try:
        print('running', flush=True)
        sum(repeat(0))
    except KeyboardInterrupt:
        pass
"""


async def interrupted(bench: Bench, code: str) -> BlockResult:
    """Run a block and interrupt it once it has written something."""
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(bench.run(code))
        await bench.has_written.wait()
        await bench.repl.interrupt()
    return running.result()


async def test_output_is_told_while_the_block_runs(bench: Bench) -> None:
    seen: list[str] = []

    async def answer(query: Query) -> tuple[Reply, ...]:
        seen.extend(bench.pieces)
        return await echo(query)

    bench.answering = answer
    await bench.run("print('before')\nllm_query('q')\nprint('after')")

    assert seen == ["before\n"]


async def test_held_output_is_told_though_the_block_writes_no_more(
    bench: Bench,
) -> None:
    code = "for i in range(3): print(i)\nimport threading\nthreading.Event().wait()"

    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(bench.run(code))
        await bench.until_written("0\n1\n2\n")
        await bench.repl.interrupt()

    assert running.result().status == "interrupted"


async def test_both_streams_arrive_in_order(bench: Bench) -> None:
    result = await bench.run(
        "import sys\nfor i in range(3):\n    print('o', i)\n"
        "    print('e', i, file=sys.stderr)\nsys.stdout.buffer.write(b'\\xffb')\n1"
    )

    assert result.stdout == "o 0\ne 0\no 1\ne 1\no 2\ne 2\n\ufffdb1\n"


async def test_many_small_writes_become_few_pieces(bench: Bench) -> None:
    result = await bench.run("for i in range(20_000): print(i)")

    assert result.stdout == "".join(f"{i}\n" for i in range(20_000))
    assert len(bench.pieces) < 1_000


async def test_huge_output_keeps_beginning_and_end(bench: Bench) -> None:
    result = await bench.run("for i in range(100_000): print(i)")

    assert result.stdout.startswith("0\n1\n2\n")
    assert result.stdout.endswith("99998\n99999\n")
    assert "characters skipped] …" in result.stdout
    assert len(result.stdout) < 300_000


async def test_one_huge_write_counts_what_it_skips(bench: Bench) -> None:
    result = await bench.run("print('é' * 1_000_000)")

    assert f"[{1_000_001 - (256 << 10) - (32 << 10):,} characters" in result.stdout


async def test_too_much_output_raises_in_the_block(start: OpenBench) -> None:
    bench = await start(max_output_chars=1_000_000)

    error = (await bench.run("while True: print('x' * 1000)")).error

    assert error is not None
    assert "OutputLimit: more than 1,000,000 characters written" in error
    assert await bench.says("1") == "1"


STOPPABLE = {
    "an endless loop": ENDLESS,
    "a sleep": "kept = 1\nprint(1)\nimport time\ntime.sleep(1e6)",
    "a lock": "kept = 1\nprint(1)\nimport threading\nthreading.Event().wait()",
    "a query": "kept = 1\nprint(1)\nllm_query('never')",
    "a pool of queries": (
        "kept = 1\nprint(1)\nfrom concurrent.futures import ThreadPoolExecutor\n"
        "with ThreadPoolExecutor() as pool: list(pool.map(llm_query, 'abcd'))"
    ),
    "a sleep in a coroutine": (
        "kept = 1\nprint(1)\nimport asyncio\nawait asyncio.sleep(1e6)"
    ),
    "a query in a coroutine's thread": (
        "kept = 1\nprint(1)\nimport asyncio\nawait asyncio.to_thread(llm_query, 'n')"
    ),
    "printing without end": "kept = 1\nwhile True: print('x' * 100)",
    "a slow regular expression": (
        "kept = 1\nprint(1)\nimport re\nre.match('(a+)+$', 'a' * 60 + 'b')"
    ),
}


@pytest.mark.parametrize("what", STOPPABLE)
async def test_an_interrupt_keeps_the_variables(bench: Bench, what: str) -> None:
    async def never(_: Query) -> tuple[Reply, ...]:
        await asyncio.Event().wait()
        raise AssertionError

    bench.answering = never
    result = await interrupted(bench, STOPPABLE[what])

    assert result.status == "interrupted"
    assert "(it was interrupted)" in (result.error or "")
    assert await bench.says("kept") == "1"


async def test_the_time_limit_interrupts_and_says_so(bench: Bench) -> None:
    result = await bench.run("while True: pass", timeout_s=0.05)

    assert result.status == "interrupted"
    assert "(the time limit of 0.05 s was reached)" in (result.error or "")
    assert 'File "<block>", line 1' in (result.error or "")


async def test_a_block_that_ignores_interrupts_is_killed(start: OpenBench) -> None:
    bench = await start(grace_s=0.1)

    result = await interrupted(bench, DEAF)

    assert result.status == "killed"
    assert "did not stop within 0.1 s" in (result.error or "")
    assert result.stdout == "running\n"
    assert not bench.repl.is_alive
    with pytest.raises(ReplError, match="has ended; start another"):
        await bench.run("1")


async def test_endless_c_code_is_killed_after_the_grace(start: OpenBench) -> None:
    bench = await start(grace_s=0.1)

    result = await interrupted(bench, IN_C)

    assert result.status == "killed"
    assert result.error == (
        "it was interrupted, but it did not stop within 0.1 s of an interrupt; "
        "the process was killed"
    )
    assert not bench.repl.is_alive


async def test_an_interrupt_without_a_block_does_nothing(bench: Bench) -> None:
    await bench.repl.interrupt()

    assert await bench.says("1") == "1"


async def test_an_interrupt_before_the_block_begins_is_not_lost(
    start: OpenBench,
) -> None:
    bench = await start(grace_s=600.0)  # the second interrupt comes too late

    async with asyncio.timeout(20), asyncio.TaskGroup() as tasks:
        running = tasks.create_task(bench.run("while True: pass"))
        await asyncio.sleep(0)
        await bench.repl.interrupt()

    assert running.result().status == "interrupted"


async def test_an_interrupted_query_is_cancelled_at_the_host(bench: Bench) -> None:
    ended = asyncio.Event()

    async def hang(_: Query) -> tuple[Reply, ...]:
        try:
            await bench.repl.interrupt()
            await asyncio.Event().wait()
        finally:
            ended.set()
        raise AssertionError

    bench.answering = hang
    result = await bench.run("llm_query('q')")

    assert result.status == "interrupted"
    assert ended.is_set()


async def test_the_time_limit_does_not_run_during_a_query(bench: Bench) -> None:
    async def slow(query: Query) -> tuple[Reply, ...]:
        await asyncio.sleep(0.3)  # longer than the limit below: the fact to be shown
        return await echo(query)

    bench.answering = slow
    result = await bench.run("llm_query('q')", timeout_s=0.25)

    assert result.status == "ok"


async def test_the_time_limit_runs_again_after_a_query(bench: Bench) -> None:
    result = await bench.run("llm_query('q')\nwhile True: pass", timeout_s=0.1)

    assert result.status == "interrupted"


async def test_cancelling_the_call_interrupts_the_block(bench: Bench) -> None:
    running = asyncio.ensure_future(bench.run(ENDLESS))
    await bench.has_written.wait()
    running.cancel()

    with pytest.raises(asyncio.CancelledError):
        await running

    assert await bench.says("kept") == "1"


async def test_cancelling_the_call_twice_does_not_wait(start: OpenBench) -> None:
    bench = await start(grace_s=60.0)
    running = asyncio.ensure_future(bench.run(DEAF))
    await bench.has_written.wait()
    running.cancel()
    await asyncio.sleep(0)
    running.cancel()

    with pytest.raises(asyncio.CancelledError):
        await running


async def test_an_error_of_ask_ends_the_block_and_is_raised(bench: Bench) -> None:
    async def broken(_: Query) -> tuple[Reply, ...]:
        raise KeyError("engine")

    bench.answering = broken
    with pytest.raises(KeyError, match="engine"):
        await bench.run("kept = 1\nllm_query('q')\nkept = 2")

    assert await bench.says("kept") == "1"


async def test_an_error_of_on_output_ends_the_block_and_is_raised(
    bench: Bench,
) -> None:
    async def broken(_: str) -> None:
        raise KeyError("screen")

    with pytest.raises(KeyError, match="screen"):
        await bench.repl.execute(
            ENDLESS, name="b", timeout_s=20, ask=echo, on_output=broken
        )

    assert await bench.says("kept") == "1"


async def test_too_few_replies_are_an_error_of_the_host(bench: Bench) -> None:
    async def none(_: Query) -> tuple[Reply, ...]:
        return ()

    bench.answering = none
    with pytest.raises(ValueError, match="0 replies to 1 prompts"):
        await bench.run("llm_query('q')")


async def test_one_block_at_a_time(bench: Bench) -> None:
    async def nested(_: Query) -> tuple[Reply, ...]:
        await bench.run("1")
        raise AssertionError

    bench.answering = nested
    with pytest.raises(ReplError, match="a block is running already"):
        await bench.run("llm_query('q')")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("import os; os._exit(3)", "ended itself with exit code 3"),
        ("import os; os.kill(os.getpid(), 9)", "was ended by SIGKILL"),
        ("import os; os.write(2, b'last words'); os.abort()", "last words"),
        ("import os; os.closerange(3, 256); 1", "the process ended itself with"),
    ],
)
async def test_a_process_that_dies_is_reported(
    bench: Bench, code: str, words: str
) -> None:
    result = await bench.run(code)

    assert result.status == "killed"
    assert words in (result.error or "")
    with pytest.raises(ReplError):
        await bench.repl.add_history([])


async def test_a_process_that_dies_between_blocks_is_noticed(bench: Bench) -> None:
    pid = await bench.says("import os; os.getpid()")
    os.kill(int(pid), signal.SIGKILL)

    try:
        result = await bench.run("1")
    except ReplError:
        return
    assert result.status == "killed"


async def test_closing_while_a_block_runs_ends_it(bench: Bench) -> None:
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(bench.run(ENDLESS))
        await bench.has_written.wait()
        await bench.repl.close()

    assert running.result().status == "killed"
    assert "closed" in (running.result().error or "")


async def test_a_python_that_is_not_there_is_a_named_error() -> None:
    with pytest.raises(ReplError, match="'/no/python' does not start"):
        await ProcessRepls(python="/no/python")("")


async def test_a_python_that_ends_at_once_is_a_named_error() -> None:
    with pytest.raises(ReplError, match=r"did not start: .* exit code 1"):
        await ProcessRepls(python="/bin/false")("")


async def test_a_start_that_takes_too_long_is_a_named_error() -> None:
    with pytest.raises(ReplError, match="did not start within 0 s"):
        await ProcessRepls(start_s=0)("")


async def test_a_context_that_is_not_json_is_a_named_error() -> None:
    with pytest.raises(ReplError, match="the context is not JSON"):
        await ProcessRepls()([object()])  # type: ignore[list-item]  # the error meant


async def test_the_status_line_says_that_nothing_is_confined(start: OpenBench) -> None:
    bench = await start(level="process")

    assert bench.repl.isolation == "NOT CONFINED: code runs with your rights"
