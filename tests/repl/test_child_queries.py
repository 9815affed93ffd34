"""The query functions as the model's code sees them."""

from __future__ import annotations

import asyncio
from pathlib import Path

from rlm_tui.repl.base import Query, Reply
from tests.repl.bench import Answering, Bench, echo
from tests.repl.conftest import OpenBench


def replying(reply: Reply) -> Answering:
    """Answers every prompt with the same."""

    async def answer(query: Query) -> tuple[Reply, ...]:
        return tuple(reply for _ in query.prompts)

    return answer


async def test_a_query_says_what_is_asked_and_where(bench: Bench) -> None:
    result = await bench.run("x = 1\nllm_query('hé', model='small')")

    assert result.stdout == "'re: hé'\n"
    assert bench.queries == [Query("llm_query", ("hé",), (), "small", 2)]


async def test_the_line_is_the_innermost_of_the_block(bench: Bench) -> None:
    await bench.run("def ask():\n    return llm_query('q')\n\nask()")

    assert bench.queries[0].line == 2


async def test_a_query_of_a_thread_has_its_line_too(bench: Bench) -> None:
    code = (
        "import threading\ndef ask():\n    llm_query('q')\n"
        "t = threading.Thread(target=ask)\nt.start(); t.join()"
    )

    await bench.run(code)

    assert bench.queries[0].line == 3


async def test_a_batch_keeps_its_order(bench: Bench) -> None:
    async def backwards(query: Query) -> tuple[Reply, ...]:
        assert query.is_batch
        return tuple(Reply(prompt * 2) for prompt in query.prompts)

    bench.answering = backwards

    assert await bench.says("llm_query_batched(['a', 'é', ''], model='m')") == (
        "['aa', 'éé', '']"
    )


async def test_a_reply_that_is_handed_on_is_the_only_one(bench: Bench) -> None:
    recorded: list[str] = []

    async def early(query: Query) -> tuple[Reply, ...]:
        assert query.hand_on is not None
        query.hand_on(Reply("early "))
        for _ in range(50):  # the code goes on meanwhile
            await asyncio.sleep(0)
        recorded.append(query.prompts[0])
        return (Reply("late"),)

    bench.answering = early

    assert await bench.says("print(llm_query('a') + llm_query('b'))") == "early early "
    assert recorded == ["a", "b"]


async def test_of_a_batch_nothing_is_handed_on(bench: Bench) -> None:
    await bench.says("llm_query_batched(['a', 'b']); None")

    [query] = bench.queries
    assert query.hand_on is None


async def test_an_empty_batch_asks_nothing(bench: Bench) -> None:
    assert (
        await bench.says("llm_query_batched([]), rlm_query_batched([])") == "([], [])"
    )
    assert bench.queries == []


CONTEXTS = {
    "rlm_query('p')": (None,),
    "rlm_query('p', 'text')": ("text",),
    "rlm_query('p', ['a', 1])": (["a", 1],),
    "rlm_query('p', ('a', 1))": (["a", 1],),
    "rlm_query('p', context={'k': 'é'})": ({"k": "é"},),
    "rlm_query('p', '')": ("",),
    "rlm_query_batched(['p', 'q'])": (None, None),
    "rlm_query_batched(['p', 'q'], [['a'], 'b'])": (["a"], "b"),
}


async def test_a_child_gets_its_context(bench: Bench) -> None:
    for code in CONTEXTS:
        await bench.says(code)

    found = [query.contexts for query in bench.queries]
    assert dict(zip(CONTEXTS, found, strict=True)) == CONTEXTS


async def test_large_contexts_go_through(bench: Bench) -> None:
    await bench.says("len(rlm_query('p', ['x' * 1000] * 5000))")

    assert bench.queries[0].contexts == (["x" * 1000] * 5000,)


