"""A session with everything that an export must show, and its texts at hand."""

from __future__ import annotations

from rlm_tui.domain.events import (
    Event,
    IterationFinished,
    NodeFinished,
    NodeStarted,
    Place,
    RunStarted,
    SessionFinished,
)
from rlm_tui.domain.events_of_calls import CallFailed
from rlm_tui.domain.events_of_code import CodeExecuted, CodeStarted
from rlm_tui.domain.limits import Usage
from rlm_tui.domain.text import PREVIEW_CHARS, Text
from rlm_tui.domain.variables import Variable
from tests.factories import (
    call_finished,
    call_started,
    created,
    numbered,
    root_started,
    turn,
)

HOSTILE = "</pre><script>alert(1)</script><img src=x onerror=alert(2)> & \x1b[31m ``` `"
LONG = "line of a long output\n" * PREVIEW_CHARS


async def whole(text: Text) -> str:
    assert text.whole is not None
    return text.whole


def child(
    node: str, kind: str = "llm", *, place: Place | None, prompt: str = "Which?"
) -> NodeStarted:
    return NodeStarted.model_validate(
        {
            "node": node,
            "node_kind": kind,
            "depth": 1,
            "model": "openai/gpt-5-mini",
            "prompt": Text.of(prompt),
            "function": f"{kind}_query",
            "place": place,
        }
    )


def done(node: str, answer: str) -> NodeFinished:
    return NodeFinished(node=node, state="done", answer=Text.of(answer))


def rich_session(hostile: str = HOSTILE) -> list[Event]:
    """Two turns; the first asks a batch of two, a child and a failing call."""
    place = Place(iteration=1, block=1, line=1)
    code = Text.of(f"print({hostile!r})")
    return numbered(
        created(question=Text.of(hostile)),
        RunStarted(isolation="confined"),
        root_started(hostile),
        *turn(reply=f"I ask.\n```repl\n{code.whole}\n```"),
        CodeStarted(node="0", iteration=1, block=1, blocks=1, code=code),
        child("0.1", "batch", place=place),
        child("0.1.1", place=place, prompt=hostile),
        child("0.1.2", place=place),
        call_started("0.1.1"),
        call_finished("0.1.1", reply=hostile),
        done("0.1.1", hostile),
        call_started("0.1.2"),
        CallFailed(
            node="0.1.2",
            iteration=1,
            error_type="ModelBusyError",
            error="429",
            usage=Usage(unpriced_calls=1),
        ),
        NodeFinished(node="0.1.2", state="failed", error="429"),
        done("0.1", "2 answers"),
        child("0.2", "rlm", place=place),
        *turn("0.2", reply="FINAL(deep)"),
        IterationFinished(node="0.2", iteration=1, outcome="final"),
        done("0.2", "deep"),
        CodeExecuted(
            node="0",
            iteration=1,
            block=1,
            code=code,
            stdout=Text.of(LONG),
            error="ValueError: <b>",
            status="error",
            elapsed_s=0.5,
            variables=(Variable(name="found", type="list", length=2, preview="[1]"),),
        ),
        IterationFinished(node="0", iteration=1, outcome="continue"),
        *turn(number=2, reply="FINAL(in 1999)"),
        IterationFinished(node="0", iteration=2, outcome="final"),
        done("0", "in 1999"),
        SessionFinished(status="answered", answer=Text.of("in 1999")),
    )
