"""The names that a block finds, and what a person sees of its variables."""

from __future__ import annotations

import pytest

from rlm_tui.domain.values import ContextValue
from tests.repl.bench import Bench
from tests.repl.conftest import OpenBench

FIVE_MILLION = "abcde" * 1_000_000

CONTEXTS: dict[str, ContextValue] = {
    "empty text": "",
    "unicode": "é ☃ 😀 \x00 \r\n",
    "list": ["a", "☃", 1, None, [2.5]],
    "empty list": [],
    "mapping": {"ключ": {"a": [1, True]}},
}


@pytest.mark.parametrize("kind", CONTEXTS)
async def test_the_context_arrives_as_it_was(start: OpenBench, kind: str) -> None:
    bench = await start(CONTEXTS[kind])

    assert await bench.says("print(ascii(context))") == ascii(CONTEXTS[kind])


async def test_a_large_context_arrives_whole(start: OpenBench) -> None:
    bench = await start(FIVE_MILLION)

    assert await bench.says("len(context), context == 'abcde' * 1_000_000") == (
        "(5000000, True)"
    )


async def test_a_lone_surrogate_stays_in_the_context(start: OpenBench) -> None:
    bench = await start("a\udc80b")

    assert await bench.says("print(ascii(context))") == r"'a\udc80b'"


async def test_a_lone_surrogate_in_a_list_stays_too(start: OpenBench) -> None:
    bench = await start(["a\udc80b"])

    assert await bench.says("print(ascii(context))") == r"['a\udc80b']"


async def test_the_context_may_be_reassigned(bench: Bench) -> None:
    await bench.run("context = context.upper()")

    assert await bench.says("context") == "'THE CONTEXT'"


async def test_names_of_the_scaffold_come_back(bench: Bench) -> None:
    await bench.run("llm_query = None\ndel rlm_query\nFINAL = 3\n__name__ = 'x'")

    assert await bench.says("llm_query('a'), rlm_query('b'), __name__") == (
        "('re: a', 're: b', '__main__')"
    )


async def test_streams_and_builtins_come_back(bench: Bench) -> None:
    await bench.run("import sys\nsys.stdout = None\nprint = None\ndel print")
    await bench.run("import sys\nsys.stdout.close()")

    assert await bench.says("print('still here')") == "still here"


async def test_history_grows_whatever_code_does_to_it(bench: Bench) -> None:
    await bench.repl.add_history([{"role": "user", "content": "hé"}])
    await bench.run("history.clear(); history = 1")
    await bench.repl.add_history([{"role": "assistant", "content": "oh"}])

    said = await bench.says("[m['content'] for m in history]")
    assert said == "['hé', 'oh']"


async def test_the_whole_output_of_a_block_is_kept(bench: Bench) -> None:
    await bench.run("print('é' * 1_000_000)")

    assert await bench.says("len(_out[1]), _out[1][:2], sorted(_out)") == (
        "(1000001, 'éé', [1])"
    )


async def test_show_vars_names_variables_and_types(bench: Bench) -> None:
    await bench.run("rows = [1]")

    assert await bench.says("SHOW_VARS()") == (
        "Available variables: context: str, rows: list"
    )


async def test_variables_are_summarized(bench: Bench) -> None:
    result = await bench.run(
        "import math\nrows = [{'a': 1}] * 50\ntext = 'x' * 500\n_hidden = 1\n"
        "def f(): pass\nn = 10 ** 9\nanswer['x'] = 1"
    )

    found = {v.name: (v.type, v.length, v.preview) for v in result.variables}
    assert list(found) == ["rows", "text", "f", "n"]
    assert found["rows"][:2] == ("list", 50)
    assert found["rows"][2].startswith("[{'a': 1}, {'a': 1}")
    assert found["text"][:2] == ("str", 500)
    assert len(found["text"][2]) == 200
    assert found["f"] == ("function", None, "<function>")
    assert found["n"] == ("int", None, "1000000000")


HOSTILE = """
class Bad:
    def __repr__(self): raise SystemExit
    def __len__(self): raise KeyboardInterrupt
    def __getattribute__(self, name): raise MemoryError
class BadList(list):
    def __repr__(self):
        while True: pass
    def __len__(self): return -1
    def __iter__(self): raise OSError
bad = Bad(); bad_list = BadList([1, bad])
loop = []; loop.append(loop)
deep = []
for _ in range(100_000): deep = [deep]
wide = list(range(1_000_000))
big = 1 << 10_000_000
globals()['n' * 10_000] = 1
globals()['\\ud800'] = '\\ud800'
"""


async def test_hostile_variables_do_no_harm(bench: Bench) -> None:
    result = await bench.run(HOSTILE)

    assert result.status == "ok", result.error
    found = {v.name: v for v in result.variables}
    assert found["bad"].preview == "<Bad>"
    assert (found["bad_list"].length, found["bad_list"].preview) == (2, "[1, <Bad>]")
    assert found["big"].preview == "<int of 10000001 bits>"
    assert all(len(v.name) <= 80 and len(v.preview) <= 200 for v in result.variables)


async def test_the_list_of_variables_is_bounded(bench: Bench) -> None:
    result = await bench.run("for i in range(1000): globals()[f'v{i}'] = i")

    assert len(result.variables) == 200


READABLE = {
    "x": "[1, 2]",
    "x[1]": "2",
    "x[-1]": "2",
    "d['k']": "v",
    'd["n"]["m"]': "deep",
    "o.a": "attribute",
    " x ": "[1, 2]",
}
REFUSED = {
    "missing": "no variable 'missing'; there are: ",
    "x[9]": "IndexError",
    "x.nothing": "AttributeError",
    "x.clear()": "not 'x.clear()'",
    "x + x": "takes a variable",
    "x[len(x)]": "takes a variable",
    "": "takes a variable",
    "((((": "takes a variable",
}


async def test_final_var_in_prose_reads_names_and_parts(bench: Bench) -> None:
    await bench.run(
        "x = [1, 2]; d = {'k': 'v', 'n': {'m': 'deep'}}\n"
        "class O: a = 'attribute'\no = O()"
    )

    found = {code: await bench.repl.final_var(code) for code in READABLE}

    texts = {code: getattr(final, "text", final) for code, final in found.items()}
    assert texts == READABLE


async def test_final_var_in_prose_refuses_the_rest(bench: Bench) -> None:
    await bench.run("x = [1, 2]")

    found = {code: await bench.repl.final_var(code) for code in REFUSED}

    assert [code for code in found if REFUSED[code] not in str(found[code])] == []
    assert await bench.says("x") == "[1, 2]"


async def test_a_property_that_asks_gets_no_answer(bench: Bench) -> None:
    await bench.run("class O:\n    @property\n    def a(self): return llm_query('q')")
    await bench.run("o = O()")

    found = await bench.repl.final_var("o.a")

    assert found == "QueryError: no queries while a variable is read"
    assert bench.queries == []