async def test_other_names_mean_the_same(bench: Bench) -> None:
    await bench.says("sub_rlm('p'); llm_batch(['p']); batch_llm_query(['p'])")

    assert [query.function for query in bench.queries] == [
        "rlm_query",
        "llm_query_batched",
        "llm_query_batched",
    ]


WRONG = {
    "llm_query_batched('abc')": "prompts must be a list of texts, not str",
    "rlm_query('p', 5)": "context must be a str, a list or a dict, not int",
    "rlm_query('p', [object()])": "not JSON serializable",
    "rlm_query('p', [float('nan')])": "not JSON compliant",
    "rlm_query_batched(['p', 'q'], ['c'])": "2 prompts but 1 contexts",
    "rlm_query_batched(['p'], 'c')": "contexts must be a list",
    "llm_query('x' * 9_000_000)": "prompt of 9,000,000 characters",
    "llm_query_batched(['x'] * 1001)": "batch of 1,001 prompts; at most 1,000",
    "llm_query('p', model=5)": "model must be a str, not int",
    "llm_query()": "missing 1 required positional argument: 'prompt'",
}


async def test_a_wrong_call_is_an_error_with_words(bench: Bench) -> None:
    errors = {code: await bench.fails(code) for code in WRONG}

    assert [code for code in errors if WRONG[code] not in errors[code]] == []
    assert bench.queries == []


async def test_a_prompt_that_is_no_text_is_refused_with_words(bench: Bench) -> None:
    error = await bench.fails("llm_query(['a', 1])")

    assert "TypeError: prompt must be a str, not list: write the text out" in error
    assert bench.queries == []


async def test_half_a_character_in_a_prompt_is_replaced(bench: Bench) -> None:
    await bench.says("llm_query('a\\ud800b')")

    assert [query.prompts for query in bench.queries] == [("a\ufffdb",)]


async def test_a_failed_query_raises_query_error(bench: Bench) -> None:
    bench.answering = replying(Reply("no such model", failure="error"))

    error = await bench.fails("llm_query('q')")

    assert "    llm_query('q')\n" in error
    assert error.endswith("\nQueryError: no such model\n")


async def test_a_rejected_query_is_an_exception_with_the_words(bench: Bench) -> None:
    bench.answering = replying(Reply("too vague", failure="rejected"))
    code = (
        "try: rlm_query('q')\nexcept QueryRejected as no: print('rejected:', no)\n"
        "try: rlm_query('q')\nexcept RuntimeError as no: print(type(no).__name__)"
    )

    assert await bench.says(code) == "rejected: too vague\nQueryRejected"


async def test_an_aborted_query_is_hidden_by_no_except_exception(bench: Bench) -> None:
    bench.answering = replying(Reply("by the operator", failure="aborted"))

    error = await bench.fails("try: llm_query('q')\nexcept Exception: pass")

    assert error.endswith("QueryAborted: by the operator\n")


async def test_a_failure_in_a_batch_is_text_in_its_place(bench: Bench) -> None:
    async def second_fails(_: Query) -> tuple[Reply, ...]:
        return (Reply("one"), Reply("Error: gone", failure="error"))

    bench.answering = second_fails

    assert await bench.says("llm_query_batched(['a', 'b'])") == "['one', 'Error: gone']"


async def test_many_threads_ask_at_the_same_time(bench: Bench) -> None:
    waiting: list[str] = []
    all_there = asyncio.Event()

    async def together(query: Query) -> tuple[Reply, ...]:
        waiting.extend(query.prompts)
        if len(waiting) == 16:
            all_there.set()
        await all_there.wait()
        return await echo(query)

    bench.answering = together
    code = (
        "from concurrent.futures import ThreadPoolExecutor\n"
        "with ThreadPoolExecutor(16) as pool:\n"
        "    found = list(pool.map(lambda i: llm_query(str(i)), range(16)))\n"
        "found == [f're: {i}' for i in range(16)]"
    )

    assert await bench.says(code) == "True"


