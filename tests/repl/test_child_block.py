"""How a block runs: one module, echo, `await`, tracebacks."""

from __future__ import annotations

import pytest

from tests.repl.bench import Bench
from tests.repl.conftest import OpenBench


async def test_what_a_block_assigns_is_there_for_the_next(bench: Bench) -> None:
    await bench.run("x = [1]\ndef double(n): return 2 * n")

    assert await bench.says("x.append(double(2)); x") == "[1, 4]"


async def test_what_a_failing_block_assigned_stays(bench: Bench) -> None:
    await bench.run("kept = 1\n1 / 0")

    assert await bench.says("kept") == "1"


ECHOES = {
    "1 + 1": "2",
    "None": "",
    "'a'": "'a'",
    "x = 1": "",
    "print(1); 2": "1\n2",
    "1;": "1",
    "": "",
    "# nothing": "",
    "'''only a docstring'''": "'only a docstring'",
}


async def test_the_last_expression_is_echoed(bench: Bench) -> None:
    found = {code: await bench.says(code) for code in ECHOES}

    assert found == ECHOES


MODULE_LIKE = {
    "a comprehension in a class sees globals": (
        "n = 3\nclass A:\n    rows = [i * n for i in range(2)]\nA.rows",
        "[0, 3]",
    ),
    "global rebinds": (
        "count = 0\ndef up():\n    global count\n    count += 1\nup()\ncount",
        "1",
    ),
    "a function sees what is defined later": (
        "def first(): return second()\ndef second(): return 2\nfirst()",
        "2",
    ),
    "names with underscores are names": ("_a = __b = 1\n_a + __b", "2"),
    "it is __main__": ("__name__", "'__main__'"),
    "classes pickle": (
        "import pickle\nclass P: pass\npickle.loads(pickle.dumps(P())).__class__ is P",
        "True",
    ),
    "dataclasses and annotations work": (
        "from __future__ import annotations\nfrom dataclasses import dataclass\n"
        "@dataclass\nclass D:\n    a: Missing\nD(1)",
        "D(a=1)",
    ),
    "import __main__ is the namespace": ("import __main__\n__main__.x = 5\nx", "5"),
    "recursion in a lambda": (
        "f = lambda n: 1 if n < 2 else n * f(n - 1)\nf(5)",
        "120",
    ),
    "source is found": (
        "import inspect\ndef g(): return 1\ninspect.getsource(g)",
        "'def g(): return 1\\n'",
    ),
}


async def test_the_namespace_is_a_module(bench: Bench) -> None:
    found = {
        case: (code, await bench.says(code)) for case, (code, _) in MODULE_LIKE.items()
    }

    assert found == MODULE_LIKE


async def test_await_works_at_the_top(bench: Bench) -> None:
    code = "import asyncio\nasync def f(): return 7\nx = await f()\nx + await f()"

    assert await bench.says(code) == "14"


ANSWERS_AS_AWAITABLES = {
    "await asyncio.gather(*[llm_query(n) for n in 'ab'])": "['re: a', 're: b']",
    "tasks = [llm_query('a'), f()]\nawait asyncio.gather(*tasks)": "['re: a', 7]",
    "from asyncio import gather\nawait gather(llm_query('a'))": "['re: a']",
    "await asyncio.wait_for(llm_query('a'), 5)": "'re: a'",
    "t = asyncio.create_task(llm_query('a'))\nawait t": "'re: a'",
    "async with asyncio.TaskGroup() as g: t = g.create_task(llm_query('a'))\n"
    "t.result()": "'re: a'",
    "def gather(texts): return texts\nawait f()\ngather(['mine'])": "['mine']",
    "await asyncio.wait_for(f(), timeout=5)": "7",
}


async def test_answers_that_are_there_may_be_gathered(bench: Bench) -> None:
    await bench.run("import asyncio\nasync def f(): return 7")

    found = {code: await bench.says(code) for code in ANSWERS_AS_AWAITABLES}

    assert found == ANSWERS_AS_AWAITABLES


async def test_what_is_no_awaitable_is_still_none(bench: Bench) -> None:
    error = await bench.fails("import asyncio\nawait asyncio.gather(5)")

    assert "an awaitable is required" in error


async def test_a_task_lives_on_in_the_next_block(bench: Bench) -> None:
    await bench.run(
        "import asyncio\nevent = asyncio.Event()\n"
        "task = asyncio.create_task(event.wait())\nawait asyncio.sleep(0)"
    )

    assert await bench.says("event.set()\nawait task") == "True"


async def test_asyncio_run_works_too(bench: Bench) -> None:
    code = "import asyncio\nasync def f(): return 7\nasyncio.run(f())"

    assert await bench.says(code) == "7"


async def test_an_error_shows_the_line_of_the_block(bench: Bench) -> None:
    await bench.run("def half(n):\n    return 1 / n", name="<block 1>")

    result = await bench.run("x = 0\nhalf(x)", name="<block 2>")

    assert result.error is not None
    assert '"<block 2>", line 2, in <module>\n    half(x)' in result.error
    assert '"<block 1>", line 2, in half\n    return 1 / n' in result.error
    assert result.error.endswith("ZeroDivisionError: division by zero\n")


async def test_an_error_shows_no_frame_but_the_blocks(bench: Bench) -> None:
    error = await bench.fails("import json\njson.loads('{')")

    assert error.count("File ") == error.count('File "<block>"') == 1


async def test_linked_exceptions_show_the_blocks_frames_alone(bench: Bench) -> None:
    error = await bench.fails(
        "import json\ntry:\n    json.loads('{')\n"
        "except ValueError as bad:\n    raise KeyError('x') from bad"
    )

    assert "direct cause" in error
    assert error.count("File ") == error.count('File "<block>"') == 2


@pytest.mark.parametrize("code", ["x = (", "def f(:", "return 1", "x = '\0'"])
async def test_code_that_does_not_compile_is_an_error(bench: Bench, code: str) -> None:
    error = await bench.fails(code)

    assert "Traceback" not in error
    assert "Error: " in error


async def test_a_syntax_error_shows_its_line(bench: Bench) -> None:
    error = await bench.fails("x = 1\ny = = 2")

    assert 'File "<block>", line 2\n    y = = 2\n' in error


async def test_an_exception_that_cannot_be_shown_is_still_an_error(
    bench: Bench,
) -> None:
    error = await bench.fails(
        "class Odd(Exception):\n    def __str__(self): raise SystemExit\nraise Odd"
    )

    assert "Odd" in error


async def test_endless_recursion_is_an_error(bench: Bench) -> None:
    error = await bench.fails("def f(): return f()\nf()")

    assert error.endswith("RecursionError: maximum recursion depth exceeded\n")
    assert len(error) < 10_000


@pytest.mark.parametrize("code", ["exit()", "import sys; sys.exit(3)"])
async def test_exit_ends_the_block_and_not_the_process(bench: Bench, code: str) -> None:
    error = await bench.fails(code)

    assert "SystemExit" in error
    assert await bench.says("1") == "1"


async def test_input_has_nobody_to_ask(bench: Bench) -> None:
    assert "EOFError" in await bench.fails("input()")


async def test_hashes_and_random_numbers_are_the_same_in_every_process(
    bench: Bench, start: OpenBench
) -> None:
    code = "import random\nhash('a'), random.random()"
    first = await bench.says(code)
    other = await start()

    assert await other.says(code) == first
