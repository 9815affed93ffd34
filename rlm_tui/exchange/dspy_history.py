"""Reads the history of model calls that DSPy keeps, where an RLM made them.

The format is that of `dspy/clients/base_lm.py` (github.com/stanfordnlp/dspy), as
`json.dump(rlm.history, file, default=str)` writes it: one object for each call, with
`messages` or `prompt`, `outputs`, `usage`, `cost`, `model` and `timestamp`. A call of
the root is known by the `repl_history` in it, which holds what the code before it
printed; the calls between two of them are sub-queries of the code between. What the
last code printed is not in it.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rlm_tui.domain.events import ContextInfo
from rlm_tui.domain.limits import Usage
from rlm_tui.domain.text import Text
from rlm_tui.domain.values import JSON
from rlm_tui.exchange.dspy_prompts import (
    Input,
    RunSoFar,
    fields_of,
    inputs,
    run_so_far,
    without_fence,
)
from rlm_tui.exchange.dspy_words import block_of
from rlm_tui.exchange.items import Item
from rlm_tui.exchange.reading import (
    Fields,
    inner,
    listed,
    moment,
    number,
    said,
    whole,
    written,
)
from rlm_tui.exchange.retelling import Opening, Query, Retelling, Turn

SOURCE = "dspy"
_QUESTIONS = ("question", "query", "prompt", "task", "instruction")
"""What people call the input that is no context."""


def is_call(fields: Fields) -> bool:
    """Whether an object is a call of such a history."""
    return {"outputs", "usage", "cost", "model", "timestamp"} <= fields.keys()


@dataclass(frozen=True, slots=True)
class _Call:
    """A call of a model, as the history has it."""

    messages: tuple[tuple[str, str], ...]
    reply: str
    reasoning: str
    model: str
    usage: Usage
    at: float

    so_far: RunSoFar | None
    """What it was told of the code before it; `None`: it is what code asked."""

    @property
    def asked(self) -> str:
        """Its last message."""
        return self.messages[-1][1] if self.messages else ""

    @property
    def is_last(self) -> bool:
        """Whether it asks for the answer, after the last iteration."""
        return self.so_far is not None and self.so_far.iteration is None

    @property
    def is_first(self) -> bool:
        """Whether no code has run before it."""
        return self.so_far is not None and not self.is_last and not self.so_far.outputs


@dataclass(slots=True)
class _Step:
    """A turn of the root with what its code asked."""

    call: _Call
    subs: list[_Call] = field(default_factory=list)

    @property
    def ends_at(self) -> float:
        """When the last that is known of it was done."""
        return max(call.at for call in (self.call, *self.subs))


def read(calls: Iterable[Fields], *, at: float) -> Iterator[Item]:
    """A session for each run of an RLM in the history."""
    steps: list[_Step] = []
    for call in (_call(fields, at) for fields in calls if is_call(fields)):
        if call.is_first and steps and not _is_again(steps[-1], call):
            yield from _session(steps)
            steps = []
        if call.so_far is None:
            if steps:
                steps[-1].subs.append(call)
        elif steps and _is_again(steps[-1], call):
            spent = steps[-1].call.usage
            steps[-1].call = replace(call, usage=spent + call.usage)
        else:
            steps.append(_Step(call))
    if steps:
        yield from _session(steps)


def _is_again(step: _Step, call: _Call) -> bool:
    """Whether a call asks once more, in another form, for what could not be read."""
    before, now = step.call.so_far, call.so_far
    if before is None or now is None or now.iteration is None:
        return False
    return before.iteration == now.iteration and not step.subs


def _call(fields: Fields, at: float) -> _Call:
    found = fields.get("outputs")
    output = found[0] if isinstance(found, list) and found else ""
    parts: Fields = output if isinstance(output, dict) else {"text": output}
    messages = tuple(
        (said(message, "role"), said(message, "content"))
        for message in listed(fields, "messages")
    )
    messages = messages or (("user", said(fields, "prompt")),)
    return _Call(
        messages,
        said(parts, "text"),
        said(parts, "reasoning_content"),
        said(fields, "model"),
        _usage(fields),
        moment(fields.get("timestamp")) or at,
        run_so_far(messages[-1][1]),
    )


def _usage(fields: Fields) -> Usage:
    counted, cost = inner(fields, "usage"), fields.get("cost")
    return Usage(
        calls=1,
        input_tokens=whole(counted, "prompt_tokens"),
        output_tokens=whole(counted, "completion_tokens"),
        cost=number(fields, "cost"),
        unpriced_calls=1 if cost is None else 0,
    )


def _session(steps: Sequence[_Step]) -> Iterator[Item]:
    retelling = Retelling(_opening(steps))
    yield from retelling.begin()
    before = steps[0].call.at
    answer = _answer(steps[-1].call)
    for count, step in enumerate(steps, 1):
        is_final = count == len(steps) and answer is not None
        printed = None if is_final else _output(steps[count : count + 1], count)
        yield from retelling.turn(_turn(step, count, printed, since=before))
        before = step.ends_at
    is_forced = steps[-1].call.is_last
    yield from retelling.end(answer, status="forced" if is_forced else None)


def _output(later: Sequence[_Step], count: int) -> str:
    """What the code of a turn printed, as the prompt of the next one shows it."""
    shown = [
        out for step in later if step.call.so_far for out in step.call.so_far.outputs
    ]
    return shown[count - 1] if count <= len(shown) else ""


def _opening(steps: Sequence[_Step]) -> Opening:
    first = steps[0].call
    given = {one.title: one for one in inputs(first.asked)}
    question = next((given.pop(one) for one in _QUESTIONS if one in given), None)
    context = max(given.values(), key=lambda one: one.chars, default=None)
    subs = [sub.model for step in steps for sub in step.subs]
    return Opening(
        source=SOURCE,
        at=first.at,
        question=question.preview if question else "",
        context=_context(context) if context else ContextInfo(),
        model=first.model,
        sub_model=subs[0] if subs else "",
    )


def _context(given: Input) -> ContextInfo:
    return ContextInfo(
        label=f"{given.title} (from {SOURCE})",
        chars=given.chars,
        preview=Text.of(given.preview),
    )


def _turn(step: _Step, count: int, printed: str | None, *, since: float) -> Turn:
    call, asked_at = step.call, step.call.at
    queries: list[Query] = []
    for sub in step.subs:
        queries.append(_query(sub, since=asked_at))
        asked_at = max(asked_at, sub.at)
    code = without_fence(fields_of(call.reply).get("code", "")).strip("\n")
    block = block_of(code, printed, queries=tuple(queries))
    return Turn(
        number=count,
        reply=call.reply,
        messages=call.messages,
        reasoning=call.reasoning,
        usage=call.usage,
        elapsed_s=max(0.0, step.ends_at - since),
        at=step.ends_at,
        blocks=(block,) if code else (),
        is_final=call.is_last,
    )


def _query(sub: _Call, *, since: float) -> Query:
    return Query(
        prompt=sub.asked,
        answer=sub.reply,
        model=sub.model,
        usage=sub.usage,
        elapsed_s=max(0.0, sub.at - since),
    )


def _answer(last: _Call) -> str | None:
    """What the last call gave; `None` if its code did not submit."""
    said_last = fields_of(last.reply)
    if last.is_last:
        return _one_or_all(said_last)
    return _submitted(without_fence(said_last.get("code", "")))


def _submitted(code: str) -> str | None:
    """The arguments of the last `SUBMIT`, with an expression as it is written."""
    try:
        nodes = list(ast.walk(ast.parse(code)))
    except (SyntaxError, ValueError, RecursionError):
        return None
    calls = [
        node
        for node in nodes
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "SUBMIT"
    ]
    if not calls:
        return None
    values = {str(place): one for place, one in enumerate(calls[-1].args)}
    values |= {one.arg or "**": one.value for one in calls[-1].keywords}
    return _one_or_all({name: _literal(node) for name, node in values.items()})


def _literal(node: ast.expr) -> JSON:
    try:
        # What is no JSON, such as a set, is shown as it is written.
        value: JSON = json.loads(json.dumps(ast.literal_eval(node)))
        return value
    except (ValueError, TypeError, RecursionError):
        return f"{ast.unparse(node)} (its value is not in the history)"


def _one_or_all(values: Mapping[str, JSON]) -> str:
    return written(next(iter(values.values())) if len(values) == 1 else dict(values))
