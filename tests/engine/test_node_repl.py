"""A person looks into variables, sets them, and sees what becomes of the process."""

from __future__ import annotations

import pytest

from rlm_tui.domain.events_of_code import (
    CodeExecuted,
    CodeInterrupted,
    CodeStarted,
    ReplLost,
    VariableSet,
)
from rlm_tui.domain.session import Session
from rlm_tui.domain.turns import Stopping
from rlm_tui.errors import SteeringError
from rlm_tui.models.scripted import ScriptedModel
from rlm_tui.repl.host import ProcessRepls
from tests.engine.live import KeptRepls, Live, code, live, play, said_to

EXEC = "hold gate:exec"
GONE = "import os\nos._exit(3)"


def second_block(*blocks: str) -> ScriptedModel:
    """A model whose later turns run the blocks, after one that made variables."""
    first = code("rows = [{'id': 1, 'text': 'x' * 30_000}]\nn = 1")
    return ScriptedModel(first, *map(code, blocks))


async def at_second_block(run: Live) -> None:
    """Go on to the stop before the second block."""
    await run.let_go("exec")
    await run.held("exec")


async def test_a_variable_that_a_person_set_is_seen_by_the_next_block() -> None:
    async with live(second_block("FINAL(n + 1)"), rules=[EXEC]) as run:
        await at_second_block(run)
        await run.handle.set_variable("0", "n", " 41 ")
        await run.let_go("exec")
        result = await run.end()

    [event] = [event for event in run.events if isinstance(event, VariableSet)]
    assert (event.name, event.value.whole) == ("n", "41")
    assert event.before is not None
    assert (event.before.preview, event.after.preview) == ("1", "41")
    assert result.text == "42"


async def test_the_list_of_variables_shows_what_was_set() -> None:
    async with live(second_block("FINAL(n)"), rules=[EXEC]) as run:
        await at_second_block(run)
        await run.handle.set_variable("0", "n", '["a"]')
        await run.handle.set_variable("0", "new", "null")
        found = {v.name: (v.type, v.preview) for v in run.node("0").variables}

    assert found["n"] == ("list", "['a']")
    assert found["new"] == ("NoneType", "None")
    assert list(found) == ["rows", "n", "new"]


async def test_the_context_can_be_set_and_says_what_it_was() -> None:
    async with live(second_block("FINAL(context)"), rules=[EXEC]) as run:
        await at_second_block(run)
        await run.handle.set_variable("0", "context", '"another"')
        await run.let_go("exec")
        result = await run.end()

    [event] = [event for event in run.events if isinstance(event, VariableSet)]
    assert event.before is not None
    assert event.before.preview == "the context"
    assert result.text == "another"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("n", "{", "the value is not JSON"),
        ("n", "NaN", "NaN is not JSON"),
        ("n", "[1e999]", "the value is not JSON"),
        ("n", "[" * 100_000, "the value is not JSON"),
        ("n", '"' + "x" * (1 << 20) + '"', "at most 1,048,576"),
        ("a b", "1", "'a b' is not a name"),
        ("llm_query", "1", "belongs to the REPL"),
    ],
    ids=["cut", "NaN", "beyond", "deep", "long", "no name", "ours"],
)
async def test_what_cannot_be_set_changes_nothing(
    name: str, value: str, words: str
) -> None:
    async with live(second_block("FINAL(n)"), rules=[EXEC]) as run:
        await at_second_block(run)
        with pytest.raises(SteeringError, match=words):
            await run.handle.set_variable("0", name, value)
        await run.let_go("exec")
        result = await run.end()

    assert result.text == "1"
    assert not [event for event in run.events if isinstance(event, VariableSet)]


async def test_nobody_changes_what_a_running_block_has() -> None:
    model = second_block("FINAL(llm_query('q'))")
    async with live(model, rules=["hold gate:exec,query"]) as run:
        await at_second_block(run)
        await run.let_go("exec")
        waiting = await run.held("query")
        with pytest.raises(SteeringError, match="0 runs code: set a variable when"):
            await run.handle.set_variable("0", "n", "2")
        with pytest.raises(SteeringError, match="llm node, which has no variables"):
            await run.handle.set_variable(waiting.node, "n", "2")
        with pytest.raises(SteeringError, match=r"there is no node 0\.7"):
            await run.handle.variable_page("0.7", "n")


async def test_what_a_block_has_made_is_seen_while_it_waits() -> None:
    model = second_block("mine = 3\nFINAL(llm_query('q'))", "42")
    async with live(model, rules=["hold gate:exec,query"]) as run:
        await at_second_block(run)
        await run.let_go("exec")
        await run.held("query")
        await run.handle.look_at_variables("0")
        running = run.node("0").running
        page = await run.handle.variable_page("0", "mine")
        await run.let_go("query")
        await run.end()

    assert running is not None
    assert [v.name for v in running.variables or ()] == ["rows", "n", "mine"]
    assert page.text == "3"


