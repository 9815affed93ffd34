"""Two sessions held against each other."""

from __future__ import annotations

from typing import Any

from immutables import Map

from rlm_tui.domain.compare import compare
from rlm_tui.domain.copying import replace
from rlm_tui.domain.events import Event, NodeFinished, NodeStarted, Place
from rlm_tui.domain.events_of_code import CodeExecuted
from rlm_tui.domain.events_of_tickets import TicketDecided
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
        (child, "answer"),
        ("0", "answer"),
    ]
    assert found.first is not None
    assert found.first.place == child


def printed(stdout: str) -> CodeExecuted:
    """The block that asked ends."""
    [_, executed] = factories.block(number=2, stdout=stdout)
    assert isinstance(executed, CodeExecuted)
    return executed


def ended(*ends: Event, stdout: str) -> Session:
    """The session with a child, from the decisions on its queries to its output."""
    begun = map(asked_by_the_block, factories.waiting_session())
    return replay(factories.numbered(*begun, *ends, printed(stdout)))


def asked_by_the_block(event: Event) -> Event:
    """The event; a query is one of the block that runs."""
    if isinstance(event, NodeStarted) and "." in event.node:
        return event.model_copy(update={"place": Place(iteration=2, block=1)})
    return event


def steered() -> Session:
    """One query is refused, and another one is changed."""
    return ended(
        decided("0.1", verb="reject", text=Text.of("no more")),
        NodeFinished(node="0.1", state="rejected"),
        decided("0.2", text=Text.of("Be brief."), edited=True),
        NodeFinished(node="0.2", state="done", answer=Text.of("short")),
        stdout="1 of 2",
    )


def let_through() -> Session:
    """The same two, as they were."""
    return ended(
        decided("0.1"),
        NodeFinished(node="0.1", state="done", answer=Text.of("long")),
        decided("0.2"),
        NodeFinished(node="0.2", state="done", answer=Text.of("longer")),
        stdout="2 of 2",
    )


def decided(node: str, **fields: Any) -> TicketDecided:
    """What a person decided on a query."""
    made = factories.approved(f"{node}:query:1", node)
    return made.model_copy(update=fields)


def test_what_came_first_in_time_is_told_first() -> None:
    found = compare(steered(), let_through())

    assert [(d.place, d.what) for d in found.differences] == [
        ("0.1", "decision"),
        ("0.1", "state"),
        ("0.1", "answer"),
        ("0.2", "decision"),
        ("0.2", "answer"),
        ("0 it 2 block 1", "output"),
    ]


def test_what_a_person_decided_is_told_in_words() -> None:
    by_hand = ended(
        decided("0.1", verb="answer", text=Text.of("42")),
        NodeFinished(node="0.1", state="answered", answer=Text.of("42")),
        stdout="",
    )

    said = [
        None if d.one is None else d.one.preview
        for one in (steered(), by_hand)
        for d in compare(one, let_through()).differences
        if d.what == "decision"
    ]

    assert said == ["refused: no more", "edited: Be brief.", "answered by hand: 42"]


def test_letting_through_what_another_run_did_not_stop_is_no_difference() -> None:
    session = let_through()
    unasked = replace(session, tickets=Map())

    assert compare(session, unasked).first is None


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
