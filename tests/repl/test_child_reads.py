"""What code reads of its context is noted; the value stays what it is."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlm_tui.repl.child_block import Program
from rlm_tui.repl.child_reads import READS, Reads
from tests.repl.bench import Bench

TEXT = "0123456789" * 10
DOCS = ["one", "two", "three", "four"]
FILES = {"a.md": "alpha", "b.md": "beta", "c.md": "gamma"}


def run(source: str, context: object) -> tuple[Any, list[tuple[int, int]]]:
    """The value of the last expression, and what was noted."""
    reads = Reads(context)
    names: dict[str, object] = {"context": context, READS: reads}
    program = Program(source, "block", is_text=reads.is_text)
    eval(program.statements, names)
    value = program.expression and eval(program.expression, names)
    return value, reads.take()


@pytest.mark.parametrize(
    ("source", "spans"),
    [
        ("context[10:20]", [(10, 20)]),
        ("context[-5:]", [(95, 100)]),
        ("context[20:10:-2]", [(12, 21)]),
        ("context[50:][:5]", [(50, 100)]),
        ("context[:5] + context[90:]", [(0, 5), (90, 100)]),
        ("for at in range(0, 40, 10): context[at : at + 10]", [(0, 40)]),
        ("context[:context.find('5')]", [(0, 6)]),
        ("context.find('x', 70, 80)", [(70, 80)]),
        ("context.index('9', 95)", [(95, 100)]),
        ("'77' in context", [(0, 100)]),
        ("[line for line in context.splitlines()]", [(0, 100)]),
        ("import re; re.findall('5', context)", [(0, 100)]),
        ("text = context; text[3:4]", [(0, 100)]),
        ("f'{context}'", [(0, 100)]),
        ("def part(a): return context[a:a + 2]\npart(4)", [(4, 6)]),
        ("if False: print(context)", []),
        ("len(context), type(context), isinstance(context, str)", []),
        ("context is not None and not context", []),
        ("context[5:5]", []),
        ("context[3]", []),
        ("context = context[:30]\ncontext[5:10]", [(0, 30)]),
        ("def f(context): return context[50:]\nf('other')", []),
        ("slice = None\ncontext[1:2]", [(1, 2)]),
    ],
)
def test_what_is_read_of_a_text_is_noted(
    source: str, spans: list[tuple[int, int]]
) -> None:
    assert run(source, TEXT)[1] == spans


@pytest.mark.parametrize(
    ("source", "spans"),
    [
        ("context[1]", [(1, 2)]),
        ("context[-1]", [(3, 4)]),
        ("context[1:3]", [(1, 3)]),
        ("context[1][0]", [(1, 2)]),
        ("for doc in context:\n    if doc == 'two': break", [(0, 2)]),
        ("next(i for i, d in enumerate(context) if d == 'three')", [(0, 3)]),
        ("'\\n'.join(context)", [(0, 4)]),
        ("sorted(context)", [(0, 4)]),
        ("'one' in context", [(0, 4)]),
        ("context.index('two')", [(0, 4)]),
        ("context[0] = 'other'", []),
        ("len(context)", []),
    ],
)
def test_what_is_read_of_a_list_is_noted(
    source: str, spans: list[tuple[int, int]]
) -> None:
    assert run(source, list(DOCS))[1] == spans


@pytest.mark.parametrize(
    ("source", "spans"),
    [
        ("context['b.md'][:2]", [(1, 2)]),
        ("context.get('c.md', '')", [(2, 3)]),
        ("context.get('none', '')", []),
        ("context.items()", [(0, 3)]),
        ("context.keys(), list(context), 'a.md' in context", []),
        ("[name for name in context]", []),
        ("for name in context: context[name]", [(0, 3)]),
        ("str(context)", [(0, 3)]),
    ],
)
def test_what_is_read_of_a_mapping_is_noted(
    source: str, spans: list[tuple[int, int]]
) -> None:
    assert run(source, dict(FILES))[1] == spans


def test_the_context_is_the_value_that_it_was() -> None:
    source = "import pickle\n(type(context) is str, pickle.dumps(context), context)"

    (is_plain, pickled, value), _ = run(source, TEXT)

    assert is_plain
    assert pickle.loads(pickled) == TEXT
    assert value is TEXT


@pytest.mark.parametrize(
    "source", ["context['a']", "context.get(1)", "context.find(1)", "context[1:'a']"]
)
def test_what_fails_fails_as_it_would(source: str) -> None:
    with pytest.raises((TypeError, AttributeError)) as plain:
        eval(source, {"context": TEXT})

    with pytest.raises(plain.type) as noted:
        run(source, TEXT)

    assert str(noted.value) == str(plain.value)


def test_what_is_not_found_was_looked_through() -> None:
    reads = Reads(TEXT)
    names = {"context": TEXT, READS: reads}

    with pytest.raises(ValueError, match="substring not found"):
        eval(Program("context.index('x')", "b", is_text=True).expression or "", names)

    assert reads.take() == [(0, 100)]


def test_notes_begin_anew_for_each_block() -> None:
    reads = Reads(TEXT)
    reads.part(TEXT, slice(0, 5))

    assert reads.take() == [(0, 5)]
    assert reads.take() == []


async def test_a_block_tells_what_it_read(bench: Bench) -> None:
    first = await bench.run("part = context[:3]\nprint(part)\ncontext[4:6]")
    second = await bench.run("print(part)")

    assert (first.stdout, first.reads) == ("the\n'co'\n", ((0, 3), (4, 6)))
    assert second.reads == ()


async def test_a_block_that_fails_tells_what_it_read_and_nothing_of_us(
    bench: Bench,
) -> None:
    result = await bench.run("context[:3]\ncontext[:'a']")

    assert result.reads == ((0, 3),)
    assert result.error is not None
    assert "child_reads" not in result.error
    assert READS not in result.error
    assert "context[:'a']" in result.error
    assert await bench.says("SHOW_VARS()") == "Available variables: context: str"


@given(st.lists(st.tuples(st.integers(0, 99_000), st.integers(1, 40)), max_size=900))
def test_many_notes_become_few_that_leave_nothing_out(
    parts: list[tuple[int, int]],
) -> None:
    text = "x" * 100_000
    reads = Reads(text)
    for start, size in parts:
        reads.part(text, slice(start, start + size))

    spans = reads.take()

    assert len(spans) <= 200
    assert spans == sorted(spans)
    for start, size in parts:
        assert any(first <= start and start + size <= end for first, end in spans)


def test_code_that_is_nested_too_deep_for_notes_runs_all_the_same() -> None:
    value, _ = run("len(context)" + " + 1" * 700, TEXT)

    assert value == 800