async def test_a_value_is_read_page_by_page() -> None:
    async with live(second_block("FINAL(n)"), rules=[EXEC]) as run:
        await at_second_block(run)
        whole = await run.handle.variable_page("0", "rows")
        first = await run.handle.variable_page("0", "rows[0]['text']")
        second = await run.handle.variable_page("0", "rows[0]['text']", first.end)
        with pytest.raises(SteeringError, match="no variable 'nothing'"):
            await run.handle.variable_page("0", "nothing")

    assert (whole.kind, whole.total, whole.has_more) == ("items", 1, False)
    assert whole.items[0].type == "dict"
    assert (first.total, first.has_more, second.has_more) == (30_000, True, False)
    assert first.text + second.text == "x" * 30_000


async def test_pages_of_bytes_follow_each_other() -> None:
    model = ScriptedModel(code("b = bytes(40_000)"), code("FINAL(1)"))
    async with live(model, rules=[EXEC]) as run:
        await at_second_block(run)
        page = await run.handle.variable_page("0", "b")
        pages = 1
        while page.has_more:
            page = await run.handle.variable_page("0", "b", page.end)
            pages += 1

    assert (page.end, pages) == (40_000, 3)


async def test_what_was_set_is_there_again_after_a_kill() -> None:
    model = second_block(GONE, "FINAL((n, len(rows)))")
    async with live(model, rules=[EXEC]) as run:
        await at_second_block(run)
        await run.handle.set_variable("0", "n", '"set"')
        await run.let_go("exec")
        await run.let_go("exec")
        result = await run.end()

    [lost] = [event for event in run.events if isinstance(event, ReplLost)]
    assert lost.rebuilt
    assert [v.preview for v in lost.variables][1:] == ["'set'"]
    assert result.text == "('set', 1)"


async def test_the_loss_is_told_before_a_person_reads_the_output() -> None:
    async with live(second_block(GONE, "FINAL(n)"), rules=["hold gate:result"]) as run:
        await run.let_go("result")
        await run.held("result")
        node = run.node("0")

    assert node.warnings[-1].endswith(
        "exit code 3; the variables were rebuilt by running the earlier blocks again"
    )
    assert [variable.name for variable in node.variables] == ["rows", "n"]


async def test_variables_that_cannot_be_rebuilt_are_said_to_be_gone() -> None:
    model = ScriptedModel(
        code("import os\nx = str(os.getpid()) * (os.getpid() % 1000 + 1)"),
        code("import os\nx = 'x' * os.getpid()"),
        code(GONE),
        code("FINAL('x' in globals())"),
    )
    async with live(model, rules=[EXEC]) as run:
        for _ in range(3):
            await run.let_go("exec")
        await run.held("exec")
        node = run.node("0")

    assert node.variables == ()
    assert "x came out differently" in node.variables_lost
    assert node.warnings[-1].endswith("; the variables are gone")


async def test_a_dead_process_is_not_reached_into() -> None:
    repls = KeptRepls()
    model = ScriptedModel(code("x = 1"), code("FINAL(1)"))
    async with live(model, rules=[EXEC], start_repl=repls) as run:
        await at_second_block(run)
        await repls.kill(0)
        with pytest.raises(SteeringError, match="is gone; its variables are rebuilt"):
            await run.handle.set_variable("0", "n", "1")


async def test_a_value_in_prose_is_read_from_the_process_that_came_after() -> None:
    model = ScriptedModel(
        code("n = 7"),
        {"text": "FINAL_VAR(n)", "wait_for": "dead"},
        "FINAL_VAR(gone)",
        "1",
    )
    repls = KeptRepls()
    async with live(model, attended=False, start_repl=repls) as run:
        await model.received(2)
        await repls.kill(0)
        model.release("dead")
        result = await run.end()

    assert result.text == "7"


def stopping_of(session: Session) -> Stopping | None:
    """What the running block was told."""
    turns = session.nodes["0"].iterations if "0" in session.nodes else ()
    return next((e.stopping for t in turns for e in t.executions if e.stopping), None)


async def test_a_block_that_runs_on_is_seen_to_be_stopped_and_killed() -> None:
    deaf = "import signal\nsignal.signal(2, signal.SIG_IGN)\nwhile True: pass"
    model = ScriptedModel(code("n = 1"), code(deaf), "FINAL(1)")
    repls = ProcessRepls(grace_s=0.2)
    async with live(
        model, attended=False, start_repl=repls, limits={"code_timeout": 0.1}
    ) as run:
        stopping = stopping_of(await run.until(stopping_of))
        result = await run.end()

    [told] = [event for event in run.events if isinstance(event, CodeInterrupted)]
    assert stopping == Stopping(told.reason, 0.2, told.at)
    assert told.reason == "the time limit of 0.1 s was reached"
    assert run.node("0").iterations[1].executions[0].stopping is None
    assert run.node("0").iterations[1].executions[0].status == "killed"
    assert "your variables are as they were" in said_to(model, 3)
    assert result.text == "1"


async def test_a_block_that_stops_in_time_keeps_its_variables() -> None:
    model = ScriptedModel(code("n = 5\nwhile True: pass"), code("FINAL(n)"))

    result, events = await play(model, code_timeout=0.1)

    kinds = [e.kind for e in events if isinstance(e, CodeStarted | CodeInterrupted)]
    [executed, _] = [event for event in events if isinstance(event, CodeExecuted)]
    assert kinds == ["code_started", "code_interrupted", "code_started"]
    assert executed.status == "interrupted"
    assert result.text == "5"
