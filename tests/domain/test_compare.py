"""Two sessions held against each other."""

from __future__ import annotations

from typing import Any

from rlm_tui.domain.compare import compare
from rlm_tui.domain.copying import replace
from rlm_tui.domain.reduce import replay
from rlm_tui.domain.session import Session
from rlm_tui.domain.text import Text
from rlm_tui.main.comparing import comparison_text, diff_lines
from tests import factories


async def read(text: Text) -> str:
    """The whole of a text that is at hand."""
    return text.whole or text.preview


def some_session() -> Session:
    """A session with a child."""
    return replay([*factories.waiting_session()])


def changed(session: Session, node: str, **fields: Any) -> Session:
    """The session with another node in the place of one."""
    nodes = session.nodes.set(node, replace(session.nodes[node], **fields))
    return replace(session, nodes=nodes)


def test_a_session_is_the_same_as_itself() -> None:
    session = some_session()

    found = compare(session, session)

    assert found.first is None
    assert found.same_nodes == len(session.nodes)


def test_a_prompt_and_what_it_brought_are_told_in_this_order() -> None:
    session = some_session()
    child = next(path for path in session.nodes if "." in path)
    other = changed(session, child, prompt=Text.of("else"), answer=Text.of("42"))
    other = changed(other, "0", answer=Text.of("all 42"))

    found = compare(session, other)

    assert [(d.node, d.what) for d in found.differences] == [
        (child, "prompt"),
        ("0", "answer"),
        (child, "answer"),
    ]
    assert found.first is not None
    assert found.first.place == child


async def test_a_single_node_is_not_told_as_many() -> None:
    single, session = replay(factories.waiting_session()[:5]), some_session()
    other = changed(session, "0.1", prompt=Text.of("else"))
    other = changed(other, "0.2", prompt=Text.of("else"))

    same = await comparison_text(compare(single, single), read)
    apart = await comparison_text(compare(session, other), read)

    assert same.endswith("no difference in 1 node")
    assert "2 differences, the first at 0.1 (prompt); 1 node is alike" in apart


async def test_a_node_that_one_has_alone_is_told() -> None:
    session = some_session()
    child = next(path for path in session.nodes if "." in path)
    nodes = session.nodes.delete(child)
    found = compare(session, replace(session, nodes=nodes))
    text = await comparison_text(found, read)

    assert f"{child}: node, only in the first" in text


def test_only_lines_that_differ_are_shown() -> None:
    assert diff_lines("a\nb\nc", "a\nB\nc") == ["  -b", "  +B"]
    assert len(diff_lines("x\n" * 40, "y\n" * 40)) == 13
