"""What a run does from its question to its recorded end."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

import pytest

from rlm_tui.domain.events import Event, NodeFinished, Warned
from rlm_tui.domain.events_of_calls import CallFailed
from rlm_tui.domain.events_of_code import CodeExecuted
from rlm_tui.domain.limits import Usage
from rlm_tui.domain.reduce import replay
from rlm_tui.engine.agent import RLMAgent
from rlm_tui.errors import (
    ContextError,
    ModelBusyError,
    ModelError,
    ModelRefusedError,
    StoreError,
)
from rlm_tui.models.scripted import ScriptedModel
from rlm_tui.models.scripted_reply import ScriptedReply
from tests.engine.live import KeptRepls, code, live, of_kind, play, said_to
from tests.fakes import FakeRepls, MemoryStore


async def test_every_block_of_a_reply_runs_in_order() -> None:
    model = ScriptedModel(code("x = 1\nprint(x)", "print(x + 1)"), "FINAL(done)")

    result, _ = await play(model)

    assert [step.output for step in result.steps[:2]] == ["1\n", "2\n"]
    assert '<output block="2">\n2\n</output>' in said_to(model, 2)


async def test_a_failing_block_ends_the_rest_and_the_model_is_told() -> None:
    model = ScriptedModel(code("print('a')", "1 / 0", "print('c')"), "FINAL(done)")

    _, events = await play(model)

    assert [e.status for e in of_kind(events, CodeExecuted)] == ["ok", "error"]
    assert "ZeroDivisionError" in said_to(model, 2)
    assert "Not run, because an earlier block of the reply ended it: 3." in (
        said_to(model, 2)
    )


async def test_a_reply_without_code_or_answer_is_nudged() -> None:
    model = ScriptedModel("Let me think.", "FINAL(42)")

    result, events = await play(model)

    assert "neither" in said_to(model, 2)
    assert result.iterations == 2
    assert [e.outcome for e in events if e.kind == "iteration_finished"] == [
        "nudged",
        "final",
    ]


async def test_three_turns_of_nothing_raise_a_warning() -> None:
    result, events = await play(ScriptedModel("Hm.", "Hm.", "Hm.", "FINAL(42)"))

    [warning] = of_kind(events, Warned)
    assert warning.warning == "loop"
    assert result.status == "answered"


async def test_the_same_code_three_times_raises_a_warning() -> None:
    same = code("print(1)")

    _, events = await play(ScriptedModel(same, same, same, "FINAL(42)"))

    [warning] = of_kind(events, Warned)
    assert "same code" in warning.message


async def test_a_long_output_reaches_the_model_as_head_and_tail() -> None:
    model = ScriptedModel(
        code("print('a' * 5000 + 'MIDDLE' + 'z' * 5000)"),
        code("FINAL(_out[1][5000:5006])"),
    )

    result, _ = await play(model, max_output_chars=1000)

    told = said_to(model, 2)
    assert len(told) < 1300
    assert "characters left out; all of it is in _out[1]" in told
    assert "aaaa" in told
    assert "zzzz" in told
    assert result.text == "MIDDLE"


async def test_a_long_traceback_is_cut_to_its_end() -> None:
    model = ScriptedModel(code("raise ValueError('x' * 9000 + 'END')"), "FINAL(1)")

    await play(model)

    assert len(said_to(model, 2)) < 2500
    assert "xEND" in said_to(model, 2)


async def test_a_failing_model_call_ends_the_run_with_one_clear_line() -> None:
    error = ModelRefusedError("the key was refused; check OPENAI_API_KEY")

    result, events = await play(ScriptedModel(ScriptedReply(error=error)))

    assert result.status == "failed"
    assert result.error == "the key was refused; check OPENAI_API_KEY"
    assert len(of_kind(events, CallFailed)) == 1


async def test_a_failing_query_can_be_caught_in_the_code() -> None:
    ask = "try:\n    llm_query('x')\nexcept QueryError as e:\n    print('caught', e)"
    model = ScriptedModel(
        code(ask), ScriptedReply(error=ModelError("no luck")), "FINAL(42)"
    )

    result, _ = await play(model)

    assert "caught no luck" in said_to(model, 3)
    assert result.status == "answered"


async def test_one_failure_in_a_batch_is_that_elements_text() -> None:
    model = ScriptedModel(
        code("FINAL(llm_query_batched(['a', 'b', 'c']))"),
        {"match": "^a$", "text": "A"},
        ScriptedReply(match="^b$", error=ModelError("no luck")),
        {"match": "^c$", "text": "C"},
    )

    result, _ = await play(model)

    assert result.text == "['A', 'Error: no luck', 'C']"


async def test_a_batch_keeps_the_order_of_its_prompts() -> None:
    model = ScriptedModel(
        code("FINAL(llm_query_batched(['slow', 'fast']))"),
        {"match": "slow", "text": "1", "wait_for": "go"},
        {"match": "fast", "text": "2"},
    )

    async with live(model, attended=False) as run:
        await run.until(lambda session: _is_done(session, "0.1.2"))
        model.release("go")
        result = await run.end()

    assert result.text == "['1', '2']"


def _is_done(session: Any, node: str) -> bool:
    return node in session.nodes and session.nodes[node].has_ended


async def test_no_more_calls_are_out_than_the_limit_allows() -> None:
    ask = "FINAL(len(llm_query_batched([str(n) for n in range(20)])))"
    model = ScriptedModel(code(ask), {"match": r"^\d+$", "text": "x", "wait_for": "go"})

    async with live(model, attended=False, limits={"max_concurrency": 3}) as run:
        await model.received(4)
        model.release("go")
        await run.end()

    assert _most_at_once(run.events) == 3


def _most_at_once(events: list[Event]) -> int:
    steps = [{"call_started": 1, "call_finished": -1}.get(e.kind, 0) for e in events]
    return max(accumulate(steps))


async def test_a_busy_model_is_asked_again_and_each_attempt_is_recorded() -> None:
    busy = ScriptedReply(error=ModelBusyError("rate limit", retry_after_s=0))
    model = ScriptedModel(busy, busy, "FINAL(42)")

    result, events = await play(model)

    failed = of_kind(events, CallFailed)
    assert [(e.attempt, e.retry_in_s) for e in failed] == [(1, 0), (2, 0)]
    assert result.text == "42"


async def test_a_child_finds_its_own_context_and_gives_back_its_answer() -> None:
    model = ScriptedModel(
        code("FINAL(rlm_query('size?', context=['x', 'yz']))"),
        code("FINAL((type(context).__name__, len(context)))"),
    )

    result, _ = await play(model)

    assert result.text == "('list', 2)"


@pytest.mark.parametrize("kind", ["call_started", "code_started", "ticket_raised"])
async def test_what_cannot_be_saved_does_not_happen(kind: str) -> None:
    model = ScriptedModel(code("print(1)"), "FINAL(42)")
    store = MemoryStore(fails_at=kind)
    repls = FakeRepls()

    with pytest.raises(StoreError, match="disk is full"):
        async with live(
            model, save=store.save, start_repl=repls, attended=False
        ) as run:
            await run.end()

    assert len(model.requests) == (1 if kind == "code_started" else 0)
    assert repls.open == []
    assert not [e for e in store.saved if isinstance(e, CodeExecuted)]


async def test_a_run_whose_record_fails_below_stops_altogether() -> None:
    model = ScriptedModel(code("llm_query_batched(['a', 'b'])"), "x", "y", "FINAL(1)")

    async def save(event: Event) -> None:
        if event.kind == "call_finished" and event.node != "0":
            raise StoreError("the disk is full for a moment")

    with pytest.raises(StoreError, match="full for a moment"):
        async with live(model, save=save, attended=False) as run:
            await run.end()

    assert run.session.status == "interrupted"
    assert replay(run.events).status is None, "it can be taken up where it was cut"
    assert not [e for e in run.events if isinstance(e, CodeExecuted)]
    assert len(model.requests) <= 3


async def test_leaving_the_stream_ends_calls_and_processes() -> None:
    model = ScriptedModel(code("llm_query('x')"), {"text": "y", "wait_for": "never"})
    repls = KeptRepls()

    async with RLMAgent(model, start_repl=repls).stream(context="c", query="q") as run:
        await model.received(2)

    [turn] = run.handle.session.nodes["0.1"].iterations
    assert run.handle.session.status is None
    assert [failure.error_type for failure in turn.failures] == ["cancelled"]
    assert repls.left == []


async def test_an_error_in_the_block_of_the_stream_is_raised_as_it_is() -> None:
    model = ScriptedModel({"text": "y", "wait_for": "never"})

    with pytest.raises(ZeroDivisionError):
        async with RLMAgent(model).stream(context="c", query="q"):
            raise ZeroDivisionError


async def test_events_are_streamed_in_order_to_the_end() -> None:
    model = ScriptedModel(code("print(1)"), {"text": "FINAL(42)", "chunks": 3})
    agent = RLMAgent(model)

    async with agent.stream(context="c", query="q") as run:
        seen = [event async for event in run]
        result = await run.result()

    numbers = [event.seq for event in seen if not event.transient]
    assert numbers == list(range(1, 1 + len(numbers)))
    assert seen[-1].kind == "session_finished"
    assert result.text == "42"


async def test_the_text_of_the_root_can_be_streamed_alone() -> None:
    agent = RLMAgent(ScriptedModel({"text": "FINAL(42)", "chunks": 3}))

    async with agent.stream(context="c", query="q") as run:
        pieces = [piece async for piece in run.text_stream]

    assert pieces == ["FIN", "AL(", "42)"]


@pytest.mark.parametrize("context", [5, None, b"bytes", ""])
async def test_a_context_of_a_wrong_type_is_refused_before_any_call(
    context: object,
) -> None:
    model = ScriptedModel("FINAL(1)")

    with pytest.raises(ContextError):
        await RLMAgent(model).generate(context=context, query="q")  # type: ignore[arg-type]  # on purpose

    assert model.requests == []


def test_a_script_without_a_loop_gets_the_same_answer() -> None:
    result = RLMAgent(ScriptedModel("FINAL(42)")).generate_sync(context="c", query="q")

    assert result.text == "42"
    assert result.usage != Usage()


async def test_a_refused_query_without_a_person_never_waits() -> None:
    model = ScriptedModel(
        code("rlm_query('part')"),
        ScriptedReply(error=ModelRefusedError("no")),
        "FINAL(42)",
    )

    result, events = await play(model)

    assert "QueryError: no" in said_to(model, 3)
    assert [e.state for e in of_kind(events, NodeFinished)] == ["failed", "done"]
    assert result.status == "answered"
