"""The same dialogues through a scripted model and over HTTP have the same outcome."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from rlm_tui.domain.events import Event
from rlm_tui.domain.events_of_calls import CallStarted
from rlm_tui.engine.arguments import LimitValues
from rlm_tui.engine.result import RLMResult
from rlm_tui.errors import ModelBusyError, ModelError, ModelRefusedError
from rlm_tui.models.base import Model
from rlm_tui.models.gateway import Gateway
from rlm_tui.models.scripted import ScriptedModel
from rlm_tui.models.scripted_reply import ScriptedReply
from tests.endpoint import Answer, Endpoint, Request
from tests.engine.dialogues import DIALOGUES, Dialogue, Line, pick
from tests.engine.live import live

ERRORS = {
    "busy": ModelBusyError("not now", retry_after_s=0),
    "refused": ModelRefusedError("no such thing"),
}


@dataclass
class Server:
    """Plays a dialogue over HTTP."""

    endpoint: Endpoint
    gateway: Gateway
    lines: list[Line] = field(default_factory=list)

    def play(self, dialogue: Dialogue) -> None:
        """Begin one."""
        self.lines = list(dialogue.lines)
        self.endpoint.play_by(self._answer)

    def _answer(self, request: Request) -> Answer:
        line = pick(self.lines, request.prompt)
        if line is None:
            return Answer(status=400, error="the dialogue has run out")
        if line.fault == "busy":
            headers = {"Retry-After": "0"}
            return Answer(status=429, error="not now", headers=headers)
        if line.fault == "refused":
            return Answer(status=404, error="no such thing")
        usage = {"prompt_tokens": 11, "completion_tokens": line.tokens}
        return Answer(line.text, pieces=3, usage=usage)


@pytest.fixture
def server(endpoint: Endpoint, gateway: Gateway) -> Server:
    """The server, with its client."""
    return Server(endpoint, gateway)


def scripted(dialogue: Dialogue) -> ScriptedModel:
    """The same without a wire."""
    return ScriptedModel(*map(_reply, dialogue.lines))


def _reply(line: Line) -> ScriptedReply:
    error: ModelError | None = ERRORS[line.fault] if line.fault else None
    return ScriptedReply(
        line.text, match=line.match, error=error, input_tokens=11,
        output_tokens=line.tokens,
    )  # fmt: skip


@pytest.mark.parametrize("dialogue", DIALOGUES.values(), ids=DIALOGUES.keys())
async def test_a_scripted_dialogue(dialogue: Dialogue) -> None:
    result, events = await outcome(scripted(dialogue), dialogue)

    check_outcome(dialogue, result, events)


@pytest.mark.parametrize("dialogue", DIALOGUES.values(), ids=DIALOGUES.keys())
@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.xdist_group("model process")
async def test_the_same_over_http(server: Server, dialogue: Dialogue) -> None:
    server.play(dialogue)

    result, events = await outcome(server.gateway, dialogue)

    check_outcome(dialogue, result, events)


async def outcome(model: Model, dialogue: Dialogue) -> tuple[RLMResult, list[Event]]:
    """What a dialogue comes to."""
    limits: LimitValues = LimitValues(**dialogue.limits)  # type: ignore[typeddict-item]  # a table
    async with live(
        model, context=dialogue.context, attended=False, limits=limits
    ) as run:
        result = await run.end()
    return result, run.events


def check_outcome(
    dialogue: Dialogue, result: RLMResult, events: Sequence[Event]
) -> None:
    """It is what the table says."""
    calls = [event for event in events if isinstance(event, CallStarted)]
    said = [m.content.whole or "" for call in calls for m in call.messages]
    assert result.status == dialogue.status, result.error
    assert dialogue.text in (None, result.text)
    assert dialogue.calls in (None, len(calls))
    assert any(re.search(dialogue.said, text) for text in said)
    assert re.search(dialogue.error, result.error or "")
