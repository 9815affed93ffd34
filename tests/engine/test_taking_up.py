"""A run that was cut goes on where it was, at whatever event that was."""

from __future__ import annotations

from typing import Any

import pytest

from rlm_tui.domain.crossings import with_crossings
from rlm_tui.domain.events import Event, NodeStarted, Place
from rlm_tui.domain.session import Session
from rlm_tui.errors import StoreError, TooLongError
from rlm_tui.models.scripted_reply import ScriptedReply
from rlm_tui.repl.host import ProcessRepls
from tests import factories
from tests.engine.cut import (
    SCRIPT,
    Bed,
    approve_all,
    cut,
    in_flight,
    timeless,
    undisturbed,
)
from tests.engine.live import code

HELD: dict[str, Any] = {"rules": ("hold gate:query,final",)}


@pytest.mark.parametrize("settings", [{}, HELD], ids=["alone", "held"])
async def test_cut_at_any_event_it_ends_as_if_it_had_not_been(
    settings: dict[str, Any],
) -> None:
    whole = await undisturbed(**settings)

    for after in range(2, len(whole.saved)):
        bed = await cut(after, **settings)
        out = in_flight(bed.saved)
        await bed.through()

        assert timeless(bed.session) == timeless(whole.session), after
        assert len(bed.requests) <= len(whole.requests) + out, after
        told, wanted = (list(with_crossings(b.saved)) for b in (bed, whole))
        assert len(told) == len(wanted) + 1, "one more RunStarted"


async def test_cut_twice_it_still_ends_the_same() -> None:
    whole = await undisturbed(**HELD)

    for after in range(2, len(whole.saved) - 8, 5):
        bed = await cut(after, **HELD)
        bed.cut_after = after + 7
        with pytest.raises(StoreError):
            await bed.through()
        bed.cut_after = None
        await bed.through()

        assert timeless(bed.session) == timeless(whole.session), after


async def test_the_same_ticket_waits_with_its_edit() -> None:
    bed = Bed(rules=("hold gate:query",))
    async with bed.up() as run:
        ticket = await run.held("query")
        await run.handle.edit(ticket.id, "q5")

    async with bed.up() as run:
        [again] = await run.all_held(1)
        assert again.id == ticket.id
        await run.handle.approve(again.id)
        await run.until(lambda s: s.nodes["0.1"].has_ended)

    assert [request.messages[-1].content for request in bed.requests[1:2]] == ["q5"]


async def test_a_decision_before_the_engine_is_there_is_taken() -> None:
    bed = Bed(rules=("hold gate:query",))
    async with bed.up() as run:
        ticket = await run.held("query")

    async with bed.up() as run:
        await run.handle.reject(ticket.id, "no")
        await run.until(lambda s: s.nodes["0.1"].has_ended)

    assert bed.session.nodes["0.1"].state == "rejected"


async def test_a_pause_is_one_still() -> None:
    bed = Bed()
    async with bed.up() as run:
        await run.handle.pause()
        await run.all_held(1)

    async with bed.up() as run:
        session = await run.until(lambda s: s.is_parked)
        assert session.intent == "pause"
        await run.handle.resume()
        await run.end()

    assert bed.session.status == "answered"


async def test_words_that_were_given_go_out_with_the_next_call() -> None:
    bed = Bed(rules=("hold gate:exec",))
    async with bed.up() as run:
        await run.held("exec")
        await run.handle.inject("0", "be brief")

    async with bed.up() as run:
        await approve_all(run)

    [said] = bed.session.nodes["0"].guidance
    second = [request for request in bed.requests if request.node == "0"][1]
    assert said.delivered_in == 2
    assert "be brief" in second.messages[-1].content


async def test_time_between_two_runs_counts_nowhere() -> None:
    bed = await cut(10)
    late = 10_000.0
    bed.saved = [e.model_copy(update={"at": e.at - late}) for e in bed.saved]

    session = await bed.through()

    assert session.active_s + session.parked_s < late / 2


