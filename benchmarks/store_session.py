"""The session that is saved, loaded and searched."""

from __future__ import annotations

import random
from collections.abc import Iterator

from rlm_tui.domain.events import (
    ContextInfo,
    Event,
    IterationStarted,
    NodeFinished,
    NodeStarted,
    SessionCreated,
)
from rlm_tui.domain.events_of_calls import CallFinished, CallStarted, Message
from rlm_tui.domain.events_of_code import CodeExecuted
from rlm_tui.domain.limits import Limits, Usage
from rlm_tui.domain.text import Text

WORDS = [f"word{number}" for number in range(5_000)]


def session(nodes: int, rng: random.Random, session_id: str) -> Iterator[Event]:
    """A root whose code asks many nodes, ten events for each."""
    limits = Limits()
    info = ContextInfo(type="str", label="bench", chars=1)
    yield SessionCreated(
        session=session_id, question=Text.of("What?"), context=info, model="m",
        sub_model="m", limits=limits,
    )  # fmt: skip
    yield NodeStarted(node="0", node_kind="rlm", model="m", prompt=Text.of("What?"))
    usage = Usage(calls=1, input_tokens=900, output_tokens=40, cost=0.001)
    for number in range(1, nodes + 1):
        node = f"0.{number}"
        prompt = Text.of(" ".join(rng.choices(WORDS, k=60)))
        yield NodeStarted(
            node=node, node_kind="rlm", depth=1, model="m", prompt=prompt,
            function="rlm_query",
        )  # fmt: skip
        for turn in (1, 2):
            yield IterationStarted(node=node, iteration=turn)
            message = Message(role="user", content=prompt)
            yield CallStarted(node=node, iteration=turn, model="m", messages=(message,))
            reply = Text.of(" ".join(rng.choices(WORDS, k=80)))
            yield CallFinished(node=node, iteration=turn, reply=reply, usage=usage)
            output = Text.of(" ".join(rng.choices(WORDS, k=40)))
            yield CodeExecuted(
                node=node, iteration=turn, block=1, code=reply, stdout=output
            )
        yield NodeFinished(node=node, state="done", answer=Text.of("so"))


def numbered(events: Iterator[Event]) -> list[Event]:
    """The events as a journal would number them."""
    return [
        event.model_copy(update={"seq": seq, "at": 1_000.0 + seq})
        for seq, event in enumerate(events, 1)
    ]
