"""Variables as a person reads and sets them between blocks."""

from __future__ import annotations

import asyncio

import pytest

from rlm_tui.errors import ReplError
from rlm_tui.repl.base import Page, Query, Reply, VariableSummary
from tests.repl.bench import Bench
from tests.repl.conftest import OpenBench

VALUES = """
text = 'é☃' * 100_000
raw = bytes(range(256)) * 1000
rows = list(range(5000))
table = {f'k{i}': {'n': i} for i in range(3000)}
class Point:
    kind = 'class attribute'
    def __init__(self): self.x, self.y = 1, [2]
class Slotted(Point):
    __slots__ = ('z', 'unset')
class Lean:
    __slots__ = ('z', 'unset')
point, slotted, lean = Point(), Slotted(), Lean()
slotted.z = lean.z = 3
nested = {'a': [point, {'b': text}]}
"""


async def paged(
    bench: Bench, expression: str, offset: int = 0, limit: int = 100_000
) -> Page:
    """A page that must be there."""
    found = await bench.repl.page(expression, offset=offset, limit=limit)
    assert isinstance(found, Page), found
    return found


async def test_the_variables_are_told_between_blocks(bench: Bench) -> None:
    await bench.run("a = [1]")

    [found] = await bench.repl.variables()

    assert found == VariableSummary("a", "list", 1, "[1]")


async def test_a_text_is_read_in_stretches(bench: Bench) -> None:
    await bench.run(VALUES)

    first = await paged(bench, "text")
    last = await paged(bench, "nested['a'][1]['b']", offset=199_990, limit=20)

    assert (first.type, first.kind, first.total) == ("str", "text", 200_000)
    assert first.text == "é☃" * (1 << 15)
    assert (last.offset, last.text) == (199_990, "é☃" * 5)
    assert (await paged(bench, "raw", offset=254, limit=4)).text == (
        r"b'\xfe\xff\x00\x01'"
    )
    assert (await paged(bench, "raw")).total == 256_000


async def test_items_are_read_in_stretches(bench: Bench) -> None:
    await bench.run(VALUES)

    rows = await paged(bench, "rows", offset=4_000, limit=5)
    table = await paged(bench, "table", offset=2_999, limit=5)

    assert (rows.kind, rows.total) == ("items", 5000)
    assert [item.name for item in rows.items] == [
        "4000",
        "4001",
        "4002",
        "4003",
        "4004",
    ]
    assert table.items == (VariableSummary("'k2999'", "dict", 1, "{'n': 2999}"),)
    assert len((await paged(bench, "rows")).items) == 1000


@pytest.mark.parametrize(
    ("expression", "fields"),
    [
        ("point", {"x": "1", "y": "[2]"}),
        ("nested['a'][0]", {"x": "1", "y": "[2]"}),
        ("slotted", {"z": "3"}),
        ("lean", {"z": "3"}),
    ],
)
async def test_fields_of_an_object_are_read(
    bench: Bench, expression: str, fields: dict[str, str]
) -> None:
    await bench.run(VALUES)

    found = await paged(bench, expression)

    assert found.kind == "fields"
    shown = {item.name: item.preview for item in found.items}
    assert {name: shown[name] for name in fields} == fields


REFUSED = {
    "nothing": "no variable 'nothing'",
    "rows[9999]": "IndexError",
    "table['x']": "KeyError",
    "rows['x']": "TypeError",
    "point.kind": "a Point has no field 'kind'",
    "point[0]": "has no items",
    "rows[1:2]": "not 'rows[1:2]'",
    "print(1)": "not 'print(1)'",
    "": "not ''",
}


async def test_what_is_not_there_is_said(bench: Bench) -> None:
    await bench.run(VALUES)

    found = {code: await bench.repl.page(code, offset=0, limit=10) for code in REFUSED}

    assert [code for code in found if REFUSED[code] not in str(found[code])] == []


