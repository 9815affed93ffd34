"""Ctrl-C in a script that waits for an answer."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from rlm_tui.domain.events import Event
from rlm_tui.engine.agent import RLMAgent
from rlm_tui.engine.result import RLMResult
from rlm_tui.models.scripted import ScriptedModel
from tests.engine.live import KeptRepls, code

ASKS = code("x = 41", "print(llm_query('one more?'))")


@pytest.fixture(autouse=True)
def _hears_ctrl_c() -> Iterator[None]:
    """Also where the tests were started in the background, which takes no Ctrl-C."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def press_ctrl_c(event: Event) -> None:
    """Does so when the sub-query of `ASKS` has gone out."""
    if event.kind == "call_started" and event.node == "0.1":
        signal.raise_signal(signal.SIGINT)


def test_what_there_was_comes_with_the_interrupt() -> None:
    agent = RLMAgent(ScriptedModel(ASKS, "42"), start_repl=KeptRepls())

    with pytest.raises(KeyboardInterrupt) as interrupt:
        agent.generate_sync(context="c", query="q", on_event=press_ctrl_c)

    partial = vars(interrupt.value)["partial"]
    assert isinstance(partial, RLMResult)
    assert (partial.status, partial.steps[0].code) == ("interrupted", "x = 41")
    assert interrupt.value.__suppress_context__


def test_an_agent_that_was_interrupted_answers_the_next_question() -> None:
    # Whether the sub-query took its reply before the interrupt is left to chance.
    model = ScriptedModel(ASKS, "42", "FINAL(43)", "FINAL(43)")
    agent = RLMAgent(model, start_repl=KeptRepls())
    with pytest.raises(KeyboardInterrupt):
        agent.generate_sync(context="c", query="q", on_event=press_ctrl_c)

    assert agent.generate_sync(context="c", query="q").status == "answered"


SCRIPT = """
from rlm_tui import RLMAgent, ScriptedModel
from tests.engine.live import KeptRepls

def tell(event):
    if event.kind == "code_started":
        print(*repls.left, flush=True)

repls = KeptRepls()
model = ScriptedModel("```repl\\nwhile True: pass\\n```")
agent = RLMAgent(model, start_repl=repls)
agent.generate_sync(context="c", query="q", on_event=tell)
"""


def test_two_interrupts_of_a_script_leave_no_process() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as script:
        assert script.stdout is not None
        pid = int(script.stdout.readline())
        script.send_signal(signal.SIGINT)
        script.send_signal(signal.SIGINT)
        _, errors = script.communicate(timeout=60)

    assert script.returncode == -signal.SIGINT
    assert "KeyboardInterrupt" in errors
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_what_there_was_comes_with_a_cancelled_task() -> None:
    agent = RLMAgent(ScriptedModel(ASKS, "42"), start_repl=KeptRepls())
    asking: list[asyncio.Task[object]] = []

    def cancel(event: Event) -> None:
        if event.kind == "call_started" and event.node == "0.1":
            asking[0].cancel()

    async with asyncio.TaskGroup() as group:
        answer = agent.generate(context="c", query="q", on_event=cancel)
        asking.append(group.create_task(answer))
        with pytest.raises(asyncio.CancelledError) as cancelled:
            await asking[0]

    partial = getattr(cancelled.value, "partial", None)
    assert isinstance(partial, RLMResult)
    assert (partial.status, partial.steps[0].code) == ("interrupted", "x = 41")
