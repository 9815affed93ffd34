"""What models and code saw of the context is gathered from all nodes of a session."""

from __future__ import annotations

import random

from rlm_tui.domain.events import ContextInfo, Event
from rlm_tui.domain.session import Session
from rlm_tui.domain.text import Text
from rlm_tui.insight import context_use
from rlm_tui.insight.context_use import coverage_of
from rlm_tui.insight.coverage import Coverage
from tests.factories import (
    block,
    child_started,
    created,
    folded,
    root_started,
    turn,
)

RANDOM = random.Random(4)
TEXT = "".join(RANDOM.choices("abcdefghijklmnopqrstuvwxyz \n", k=9_000))
INFO = ContextInfo(label="a.md", chars=len(TEXT), hash="kept")


async def read(text: Text) -> str:
    return TEXT if text.hash == "kept" else text.whole or ""


def begun(*events: Event) -> Session:
    first = created(context=INFO)
    return folded(first, root_started(), *turn(reply="code"), *events)


def ran(
    *, code: str = "context[:9]", stdout: str = "", reads: object = (), node: str = "0"
) -> list[Event]:
    started, executed = block(node, code=code, stdout=stdout)
    return [started, executed.model_copy(update={"reads": reads})]


def given(node: str, kind: str, text: str) -> Event:
    whole = Text.of(text)
    context = ContextInfo(chars=len(text), preview=whole, hash=whole.hash)
    started = child_started(node, kind)
    return started.model_copy(update={"context": context})


async def found_in(session: Session) -> Coverage:
    found = await coverage_of(session, read)
    assert found is not None
    return found


async def test_prompts_outputs_and_reads_are_told_apart() -> None:
    session = begun(
        child_started("0.1", prompt=f"Read: {TEXT[1_000:2_000]}"),
        *ran(stdout=f"head: {TEXT[:500]}", reads=((0, 2_000), (8_000, 9_000))),
    )

    found = await found_in(session)

    assert found.sent == ((1_000, 2_000),)
    assert found.printed == ((0, 500),)
    assert found.read == ((0, 2_000), (8_000, 9_000))
    assert found.is_noted


async def test_the_sub_context_of_a_plain_query_was_sent() -> None:
    found = await found_in(begun(given("0.1", "llm", TEXT[3_000:7_000])))

    assert found.sent == ((3_000, 7_000),)


async def test_of_what_a_sub_rlm_was_given_its_reads_count() -> None:
    child = given("0.1", "rlm", TEXT[3_000:7_000])
    code = ran(node="0.1", reads=((100, 200),))

    found = await found_in(begun(child, *turn("0.1"), *code))

    assert found.sent == ()
    assert found.read == ((3_100, 3_200),)


async def test_a_sub_rlm_without_a_context_reads_its_prompt() -> None:
    child = child_started("0.1", "rlm", prompt=TEXT[3_000:3_500])
    code = ran(node="0.1", reads=((100, 200),))

    found = await found_in(begun(child, *turn("0.1"), *code))

    assert found.read == ((3_100, 3_200),)


async def test_a_session_whose_code_never_said_what_it_read_is_not_noted() -> None:
    assert not (await found_in(begun(*ran(stdout="x")))).is_noted
    assert (await found_in(begun(*ran(code="print(1)")))).is_noted


async def test_a_context_that_was_not_kept_cannot_be_compared() -> None:
    assert await coverage_of(folded(created(), root_started()), read) is None


async def test_more_than_so_much_is_not_compared() -> None:
    room = context_use._Found(room=100)

    assert room.has_room(Text.of("x" * 60))
    assert not room.has_room(Text.of("x" * 60))
    assert room.has_room(Text.of("x" * 40))