async def test_an_abort_that_had_begun_is_carried_out() -> None:
    bed = Bed(rules=("hold gate:query",))
    async with bed.up() as run:
        ticket = await run.held("query")
        await run.handle.abort("0.1")
        await run.until(lambda s: s.nodes["0.1"].has_ended)
    kinds = [event.kind for event in bed.saved]
    del bed.saved[kinds.index("abort_asked") + 1 :]

    async with bed.up() as run:
        session = await run.until(lambda s: s.nodes["0.1"].has_ended)

    assert session.nodes["0.1"].state == "aborted"
    assert session.tickets[ticket.id].withdrawn is not None


async def test_a_limit_that_a_person_raised_stays_raised() -> None:
    bed = Bed(limits={"max_llm_calls": 3})
    async with bed.up() as run:
        await run.let_go("limit")
        await run.until(lambda s: s.limits.max_llm_calls > 3)

    session = await bed.through()

    assert session.status == "answered"
    assert [t.gate for t in session.tickets.values()].count("limit") <= 2


async def test_an_unattended_run_needs_nobody() -> None:
    whole = await undisturbed(attended=False)
    bed = await cut(30, attended=False)

    await bed.through()

    assert timeless(bed.session) == timeless(whole.session)


async def test_variables_are_there_in_a_real_process() -> None:
    script = (
        {"match": "<question>\nroot", "text": code("x = [1, 2]\nlen(x)")},
        {"match": "output", "text": code("y = llm_query('q1')\nFINAL(f'{x} {y}')")},
        {"match": "^q1", "text": "yes"},
    )
    bed = Bed(script=script[::-1], rules=("hold gate:query",))
    async with bed.up(ProcessRepls()) as run:
        await run.held("query")
        node = run.node("0")

    async with bed.up(ProcessRepls()) as run:
        await run.let_go("query")
        result = await run.end()

    assert result.text == "[1, 2] yes"
    assert bed.session.nodes["0"].iterations[0] == node.iterations[0]


async def test_a_variable_that_a_person_set_is_set_again() -> None:
    script = (
        {"match": "<question>\nroot", "text": code("x = 1")},
        {"match": "output", "text": code("FINAL(x)")},
    )
    bed = Bed(script=script[::-1], rules=("hold gate:call",))
    async with bed.up(ProcessRepls()) as run:
        await run.let_go("call")
        await run.held("call")
        await run.handle.set_variable("0", "x", "[7]")

    async with bed.up(ProcessRepls()) as run:
        await run.let_go("call")
        result = await run.end()

    assert result.text == "[7]"


async def test_tools_that_returned_are_not_called_again() -> None:
    called: list[str] = []

    async def look(what: str) -> list[int]:
        """Looks."""
        called.append(what)
        return [1, 2]

    script = (
        {
            "match": "<question>\nroot",
            "text": code("n = await tools.look('a')\nm = await llm_query('q1')"),
        },
        {"match": "^q1", "text": "yes"},
        {"match": "output", "text": code("FINAL(n[1])")},
    )
    bed = Bed(script=script[1:] + script[:1], brings={"tools": {"look": look}})
    bed.rules = ("hold gate:query",)
    async with bed.up() as run:
        await run.let_go("query", "0.1")
        await run.held("query", "0.2")

    async with bed.up() as run:
        await approve_all(run)

    assert bed.session.answer is not None
    assert bed.session.answer.preview == "2"
    assert called == ["a"]


async def test_cut_around_a_request_that_was_too_long_it_is_shortened_as_before() -> (
    None
):
    script = (
        *[code("print('y' * 1_900)")] * 3,
        ScriptedReply(error=TooLongError("too long", window=2_500)),
        "FINAL(1)",
    )
    whole = await undisturbed(script=script)

    for after in range(2, len(whole.saved)):
        bed = await cut(after, script=script)
        is_refused_last = bed.saved[-1].kind == "call_failed"
        out = in_flight(bed.saved) + is_refused_last
        bed.script = script[len(bed.requests) - out :]
        await bed.through()

        assert bed.requests[-1].messages == whole.requests[-1].messages, after


