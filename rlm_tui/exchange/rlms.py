"""Reads logs of `rlms`, the package of the paper's authors.

The format is that of version 0.1.3, as its `rlm/logger/rlm_logger.py` and
`rlm/core/types.py` write it, and of earlier logs that its visualizer reads
(`visualizer/src/lib`, github.com/alexzhang13/rlm): a `metadata` line, then one line for
each iteration; a child with a log of its own is in `rlm_calls[].metadata`; one file may
hold several completions, each of which counts its iterations from 1. Earlier versions
put the answer as `FINAL(...)` or `FINAL_VAR(name)` into the reply. Some write a
`run_context` line before each completion, with what it was given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import IO, Literal, TypeAlias

from rlm_tui.domain.events import ContextInfo
from rlm_tui.domain.limits import Limits, Usage
from rlm_tui.domain.text import Text
from rlm_tui.domain.values import JSON
from rlm_tui.domain.variables import Variable
from rlm_tui.exchange.items import Item, Notice, blob_of
from rlm_tui.exchange.reading import (
    Fields,
    inner,
    listed,
    moment,
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

SOURCE = "rlms"
PREVIEW_CHARS = 200
"""Of a variable."""
QUESTION_CHARS = 2_000
"""Of a prompt that can be a question."""

_FINAL = re.compile(r"^\s*FINAL\((?P<answer>.*)\)\s*$", re.DOTALL | re.MULTILINE)
_FINAL_VAR = re.compile(r"^\s*FINAL_VAR\((?P<name>[^)]*)\)", re.MULTILINE)
_QUESTIONS = (
    re.compile(r"Answer the following: (?P<question>.+?)\n\n", re.DOTALL),
    re.compile(r'original query: "(?P<question>[^"]+)"'),
)

Kind: TypeAlias = Literal["str", "list", "dict"]


def is_rlms(fields: Fields) -> bool:
    """Whether a line is one of such a log."""
    is_metadata = fields.get("type") == "metadata" and "root_model" in fields
    return is_metadata or ("code_blocks" in fields and "response" in fields)


def read(file: IO[bytes]) -> Iterator[Item]:
    """The sessions of a log, one after the other.

    Raises:
        ExchangeError: a line in the middle cannot be read.
    """
    metadata: Fields = {}
    given: Fields = {}
    run: Completion | None = None
    unknown: set[str] = set()
    for line in objects(file):
        if isinstance(line, Notice):
            yield line
            continue
        begins = line.get("type") in ("metadata", "run_context")
        is_turn = "response" in line or "code_blocks" in line
        is_next = is_turn and run is not None and whole(line, "iteration") <= run.last
        if run is not None and (begins or is_next):
            yield from run.end()
            run = None
        if line.get("type") == "metadata":
            metadata, given = line, {}
        elif begins:
            given = line
        elif is_turn:
            if run is None:
                run = Completion(metadata, line, given)
                yield from run.begin()
            yield from run.tell(run.turn(line))
        else:
            unknown.add(said(line, "type") or "without a type")
    if run is not None:
        yield from run.end()
    if unknown:
        yield Notice(f"lines of these types are left out: {', '.join(sorted(unknown))}")


class Completion:
    """One completion of the log."""

    def __init__(self, metadata: Fields, first: Fields, given: Fields) -> None:
        """Take what comes before the iterations.

        Args:
            metadata: of the run.
            first: its first iteration.
            given: the `prompt` and `root_prompt` it was called with, if they are known.
        """
        self.last = 0
        self._answer: str | None = None
        self._context = _context_of(first) or _context_in(given)
        at = moment(first.get("timestamp")) or 0.0
        info = ContextInfo() if self._context is None else described(self._context)
        opening = Opening(
            source=SOURCE,
            at=at - number(first, "iteration_time"),
            question=said(metadata, "root_prompt")
            or said(given, "root_prompt")
            or _question(_prompt(first))
            or _short(given),
            context=info,
            model=said(metadata, "root_model"),
            limits=_limits(metadata),
        )
        self._retelling = Retelling(opening)

    def begin(self) -> Iterator[Item]:
        """What comes before the turns."""
        if self._context is not None:
            yield blob_of(self._context)
        yield from self._retelling.begin()

    def turn(self, line: Fields) -> Turn:
        """The turn of its next iteration."""
        self.last = whole(line, "iteration") or self.last + 1
        answer = _answer(line)
        self._answer = answer if answer is not None else self._answer
        return replace(_turn(line, self.last), is_final=answer is not None)

    def tell(self, turn: Turn) -> Iterator[Item]:
        """The events of a turn."""
        return self._retelling.turn(turn)

    def end(self, response: str = "") -> Iterator[Item]:
        """The end; the response stands in for an answer that no turn brought."""
        return self._retelling.end(self._answer or response or None)


def described(context: JSON) -> ContextInfo:
    """What is known of a context that is at hand."""
    if isinstance(context, str):
        kind: Kind = "str"
        text, items = context, 0
    else:
        assert isinstance(context, list | dict)
        kind = "list" if isinstance(context, list) else "dict"
        text, items = written(context), len(context)
    return ContextInfo(
        type=kind,
        label=f"from {SOURCE}",
        chars=len(text),
        items=items,
        hash=blob_of(context).hash,
        preview=Text.of(text[:PREVIEW_CHARS]),
    )


def _context_of(line: Fields) -> str | list[JSON] | dict[str, JSON] | None:
    """The `context` among the variables after the first block."""
    for block in listed(line, "code_blocks"):
        value = inner(inner(block, "result"), "locals").get("context")
        if isinstance(value, str | list | dict):
            return value
    return None


def _context_in(given: Fields) -> str | list[JSON] | dict[str, JSON] | None:
    """The context that a completion was called with."""
    value = given.get("prompt")
    return value if isinstance(value, str | list | dict) else None


def _short(given: Fields) -> str:
    """What was given, where it is short enough to be the question itself."""
    prompt = said(given, "prompt")
    return prompt if len(prompt) <= QUESTION_CHARS else ""


def _limits(metadata: Fields) -> Limits:
    depth = whole(metadata, "max_depth") or 1
    turns = whole(metadata, "max_iterations") or Limits().max_iterations
    return Limits(max_depth=min(depth, 10), max_iterations=turns)


def _question(messages: Sequence[tuple[str, str]]) -> str:
    for _, content in messages:
        for pattern in _QUESTIONS:
            if found := pattern.search(content):
                return found["question"]
    return ""


def _prompt(line: Fields) -> tuple[tuple[str, str], ...]:
    prompt = line.get("prompt")
    if isinstance(prompt, list):
        return tuple(
            (said(message, "role"), said(message, "content"))
            for message in listed(line, "prompt")
        )
    return (("user", written(prompt)),) if prompt is not None else ()


def _answer(line: Fields) -> str | None:
    """The answer that an iteration brought, in the form of any version."""
    answer = line.get("final_answer")
    if isinstance(answer, list) and len(answer) == 2:
        answer = answer[1]
    if answer is not None:
        return written(answer)
    reply = said(line, "response")
    if found := _FINAL_VAR.search(reply):
        return _variable(line, found["name"].strip().strip("\"'"))
    found = _FINAL.search(reply)
    return found["answer"].strip() if found else None


def _variable(line: Fields, name: str) -> str | None:
    for block in reversed(listed(line, "code_blocks")):
        values = inner(inner(block, "result"), "locals")
        if name in values:
            return written(values[name])
    return None


def _turn(line: Fields, count: int) -> Turn:
    blocks = tuple(_block(block) for block in listed(line, "code_blocks"))
    running = sum(block.elapsed_s for block in blocks)
    return Turn(
        number=count,
        reply=said(line, "response"),
        messages=_prompt(line),
        elapsed_s=max(number(line, "iteration_time"), running),
        at=moment(line.get("timestamp")),
        blocks=blocks,
    )


def _block(block: Fields) -> Block:
    result = inner(block, "result")
    variables = inner(result, "locals")
    return Block(
        code=said(block, "code"),
        stdout=said(result, "stdout"),
        error=said(result, "stderr").strip() or None,
        elapsed_s=number(result, "execution_time"),
        variables=tuple(
            _described_variable(name, value)
            for name, value in variables.items()
            if not name.startswith("_")
        ),
        queries=tuple(_query(call) for call in listed(result, "rlm_calls")),
        is_final=result.get("final_answer") is not None,
    )


def _described_variable(name: str, value: JSON) -> Variable:
    sized = isinstance(value, str | list | dict)
    return Variable(
        name=name,
        type=type(value).__name__,
        length=len(value) if sized else None,  # type: ignore[arg-type]
        preview=written(value)[:PREVIEW_CHARS],
    )


def _query(call: Fields) -> Query:
    iterations = listed(inner(call, "metadata"), "iterations")
    turns = tuple(
        replace(_turn(line, at), is_final=_answer(line) is not None)
        for at, line in enumerate(iterations, 1)
    )
    usage = usage_of(call)
    prompt = call.get("prompt")
    return Query(
        prompt=written(prompt),
        answer=written(call.get("response")),
        model=said(call, "root_model"),
        error=said(call, "error") or None,
        usage=usage,
        elapsed_s=number(call, "execution_time"),
        turns=charged_last(turns, usage) if usage else turns,
    )


def usage_of(call: Fields) -> Usage | None:
    """Of a sub-query; `None` if the log has no counts."""
    models = inner(inner(call, "usage_summary"), "model_usage_summaries")
    total = Usage()
    for summary in models.values():
        if isinstance(summary, dict):
            calls = whole(summary, "total_calls")
            is_priced = summary.get("total_cost") is not None
            total += Usage(
                calls=calls,
                input_tokens=whole(summary, "total_input_tokens"),
                output_tokens=whole(summary, "total_output_tokens"),
                cost=number(summary, "total_cost"),
                unpriced_calls=0 if is_priced else calls,
            )
    return total if total.calls else None
