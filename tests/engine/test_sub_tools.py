"""Tools that children have in place of the root's."""

from __future__ import annotations

from rlm_tui.models.scripted import ScriptedModel
from tests.engine.live import code, play, said_to


def search(query: str) -> str:
    """Finds a page."""
    return f"{query} 0"


def add(a: float, b: float) -> float:
    """Adds."""
    return a + b


async def test_children_may_have_other_tools_than_the_root() -> None:
    model = ScriptedModel(
        code("print(tools.search('a'), rlm_query('part'))"),
        code("print(tools.search('b'))"),
        code("FINAL(tools.add(1, 2))"),
        "FINAL(done)",
    )

    await play(model, brings={"tools": [search], "sub_tools": {"add": add}})

    system = model.calls[1][0].content
    assert ("tools.add(" in system, "tools.search(" in system) == (True, False)
    assert "search" in said_to(model, 3)
    assert "Error" in said_to(model, 3)
    assert "a 0 3.0" in said_to(model, 4)


async def test_children_can_be_without_tools() -> None:
    model = ScriptedModel(
        code("rlm_query('part')"), code("tools.search('b')"), "FINAL(1)", "FINAL(2)"
    )

    await play(model, brings={"tools": [search], "sub_tools": {}})

    assert "tools.search(" not in model.calls[1][0].content
    assert "Error" in said_to(model, 3)


async def test_children_have_the_tools_of_the_root_unless_told_otherwise() -> None:
    model = ScriptedModel(
        code("print(rlm_query('part'))"), code("FINAL(tools.add(1, 2))"), "FINAL(2)"
    )

    await play(model, brings={"tools": [add]})

    assert "3.0" in said_to(model, 3)
