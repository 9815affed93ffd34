"""Parts of a context reach a child by their place, not as bytes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from rlm_tui.domain.values import JSON, ContextValue
from rlm_tui.frames import FrameError
from rlm_tui.repl.base import Query, Reply
from rlm_tui.repl.child_nested import long_texts
from rlm_tui.repl.context_file import write_context
from rlm_tui.repl.host import ProcessRepls
from rlm_tui.repl.shared_context import Lender, Shelf
from tests.repl.bench import Bench

LINES = "".join(f"line {number} é\n" for number in range(20_000))
N = len(LINES)


@pytest_asyncio.fixture
async def shelf() -> Shelf:
    """Where parts are known."""
    return Shelf()


@pytest_asyncio.fixture
async def lender(shelf: Shelf) -> AsyncIterator[Lender]:
    """Lends parts of LINES."""
    lender = Lender(shelf)
    lender.hold(await write_context(LINES))
    yield lender
    lender.release()


def test_a_part_is_known_while_it_is_lent(shelf: Shelf, lender: Lender) -> None:
    with lender.loan() as loan:
        part = loan.cut(0, 10, 70_000)
        window = shelf.window(part)

        assert window is not None
        assert shelf.window(str(part[:-1])) is None
        window.close()
    assert shelf.window(part) is None


@pytest.mark.parametrize("place", [(1, 0, 1), (0, N, 1), (0, 0, N + 1)])
def test_a_part_that_is_not_there_breaks_the_protocol(
    lender: Lender, place: tuple[int, int, int]
) -> None:
    with lender.loan() as loan, pytest.raises(FrameError, match="part"):
        loan.cut(*place)


def test_lending_has_an_end_and_begins_again(lender: Lender) -> None:
    with lender.loan() as loan, pytest.raises(FrameError, match="flood"):
        [loan.cut(0, 0, N) for _ in range(10_000)]
    with lender.loan() as loan:
        assert loan.cut(0, 0, N) == LINES


class Nest:
    """A REPL whose queries are answered by a REPL that gets their context."""

    def __init__(self, code: str) -> None:
        self._start = ProcessRepls()
        self._code = code
        self.shared: list[bool] = []
        self.shared_items: list[list[bool]] = []
        self.contexts: list[ContextValue | None] = []

    async def run(self, context: ContextValue, code: str) -> str:
        """Run code over a context, and give what it wrote."""
        bench = Bench(await self._start(context), self._answer)
        try:
            return await bench.says(code)
        finally:
            await bench.repl.close()

    async def _answer(self, query: Query) -> tuple[Reply, ...]:
        async with asyncio.TaskGroup() as tasks:
            running = [tasks.create_task(self._one(part)) for part in query.contexts]
        return tuple(Reply(task.result()) for task in running)

    async def _one(self, context: ContextValue | None) -> str:
        assert context is not None
        self.contexts.append(context)
        self.shared.append(self._is_shared(context))
        texts = [text for _, text in long_texts(context)]
        self.shared_items.append([self._is_shared(text) for text in texts])
        return await self.run(context, self._code)

    def _is_shared(self, context: ContextValue) -> bool:
        window = self._start.shelf.window(context)
        if window is not None:
            window.close()
        return window is not None


ECHO = "print(len(context), context[:6], context[-6:])"
SHARED = {
    "all of it": ("context", LINES),
    "a slice": ("context[1000:90_000]", LINES[1000:90_000]),
    "its end": ("context[-70_000:]", LINES[-70_000:]),
    "lines put together": (
        "'\\n'.join(context.splitlines()[100:9000])",
        "\n".join(LINES.splitlines()[100:9000]),
    ),
}


@pytest.mark.parametrize("what", SHARED)
async def test_a_part_of_the_context_is_shared(what: str) -> None:
    expression, part = SHARED[what]
    nest = Nest(ECHO)

    told = await nest.run(LINES, f"print(rlm_query('q', context={expression}))")

    assert told == f"{len(part)} {part[:6]} {part[-6:]}".rstrip("\n")
    assert (nest.contexts, nest.shared) == ([part], [True])


NOT_SHARED = ["context[:100]", "context.upper()", "context + 'x'", "[context]"]


@pytest.mark.parametrize("expression", NOT_SHARED)
async def test_what_is_no_part_or_short_is_sent(expression: str) -> None:
    nest = Nest("1")

    await nest.run(LINES, f"rlm_query('q', context={expression})")

    assert nest.contexts == [eval(expression, {"context": LINES})]
    assert nest.shared == [False]


async def test_a_batch_of_parts_is_shared_by_parts_of_items() -> None:
    nest = Nest(ECHO)
    context: ContextValue = {"a": "short", "b": LINES, "c": LINES.replace("l", "L")}
    code = (
        "parts = [context['c'][i:i + 80_000] for i in range(0, 240_000, 80_000)]\n"
        "parts += [context['b'], context['a']]\n"
        "for reply in rlm_query_batched(list('pqrst'), contexts=parts): print(reply)"
    )

    told = await nest.run(context, code)

    assert told.count("80000 ") == 3
    assert nest.shared == [True, True, True, True, False]


async def test_items_that_are_long_parts_travel_by_their_places() -> None:
    texts = [LINES.replace("l", letter) for letter in "abc"]
    context: list[JSON] = [*texts, "short"]
    nest = Nest("print([type(item).__name__ for item in context])")
    code = (
        "print(rlm_query('q', context=context[1:]))\n"
        "print(rlm_query('q', context={'x': context[0][9:], 'y': [context[1]]}))"
    )

    told = await nest.run(context, code)

    nested: dict[str, JSON] = {"x": texts[0][9:], "y": [texts[1]]}
    assert nest.contexts == [context[1:], nested]
    assert nest.shared_items == [[True, True], [True, True]]
    assert "['str', 'str', 'str']" in told
    assert "['str', 'str']" in told


async def test_long_texts_deep_inside_travel_by_their_places() -> None:
    text = LINES.replace("l", "L")
    context: dict[str, JSON] = {"docs": [{"body": LINES}, {"body": [text]}], "n": 2}
    code = (
        "rlm_query('q', context=context)\n"
        "rlm_query('q', context=({'x': {'y': context['docs'][1]['body'][0][5:]}},))\n"
        "print(context['docs'][0]['body'][:3], context['docs'][1]['body'][0][:3])"
    )
    nest = Nest("print(context)")

    told = await nest.run(context, code)

    assert nest.contexts == [context, [{"x": {"y": text[5:]}}]]
    assert nest.shared_items == [[True, True], [True]]
    assert told == f"{LINES[:3]} {text[:3]}"


async def test_what_json_has_no_ways_for_is_sent() -> None:
    nest = Nest("print(context)")
    code = (
        "rlm_query('q', context={1: context, 'é': context})\n"
        "deep = context\n"
        "for _ in range(20): deep = [deep]\n"
        "rlm_query('q', context=deep)\n"
        "round = [context]; round.append(round)\n"
        "try: rlm_query('q', context=round)\n"
        "except ValueError as error: print(error)"
    )

    told = await nest.run(LINES, code)

    assert nest.contexts[0] == {"1": LINES, "é": LINES}
    assert told == "Circular reference detected"


async def test_a_grandchild_shares_a_part_of_a_part() -> None:
    inner = "x = context if len(context) < 80_000 else rlm_query('', context[7:70_007])"
    nest = Nest(f"{inner}\nprint(len(x), x[:5])")

    await nest.run(LINES, "rlm_query('q', context[1001:99_000])")

    part = LINES[1001:99_000]
    assert nest.contexts == [part, part[7:70_007]]
    assert nest.shared == [True, True]


async def test_repetitive_texts_do_not_hold_up_a_query() -> None:
    nest = Nest("len(context)")
    text = "ab" * 500_000

    await nest.run(text, "rlm_query('q', context='ab' * 40_000 + 'c')")

    assert nest.shared == [False]
