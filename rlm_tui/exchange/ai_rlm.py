"""Reads results and event streams of `ai-rlm`.

The formats are those of `src/rlm.ts` and `src/rlm-types.ts` in github.com/jhsu/ai-rlm:
the result of a run, with its `steps`, and the events of its callbacks as its monitor
(`apps/rlm-monitor`) receives them, one JSON object a line, told apart by `type`:
`iteration_start`, `llm_call`, `iteration_complete`, `error`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO

from rlm_tui.domain.limits import Usage
from rlm_tui.exchange.items import Item, Notice
from rlm_tui.exchange.reading import (
    Fields,
    inner,
    listed,
    number,
    objects,
    said,
    whole,
    written,
)
from rlm_tui.exchange.retelling import (
    Block,
    Opening,
    Query,
    Retelling,
    Turn,
    charged_last,
)

SOURCE = "ai-rlm"
_TYPES = frozenset({"iteration_start", "iteration_complete", "llm_call"})
_TASK = "\n\nYour task: "
_TASK_END = "\n\nBegin by exploring the context"
_ERROR = "[Error]: "


def is_event(fields: Fields) -> bool:
    """Whether a line is one of an event stream."""
    return fields.get("type") in _TYPES


def is_result(fields: Fields) -> bool:
    """Whether an object is the result of a run, or an agent's output around it."""
    return bool(_steps(fields)) and ("llmCallCount" in fields or "text" in fields)


def _steps(fields: Fields) -> list[Fields]:
    return [
        step for step in listed(fields, "steps") if {"code", "output"} <= step.keys()
    ]


def read_results(results: Iterable[Fields], *, at: float) -> Iterator[Item]:
    """A session for each result."""
    for result in results:
        retelling = Retelling(Opening(source=SOURCE, at=at))
        yield from retelling.begin()
        turns = tuple(
            _turn(step, whole(step, "iteration") or count)
            for count, step in enumerate(_steps(result), 1)
        )
        usage = _usage(result)
        for turn in turns if usage is None else charged_last(turns, usage):
            yield from retelling.turn(turn)
        yield from retelling.end(said(result, "text") or None)


def _usage(result: Fields) -> Usage | None:
    """Of the whole run: results do not say which call used what."""
    usage = inner(result, "usage")
    calls = whole(result, "llmCallCount")
    if not usage or not calls:
        return None
    return Usage(
        calls=calls,
        input_tokens=whole(usage, "inputTokens"),
        output_tokens=whole(usage, "outputTokens"),
        reasoning_tokens=whole(usage, "reasoningTokens"),
        cached_tokens=whole(usage, "cachedInputTokens"),
        unpriced_calls=calls,
    )


def read_events(file: IO[bytes], *, at: float) -> Iterator[Item]:
    """A session for each stream: one begins where the iterations begin again.

    Raises:
        ExchangeError: a line in the middle cannot be read.
    """
    run: _Stream | None = None
    for line in objects(file):
        if isinstance(line, Notice):
            yield line
            continue
        starts = line.get("type") == "iteration_start"
        if run is None or (starts and whole(line, "iteration") <= run.last):
            if run is not None:
                yield from run.end()
            run = _Stream(line, at)
            yield from run.begin()
        yield from run.take(line)
    if run is not None:
        yield from run.end()


class _Stream:
    """The events of one run."""

    def __init__(self, first: Fields, at: float) -> None:
        question = _question(_pairs(first))
        self._retelling = Retelling(Opening(source=SOURCE, at=at, question=question))
        self.last = 0
        self._messages: tuple[tuple[str, str], ...] | None = None
        self._queries: list[Query] = []
        self._model = ""
        self._answer: str | None = None
        self._error: str | None = None

    def begin(self) -> Iterator[Item]:
        return self._retelling.begin()

    def take(self, line: Fields) -> Iterator[Item]:
        match line.get("type"):
            case "iteration_start":
                self.last = whole(line, "iteration")
                self._messages = _pairs(line)
            case "llm_call" if line.get("isSubCall"):
                # What came back is not among the events.
                model = said(line, "modelId")
                self._queries.append(Query(said(line, "prompt"), "", model=model))
            case "llm_call":
                self._model = said(line, "modelId")
            case "iteration_complete":
                yield from self._complete(line)
            case "error":
                self._error = said(inner(line, "error"), "message")

    def _complete(self, line: Fields) -> Iterator[Item]:
        step = inner(line, "step")
        self.last = whole(line, "iteration")
        prefix = "Final answer: "
        if (output := said(step, "output")).startswith(prefix):
            self._answer = output.removeprefix(prefix)
        turn = _turn(
            step,
            self.last,
            reply=said(line, "llmResponse"),
            messages=self._messages,
            elapsed_s=number(line, "executionTimeMs") / 1_000,
            queries=tuple(self._queries),
            is_final=self._answer is not None,
        )
        self._queries = []
        self._error = None
        yield from self._retelling.turn(turn, model=self._model)

    def end(self) -> Iterator[Item]:
        status = "failed" if self._error and self._answer is None else None
        return self._retelling.end(
            self._answer,
            status=status,  # type: ignore[arg-type]
            error=self._error,
        )


def _pairs(line: Fields) -> tuple[tuple[str, str], ...]:
    return tuple(
        (said(message, "role"), written(message.get("content")))
        for message in listed(line, "messages")
    )


def _question(messages: Iterable[tuple[str, str]]) -> str:
    for role, content in messages:
        if role == "user" and _TASK in content:
            return content.partition(_TASK)[2].partition(_TASK_END)[0].strip()
    return ""


def _turn(
    step: Fields,
    count: int,
    *,
    reply: str = "",
    messages: tuple[tuple[str, str], ...] | None = None,
    elapsed_s: float = 0.0,
    queries: tuple[Query, ...] = (),
    is_final: bool = False,
) -> Turn:
    code, output = said(step, "code"), said(step, "output")
    shown = f"{said(step, 'reasoning')}\n\n```javascript\n{code}\n```"
    at = output.find(_ERROR)
    block = Block(
        code=code,
        stdout=output,
        error=output[at + len(_ERROR) :] if at >= 0 else None,
        queries=queries,
        is_final=is_final,
    )
    return Turn(
        number=count,
        reply=reply or shown,
        messages=messages,
        elapsed_s=elapsed_s,
        blocks=(block,),
    )