HOSTILE = """
ran = []
def trap(*_, **__): ran.append(1); raise SystemExit
class Meta(type):
    __module__ = property(trap)
    __mro__ = property(trap)
    __instancecheck__ = trap
class Bad(metaclass=Meta):
    __repr__ = __len__ = __getattribute__ = __getattr__ = __iter__ = __str__ = trap
    __class__ = __dict__ = property(trap)
class Numpy:
    __module__ = 'numpy'
    __repr__ = __len__ = trap
class BadDict(dict):
    __getitem__ = __iter__ = items = __len__ = __contains__ = __missing__ = trap
class BadList(list):
    __getitem__ = __iter__ = __len__ = __repr__ = trap
class BadText(str):
    __getitem__ = __len__ = __str__ = __repr__ = encode = trap
class BadInt(int):
    __repr__ = __str__ = bit_length = trap
bad, fake = Bad(), Numpy()
values = BadDict(a=BadList([bad, BadText('text'), BadInt(7)]), b=fake)
loop = []; loop.append(loop)
deep = []
for _ in range(100_000): deep = [deep]
"""


async def test_no_code_of_the_blocks_runs_for_a_page(bench: Bench) -> None:
    assert (await bench.run(HOSTILE)).status == "ok"
    expressions = [
        *("bad", "fake", "values", "values['a']", "values['a'][0]", "values['a'][1]"),
        *("values['a'][2]", "values['b']", "loop", "deep", "Bad", "Meta", "bad.x"),
        *("values['missing']", "bad[0]"),
    ]

    for expression in expressions:
        await bench.repl.page(expression, offset=0, limit=1000)

    assert (await paged(bench, "values['a'][1]")).text == "text"
    assert [item.preview for item in (await paged(bench, "values['a']")).items] == [
        *("<Bad>", "'text'", "7")
    ]
    assert await bench.says("len(ran)") == "0"


async def test_a_page_that_takes_too_long_ends_with_words(bench: Bench) -> None:
    await bench.run(
        "class Key(str):\n    __hash__ = str.__hash__\n"
        "    def __eq__(self, other):\n        while True: pass\n"
        "d = {Key('k'): 1}; kept = 2"
    )

    async with asyncio.TaskGroup() as tasks:
        reading = tasks.create_task(bench.repl.page("d['k']", offset=0, limit=1))
        while not reading.done():
            await asyncio.sleep(0)
            await bench.repl.interrupt()

    assert "KeyboardInterrupt" in str(reading.result())
    assert await bench.says("kept") == "2"


async def test_a_value_is_set_for_the_next_block(bench: Bench) -> None:
    assert await bench.repl.set_variable("rows", '[1, {"é": null}]') is None
    assert await bench.repl.set_variable("context", '"new"') is None

    assert await bench.says("rows, context") == "([1, {'é': None}], 'new')"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("a b", "1", "is not a name"),
        ("for", "1", "is not a name"),
        ("FINAL", "1", "belongs to the REPL"),
        ("llm_query", "1", "belongs to the REPL"),
        ("x", "nope", "not JSON"),
        ("x", "[" * 100_000, "not JSON"),
    ],
)
async def test_what_cannot_be_set_is_said(
    bench: Bench, name: str, value: str, words: str
) -> None:
    assert words in (await bench.repl.set_variable(name, value) or "")

    assert await bench.says("'x' in globals()") == "False"


async def test_a_block_is_not_disturbed(bench: Bench) -> None:
    refused: list[str] = []

    async def look(query: Query) -> tuple[Reply, ...]:
        try:
            await bench.repl.set_variable("x", "1")
        except ReplError as error:
            refused.append(str(error))
        return (Reply("ok"),)

    bench.answering = look

    assert await bench.says("llm_query('q')") == "'ok'"
    assert refused == ["a block is running already; wait for its end"]


async def test_a_block_waits_for_what_a_person_reads(bench: Bench) -> None:
    await bench.run("rows = list(range(100_000))")

    async with asyncio.TaskGroup() as tasks:
        reading = [tasks.create_task(bench.repl.variables()) for _ in range(5)]
        await asyncio.sleep(0)
        running = tasks.create_task(bench.run("2"))

    assert [len(task.result()) for task in reading] == [1] * 5
    assert running.result().stdout == "2\n"


async def test_a_dead_process_has_no_variables(start: OpenBench) -> None:
    bench = await start()
    await bench.run("import os; os._exit(1)")

    with pytest.raises(ReplError, match="has ended"):
        await bench.repl.variables()
    with pytest.raises(ReplError, match="has ended"):
        await bench.repl.set_variable("x", "1")
