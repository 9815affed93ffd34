"""What holds for every run, whatever the model writes and the person presses."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rlm_tui.domain.decisions import EDITABLE, VERBS
from rlm_tui.domain.events_of_steering import StepKind
from rlm_tui.domain.session import Session, Ticket
from rlm_tui.errors import ModelRefusedError
from rlm_tui.models.scripted import ScriptedModel
from rlm_tui.models.scripted_reply import ScriptedReply
from tests.engine.live import Live, code, live
from tests.fakes import FakeRepls

CHILD = st.sampled_from(
    [
        "FINAL(await llm_query('q1'))",
        "FINAL(await llm_query_batched(['q1', 'bad']))",
        "r = await llm_query('bad')",
        "FINAL(1)",
    ]
)
ROOT = st.sampled_from(
    [
        "r = await llm_query('q1')",
        "r = await llm_query_batched(['q1', 'q2', 'bad'])",
        "r = await rlm_query('part')",
        "r = await rlm_query_batched(['part', 'part'])",
        "r = await tools.look('x')",
        "r = await tools.look('bad')",
        "print(1 / 0)",
        "FINAL('from code')",
    ]
)
RULES = st.lists(
    st.sampled_from(["call", "exec", "query", "result", "final"]), unique=True
).map(lambda gates: [f"hold gate:{','.join(gates)}"] if gates else [])
STEPS: tuple[StepKind, ...] = ("into", "over", "iteration", "out")
VERB = st.sampled_from(
    [
        "approve",
        "edit",
        "reject",
        "answer",
        "inject",
        "abort",
        "pause",
        "resume",
        *STEPS,
    ]
)
PRESS = st.tuples(VERB, st.integers(0, 3))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    root=st.lists(ROOT, min_size=1, max_size=3),
    child=CHILD,
    rules=RULES,
    is_paused=st.booleans(),
    presses=st.lists(PRESS, max_size=14),
)
def test_the_laws_hold(
    root: list[str],
    child: str,
    rules: list[str],
    is_paused: bool,
    presses: list[tuple[str, int]],
) -> None:
    model = ScriptedModel(
        {"match": "<question>\nroot", "text": code(*root)},
        {"match": "<question>\n", "text": code(child)},
        {"match": "^q", "text": "yes"},
        ScriptedReply(match="^bad", error=ModelRefusedError("no")),
        {"match": "", "text": "FINAL(end)"},
    )
    repls = FakeRepls()

    async def run() -> None:
        async with live(
            model,
            query="root",
            rules=rules,
            paused=is_paused,
            start_repl=repls,
            brings={"tools": {"look": look}},
        ) as at_work:
            await _press_all(at_work, presses)
            await _approve_the_rest(at_work)
            await at_work.end()
        assert len(asyncio.all_tasks()) == 1

    asyncio.run(run())

    assert repls.open == []


async def look(what: str) -> str:
    """Looks."""
    if what == "bad":
        raise LookupError(what)
    return what * 2


async def _press_all(run: Live, presses: Sequence[tuple[str, int]]) -> None:
    for verb, number in presses:
        session = await run.until(_stands)
        if session.status is not None:
            return
        if session.intent == "pause":
            await _nothing_moves(run)
        waiting = run.session.open_tickets
        await _press(run, verb, waiting[number % len(waiting)])


def _stands(session: Session) -> bool:
    return session.status is not None or session.is_parked


async def _nothing_moves(run: Live) -> None:
    await _turns_of_the_loop(50)  # what a person has just let go, leaves
    before = _effects(run)
    await _turns_of_the_loop(20)

    assert _effects(run) == before


async def _turns_of_the_loop(count: int) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


def _effects(run: Live) -> Counter[str]:
    kinds = ("call_started", "code_started", "tool_called", "node_finished")
    return Counter(event.kind for event in run.events if event.kind in kinds)


async def _press(run: Live, verb: str, ticket: Ticket) -> None:
    others = [other for other in run.session.open_tickets if other.id != ticket.id]
    match verb:
        case "pause":
            await run.handle.pause()
        case "resume":
            await run.handle.resume()
        case "inject":
            await run.handle.inject("0", "look again")
            await run.handle.approve(ticket.id)
        case "abort":
            await run.handle.abort(ticket.node)
            await run.until(lambda s: not s.tickets[ticket.id].is_open)
        case "edit" if ticket.gate in EDITABLE:
            await run.handle.edit(ticket.id, "q2")
            await run.handle.approve(ticket.id)
        case "reject" if "reject" in VERBS[ticket.gate]:
            await run.handle.reject(ticket.id, "no")
        case "answer" if "answer" in VERBS[ticket.gate]:
            await run.handle.answer(ticket.id, "FINAL(mine)")
        case "into" | "over" | "iteration" | "out":
            await run.handle.step(verb, ticket.owner, ticket=ticket.id)
        case _:
            await run.handle.approve(ticket.id)
    if verb not in ("resume", "abort"):
        assert all(run.session.tickets[other.id].verb is None for other in others)


async def _approve_the_rest(run: Live) -> None:
    while True:
        session = await run.until(_stands)
        if session.status is not None:
            return
        await run.handle.resume()
        for ticket in run.session.open_tickets:
            verb = run.handle.reject if ticket.gate in ("limit", "error") else None
            await (verb or run.handle.approve)(ticket.id)
