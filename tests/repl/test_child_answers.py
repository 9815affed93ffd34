"""Every dialect in which code gives its answer."""

from __future__ import annotations

import pytest

from rlm_tui.repl.base import Final
from tests.repl.bench import Bench

DIALECTS = {
    "FINAL('done')": Final("done"),
    "FINAL(42)": Final("42", "42"),
    "FINAL({'a': [1]}, confidence=0.7)": Final("{'a': [1]}", '{"a": [1]}', 0.7),
    "FINAL(None)": Final("None", "null"),
    "FINAL(float('nan'))": Final("nan"),
    "FINAL({1, 1})": Final("{1}", "[1]"),
    "FINAL({b'x'})": Final("{b'x'}"),
    "from datetime import date\nfrom decimal import Decimal\n"
    "FINAL([date(2024, 1, 2), Decimal('1.50'), {'k': {1: 2}.keys()}])": Final(
        "[datetime.date(2024, 1, 2), Decimal('1.50'), {'k': dict_keys([1])}]",
        '["2024-01-02", "1.50", {"k": [1]}]',
    ),
    "from enum import Enum\nclass E(Enum):\n    A = 1\nFINAL([E.A])": Final(
        "[<E.A: 1>]", "[1]"
    ),
    "FINAL('a\\ud800b')": Final("a\ufffdb"),
    "x = 'v'\nFINAL_VAR('x')": Final("v"),
    "x = 'v'\nFINAL_VAR('x', confidence=1)": Final("v", None, 1.0),
    "x = [1]\nFINAL_VAR(x)": Final("[1]", "[1]"),
    "x = {'k': [4, 5]}\nFINAL_VAR('x[\"k\"][-1]')": Final("5", "5"),
    "class A: b = 'attribute'\nFINAL_VAR('A.b')": Final("attribute"),
    "from dataclasses import dataclass\n@dataclass\nclass P:\n    n: int\n"
    "FINAL(P(3))": Final("P(n=3)", '{"n": 3}'),
    "class M:\n    def __repr__(self): return 'M!'\n"
    "    def model_dump(self): return {'m': 1}\nFINAL([M()])": Final(
        "[M!]", '[{"m": 1}]'
    ),
    "SUBMIT('s')": Final("s"),
    "SUBMIT(total=3)": Final("3", '{"total": 3}'),
    "SUBMIT(a=1, b='x')": Final("{'a': 1, 'b': 'x'}", '{"a": 1, "b": "x"}'),
    "answer['content'] = 'c'\nanswer['ready'] = True": Final("c"),
    "answer.update(content='c', ready=True)": Final("c"),
    "answer |= {'content': 5, 'ready': 1, 'confidence': 0.5}": Final("5", "5", 0.5),
    "answer = {'content': 'c', 'ready': True}": Final("c"),
}


async def test_every_dialect_gives_its_answer(bench: Bench) -> None:
    found = {code: (await bench.run(code)).final for code in DIALECTS}

    assert found == DIALECTS


async def test_final_ends_the_block_there(bench: Bench) -> None:
    result = await bench.run("print(1)\nFINAL(2)\nprint(3)")

    assert result.stdout == "1\n"


@pytest.mark.parametrize(
    "clause", ["except Exception", "except BaseException", "except"]
)
async def test_no_except_clause_takes_an_answer_back(bench: Bench, clause: str) -> None:
    result = await bench.run(f"try:\n    FINAL('right')\n{clause}:\n    x = 'went on'")

    assert result.final == Final("right")


async def test_final_ends_a_block_that_awaits(bench: Bench) -> None:
    code = (
        "import asyncio\nasync def f(): FINAL('from a task')\n"
        "async with asyncio.TaskGroup() as group: group.create_task(f())"
    )

    result = await bench.run(code)

    assert result.final == Final("from a task")


async def test_final_in_a_thread_ends_nothing(bench: Bench) -> None:
    code = (
        "import threading\nt = threading.Thread(target=FINAL, args=('x',))\n"
        "t.start(); t.join()\nprint('on')"
    )

    result = await bench.run(code)

    assert (result.status, result.stdout.splitlines()[-1]) == ("ok", "on")


async def test_final_in_a_pool_ends_the_block_that_waits_for_it(bench: Bench) -> None:
    code = (
        "from concurrent.futures import ThreadPoolExecutor\n"
        "with ThreadPoolExecutor() as pool: pool.submit(FINAL, 'x').result()"
    )

    assert (await bench.run(code)).final == Final("x")


WRONG = [
    ("apple = 1\nFINAL_VAR('missing')", "NameError: no variable 'missing'"),
    ("apple = 1\nFINAL_VAR('missing')", "apple"),
    ("FINAL_VAR('open(0)')", "FINAL_VAR takes a variable, an attribute or an item"),
    ("x = {}\nFINAL_VAR('x[\"k\"]')", "KeyError: 'k'"),
    ("FINAL(1, confidence='high')", "must be a number between 0 and 1"),
    ("FINAL(1, confidence=7)", "between 0 and 1, not 7"),
    ("FINAL('x' * (9 << 20))", "ValueError: answer of 9,437,184 characters"),
    ("SUBMIT()", "TypeError: SUBMIT takes one value or named fields"),
    ("SUBMIT(1, a=2)", "TypeError: SUBMIT takes one value or named fields"),
    ("class A:\n    def __str__(self): return 1 / 0\nFINAL(A())", "ZeroDivision"),
    ("answer['ready'] = True", 'answer["content"] is empty'),
    ("answer = {'content': ' ', 'ready': True}", 'answer["content"] is empty'),
]


async def test_a_wrong_answer_is_an_error_with_words(bench: Bench) -> None:
    errors = [(await bench.fails(code), words) for code, words in WRONG]

    assert [words for error, words in errors if words not in error] == []


async def test_an_empty_answer_is_not_ready_any_more(bench: Bench) -> None:
    await bench.fails("answer['ready'] = True")

    assert (await bench.run("1")).status == "ok"


async def test_the_content_may_come_blocks_before_ready(bench: Bench) -> None:
    await bench.run("answer['content'] = 'early'")

    assert (await bench.run("answer['ready'] = True")).final == Final("early")


async def test_an_answer_that_was_taken_is_not_given_again(bench: Bench) -> None:
    await bench.run("answer['content'] = 'c'; answer['ready'] = True")

    assert (await bench.run("1")).status == "ok"


async def test_an_answer_counts_though_the_block_fails_after_it(bench: Bench) -> None:
    result = await bench.run("answer['content'] = 'c'; answer['ready'] = True\n1 / 0")

    assert (result.status, result.final) == ("final", Final("c"))
    assert "ZeroDivisionError" in (result.error or "")


async def test_a_variable_named_answer_is_the_codes_own(bench: Bench) -> None:
    await bench.run("answer = 'Paris'")

    assert await bench.says("answer") == "'Paris'"