async def test_a_tool_that_was_out_is_called_again_although_the_run_is_paused() -> None:
    called: list[str] = []

    async def look(what: str) -> str:
        """Looks."""
        called.append(what)
        return what

    script = (
        {"match": "<question>\nroot", "text": code("FINAL(await tools.look('a'))")},
    )
    bed = await undisturbed(script=script, brings={"tools": {"look": look}})
    kinds = [event.kind for event in bed.saved]
    del bed.saved[kinds.index("tool_called") + 1 :]

    async with bed.up() as run:
        await run.handle.pause()
        await run.held("result", "0.1")

    assert called == ["a", "a"]


async def retried(bed: Bed) -> None:
    """Have one result made twice, and approve everything else."""
    async with bed.up() as run:
        while (session := await run.until(_stands)).status is None:
            ticket = session.open_tickets[0]
            is_first = ticket.id == "0.1:result:1"
            if is_first:
                await run.handle.retry(ticket.id)
            else:
                await run.handle.approve(ticket.id)


def _stands(session: Session) -> bool:
    return session.status is not None or session.is_parked


async def test_what_was_made_twice_is_not_made_a_third_time() -> None:
    script = (
        {"match": "<question>\nroot", "text": code("print(await llm_query('q1'))")},
        {"match": "^q1", "text": "yes"},
        {"match": "output", "text": "FINAL(done)"},
    )
    whole = Bed(rules=("hold gate:result",), script=script)
    await retried(whole)

    for after in range(2, len(whole.saved)):
        bed = Bed(rules=whole.rules, script=script)
        bed.saved = whole.saved[:after]
        await retried(bed)

        assert timeless(bed.session) == timeless(whole.session), after


def test_the_script_has_what_a_record_may_hold() -> None:
    assert any("llm_query_batched" in str(reply["text"]) for reply in SCRIPT)
    assert any("rlm_query" in str(reply["text"]) for reply in SCRIPT)


async def test_a_call_that_was_out_is_held_by_a_pause_that_came_before_the_cut() -> (
    None
):
    bed = Bed(script=[{"match": "", "text": "FINAL(1)", "wait_for": "go"}])
    async with bed.up() as run:
        await run.until(lambda s: s.out_calls and s.in_flight)
        await run.handle.pause()
    before = len(bed.requests)

    async with bed.up() as run:
        ticket = await run.held("call")

    async with bed.up() as run:
        again = await run.held("call")

    assert (ticket.hold, again.id) == ("pause", ticket.id)
    assert len(bed.requests) == before


async def test_a_run_that_was_being_ended_ends() -> None:
    bed = Bed(script=["Hm."], rules=("hold gate:call",))
    async with bed.up() as run:
        await run.held("call")
        await run.handle.abort()
        await run.end()
    assert bed.saved.pop().kind == "session_finished"

    async with bed.up() as run:
        session = await run.until(lambda s: s.status)

    assert session.status == "stopped"


def forged(*paths: str, place: Place | None = None) -> list[Event]:
    """Calls of models that nobody asked for, and that never come back."""
    started = [
        NodeStarted(node=path, node_kind="llm", depth=1, model="m", place=place)
        for path in paths
    ]
    return [*started, *(factories.call_started(path) for path in paths)]


@pytest.mark.parametrize(
    "events",
    [
        forged("0.7"),
        forged("0.7", place=Place(iteration=1, block=9)),
        forged("0.7", place=Place(iteration=5, block=1)),
        forged("0.7", place=Place(iteration=5, block=0)),
        forged("0.7", "0.7.1"),
    ],
    ids=["nowhere", "another block", "another turn", "no answer", "below a call"],
)
async def test_a_call_that_nobody_can_wait_for_is_not_in_flight(
    events: list[Event],
) -> None:
    bed = Bed(rules=("hold gate:query",))
    async with bed.up() as run:
        ticket = await run.held("query")
    for seq, event in enumerate(events, len(bed.saved) + 1):
        bed.saved.append(event.stamped(seq=seq, at=1.0))

    async with bed.up() as run:
        session = await run.until(lambda s: s.is_parked)
        await run.handle.approve(ticket.id)
        await run.until(lambda s: s.nodes["0.1"].has_ended)
        ended = await run.until(lambda s: s.nodes["0.7"].has_ended)

    assert session.waiting == (ticket.id,)
    assert ended.nodes["0.7"].state == "aborted"