async def test_threads_and_the_block_itself_ask_many_times(bench: Bench) -> None:
    code = (
        "import threading\nseen = []\n"
        "def ask(k):\n    for i in range(100): seen.append(llm_query(f'{k} {i}'))\n"
        "ts = [threading.Thread(target=ask, args=(k,)) for k in range(5)]\n"
        "for t in ts: t.start()\nask('main')\nfor t in ts: t.join()\nlen(set(seen))"
    )

    assert await bench.says(code) == "600"


async def test_to_thread_asks_too(bench: Bench) -> None:
    code = (
        "import asyncio\n"
        "await asyncio.gather(*(asyncio.to_thread(llm_query, p) for p in 'abc'))"
    )

    assert await bench.says(code) == "['re: a', 're: b', 're: c']"


LATE = """
import os, threading
os.mkfifo('go'); os.mkfifo('said')
def ask():
    open('go').read()
    try: said = llm_query('late')
    except QueryAborted as late: said = f'aborted: {late}'
    open('said', 'w').write(said)
threading.Thread(target=ask, daemon=True).start()
print(os.getcwd())
"""


async def test_a_thread_asks_in_vain_between_blocks(start: OpenBench) -> None:
    bench = await start(level="process")  # named pipes are not to be had confined
    home = Path(await bench.says(LATE))

    await asyncio.to_thread((home / "go").write_text, "now")
    said = await asyncio.to_thread((home / "said").read_text)

    assert said == "aborted: its block has ended"
    assert bench.queries == []


LEFT_OPEN = """
import threading
said = []
def ask():
    try: llm_query('open')
    except QueryAborted as late: said.append(f'aborted: {late}')
thread = threading.Thread(target=ask, daemon=True)
thread.start()
llm_query('is it there?')
"""


async def test_a_query_open_at_the_end_of_its_block_is_cancelled(bench: Bench) -> None:
    asked, cancelled = asyncio.Event(), asyncio.Event()

    async def hang(query: Query) -> tuple[Reply, ...]:
        if query.prompts == ("is it there?",):
            await asked.wait()
            return await echo(query)
        asked.set()
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()
        raise AssertionError

    bench.answering = hang
    await bench.run(LEFT_OPEN)

    assert cancelled.is_set()
    assert await bench.says("thread.join()\nsaid") == "['aborted: its block has ended']"


ALARM = """
import signal
class TooLong(Exception): pass
def ring(*_): raise TooLong
signal.signal(signal.SIGALRM, ring)
signal.setitimer(signal.ITIMER_REAL, 0.05)
try: llm_query('slow')
except TooLong: print('gave up')
print(llm_query('again'))
"""


async def test_an_alarm_of_the_code_ends_a_query_and_tears_nothing(
    bench: Bench,
) -> None:
    async def slow(query: Query) -> tuple[Reply, ...]:
        if query.prompts == ("slow",):
            await asyncio.Event().wait()
        return await echo(query)

    bench.answering = slow

    assert await bench.says(ALARM) == "gave up\nre: again"


async def test_a_thread_that_was_cancelled_says_nothing_about_it(bench: Bench) -> None:
    code = (
        "import threading\nfor _ in range(3):\n"
        "    threading.Thread(target=llm_query, args=('q',)).start()"
    )

    async def hang(_: Query) -> tuple[Reply, ...]:
        await asyncio.Event().wait()
        raise AssertionError

    bench.answering = hang
    first = await bench.run(code)
    second = await bench.says("for t in threading.enumerate()[1:]: t.join()\n1")

    assert (first.stdout, second) == ("", "1")


async def test_a_thread_that_fails_shows_the_blocks_lines(bench: Bench) -> None:
    code = (
        "import threading\ndef f(): llm_query_batched('x')\n"
        "t = threading.Thread(target=f, name='worker')\nt.start(); t.join()"
    )

    said = await bench.says(code)

    assert said.startswith("Exception in worker:\nTraceback")
    assert said.count("File ") == said.count('File "<block>", line 2') == 1
