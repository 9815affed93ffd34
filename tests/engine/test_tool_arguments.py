"""What code hands to a tool, and what the tool gets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypedDict

from rlm_tui.engine.tools import Tool
from rlm_tui.models.scripted import ScriptedModel
from tests.engine.live import code, play, said_to


async def said_of(block: str, tool: Callable[..., object]) -> str:
    """What the model reads of a block that calls `tools.it`."""
    model = ScriptedModel(code(block), "FINAL(done)")
    await play(model, brings={"tools": {"it": tool}})
    return said_to(model, 2)


def more(first: int, **others: int) -> int:
    """Adds up."""
    return first + sum(others.values())


async def test_further_arguments_are_checked_by_their_type() -> None:
    good = await said_of("print(tools.it(1, b='2', c=3))", more)
    bad = await said_of("tools.it(1, b='two')", more)

    assert "\n6\n" in good
    assert "ToolError: b: Input should be a valid integer" in bad


def total(start: int, by: int = 1, *parts: int, scale: int = 1) -> int:
    """Adds up by their places."""
    return (start + by + sum(parts)) * scale


async def test_arguments_without_names_are_checked_by_their_type() -> None:
    good = await said_of("print(tools.it(1, 2, '3', 4, scale=2))", total)
    bad = await said_of("tools.it(1, 2, 'three')", total)

    assert "\n20\n" in good
    assert "ToolError: parts.0: Input should be a valid integer" in bad


async def test_an_edit_may_leave_out_what_stands_before_the_rest() -> None:
    tool = Tool.of("total", total)

    assert await tool.call(tool.validated({"start": 1, "parts": [5]})) == 7


class Place(TypedDict):
    """Where something is."""

    row: int


async def test_a_typed_dict_of_typing_is_an_argument_on_every_python() -> None:
    def at(place: Place, others: list[Place]) -> int:
        return place["row"] + len(others)

    assert "\n8\n" in await said_of("print(tools.it({'row': 7}, [{'row': 1}]))", at)


async def test_dates_and_sets_are_arguments_as_json_has_them() -> None:
    def back(day: date, tags: set[str]) -> list[object]:
        return [day, tags]

    call = "import datetime\nprint(tools.it(datetime.date(2024, 1, 2), {'a'}))"

    assert "['2024-01-02', ['a']]" in await said_of(call, back)
