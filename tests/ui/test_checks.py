"""The screen over a real engine: what keys lead to, and what they leave alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot
from textual.widgets import TextArea

from rlm_tui.controller import Controller
from rlm_tui.models.scripted import ScriptedModel
from rlm_tui.ui.app import RlmTuiApp
from tests.engine.live import Live, code, live
from tests.fakes import FakeRepls
from tests.ui.driving import header, note, press, run_screen, settle
from tests.ui.fakes import read_nothing

ASKS = code('reply = llm_query("part one")\nprint("got", reply)')
CAREFUL = code(
    "try:\n"
    '    print("got", llm_query("part one"))\n'
    "except QueryRejected as error:\n"
    '    print("refused:", error)'
)


@asynccontextmanager
async def steered(run: Live) -> AsyncIterator[Pilot[None]]:
    """The run screen over a run."""
    controller = Controller(run.journal, handle=run.handle, read_text=read_nothing)
    app = RlmTuiApp(None, controller=controller, grace_ms=0)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        yield pilot


async def test_a_refusal_reaches_the_code_and_the_model() -> None:
    model = ScriptedModel(CAREFUL, "FINAL(1)")

    async with live(model, rules=["hold gate:query"]) as run:
        await run.held("query")
        async with steered(run) as pilot:
            await press(pilot, "r", *"too broad", "enter")
            await run.end()

    sent = "\n".join(message.content for message in model.calls[1])
    assert sent.count('The operator refused this query before it ran: "too broad"') == 1


async def test_an_answer_by_hand_is_what_the_code_receives() -> None:
    model = ScriptedModel(ASKS, "FINAL(1)")

    async with live(model, rules=["hold gate:query"]) as run:
        await run.held("query")
        async with steered(run) as pilot:
            await press(pilot, "equals_sign", *"42", "ctrl+s", "a")
            await run.end()

    assert run.node("0.1").state == "answered"
    assert run.node("0.1").usage.calls == 0
    assert "got 42" in "\n".join(message.content for message in model.calls[1])


async def test_a_draft_is_not_sent_and_its_original_is() -> None:
    model = ScriptedModel(ASKS, {"match": "^part", "text": "x"}, "FINAL(1)")

    async with live(model, rules=["hold gate:query"]) as run:
        await run.held("query")
        async with steered(run) as pilot:
            await press(pilot, "e", "end", *" PLEASE", "escape", "e")
            assert pilot.app.screen.query_one(TextArea).text == "part one PLEASE"
            await press(pilot, "escape", "V", "a")
            await run.end()

    assert [call[-1].content for call in model.calls][1] == "part one"


async def test_a_rule_stops_a_step_and_continue_leaves_it_waiting() -> None:
    model = ScriptedModel(ASKS, {"match": "^part", "text": "x"}, "FINAL(1)")

    async with live(model, paused=True, rules=["hold gate:query"]) as run:
        await run.held("call")
        async with steered(run) as pilot:
            await press(pilot, "i")
            held = await run.held("query")
            await settle(pilot)
            assert run.session.plan is None
            await press(pilot, "c")

            assert note(pilot).startswith("continuing; 1 still waits for you (rule 1")
            assert run.session.tickets[held.id].is_open
            assert "WAITING 1" in header(pilot)


async def test_a_raised_limit_lets_the_run_go_on_at_once() -> None:
    model = ScriptedModel(
        {"text": "Hm.", "cost": 0.03}, {"text": "Hm.", "cost": 0.01}, "FINAL(1)"
    )

    async with live(model, start_repl=FakeRepls(), limits={"max_cost": 0.02}) as run:
        await run.held("limit")
        async with steered(run) as pilot:
            await press(pilot, "dollar_sign", *"0.10", "enter")
            result = await run.end()
            await settle(pilot)

    warned = [e.message for e in run.events if e.kind == "warned"]
    assert result.status == "answered"
    assert warned == ["max_cost reached: $0.030 of $0.020"]


async def test_one_node_is_aborted_and_the_run_goes_on() -> None:
    both = code('print(llm_query_batched(["part one", "part two"]))')
    model = ScriptedModel(both, {"match": "^part", "text": "x"}, "FINAL(1)")

    async with live(model, rules=["hold gate:query"]) as run:
        await run.all_held(2)
        async with steered(run) as pilot:
            await press(pilot, "colon")
            run_screen(pilot).ask_bar.entry.value = "abort 0.1.2"
            await press(pilot, "enter", "x", "enter")
            assert run.node("0.1.2").state == "held"
            await press(pilot, "colon", "up", "enter", "y")
            await run.until(lambda session: session.nodes["0.1.2"].has_ended)
            await press(pilot, "A", "y")
            result = await run.end()

    assert result.status == "answered"
    assert run.node("0.1.1").state == "done"
    assert run.node("0.1.2").state == "aborted"


async def test_words_for_a_node_go_out_with_its_next_call() -> None:
    model = ScriptedModel("Hm.", "FINAL(1)")

    async with live(model, paused=True, start_repl=FakeRepls()) as run:
        await run.held("call")
        async with steered(run) as pilot:
            await press(pilot, "a")
            await run.until(lambda session: len(session.nodes["0"].iterations) == 2)
            await run.held("call")
            await settle(pilot)
            await press(pilot, "u", *"be brief", "enter", "c")
            await run.end()

    sent = "\n".join(message.content for message in model.calls[1])
    assert sent.count("be brief") == 1
    assert run.node("0").undelivered == ()


async def test_a_variable_that_is_set_is_what_the_next_block_finds() -> None:
    model = ScriptedModel(code("total = 1"), code("print('now', total)"), "FINAL(1)")

    async with live(model, rules=["hold gate:exec iter=2"]) as run:
        await run.held("exec")
        async with steered(run) as pilot:
            await press(pilot, "colon")
            run_screen(pilot).ask_bar.entry.value = "set-variable 0 total = 41"
            await press(pilot, "enter", "a")
            await run.end()

    assert "now 41" in "\n".join(message.content for message in model.calls[2])
