"""What a run hands back to the program that asked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from pydantic_core import to_jsonable_python

from rlm_tui.domain.events import Event, SessionStatus
from rlm_tui.domain.limits import Usage
from rlm_tui.domain.session import Node, Session
from rlm_tui.domain.text import EMPTY, Text
from rlm_tui.domain.turns import Execution, Iteration
from rlm_tui.domain.usage_by_model import usage_by_model
from rlm_tui.domain.values import JSON, ContextValue


@dataclass(frozen=True, slots=True)
class Step:
    """One block of the root, or one of its turns that had none."""

    iteration: int
    """The turn, from 1."""
    reasoning: str
    """What the model thought, or else the whole of its reply."""
    code: str
    """As run: after any change that a person made; empty for a turn without."""
    output: str
    """What the code printed, as recorded."""
    error: str | None
    """The exception with its traceback, if the code raised one."""


@dataclass(frozen=True, slots=True)
class NodeResult:
    """A node of the recursion with everything below it."""

    id: str
    """Its path, such as `0.1`; the root is `0`."""
    kind: str
    """`rlm`, `llm`, `batch` or `tool`."""
    model: str
    state: str
    """At the end: `done`, `failed`, `rejected`, `answered` (by hand), `aborted`, …"""
    prompt: str
    answer: str
    error: str | None
    usage: Usage
    """With that of all nodes below it."""
    children: tuple[NodeResult, ...]


@dataclass(frozen=True, slots=True)
class Past:
    """What a question that follows goes on from."""

    events: Sequence[Event]
    context: ContextValue

    def __deepcopy__(self, _memo: dict[int, Any]) -> Self:
        """Itself: nobody changes it, and it may be large."""
        return self


@dataclass(frozen=True, slots=True)
class RLMResult:
    """The answer to a question and how it came about."""

    session_id: str
    status: SessionStatus
    """A `forced` answer was asked for after the last iteration."""
    text: str
    """The answer; of a run that ended otherwise the best there was, or nothing."""
    structured_output: Any
    """The answer as a value that meets the schema: an instance, for a pydantic model;
    `None` where no schema was asked for, or none is met."""
    confidence: float | None
    """From 0 to 1, where the model or the evaluator gave one."""
    steps: tuple[Step, ...]
    """What the root did, in order, since the question was asked."""
    root: NodeResult | None
    """The tree of nodes; `None` if the run ended before there was one."""
    iterations: int
    """Turns of the root."""
    llm_call_count: int
    """Every model call of the run, failed attempts that cost something included."""
    tool_call_count: int
    nodes: int
    """Of the whole tree, batches and tools included."""
    usage: Usage
    usage_by_model: dict[str, Usage]
    """Calls, tokens and cost by the name of the model, the dearest first."""
    cost: float | None
    """US dollars; `None` when the price of a call is not known."""
    elapsed_s: float
    """Seconds, with those in which it waited for a person."""
    error: str | None
    """Why there is no settled answer, in words."""
    past: Past | None = field(default=None, repr=False, compare=False)
    """For `after=`: what a further question goes on from."""

    def as_json(self) -> dict[str, JSON]:
        """The object that `run --json` prints."""
        return {
            "session_id": self.session_id,
            "status": self.status,
            "text": self.text,
            "structured_output": to_jsonable_python(self.structured_output),
            "confidence": self.confidence,
            "iterations": self.iterations,
            "llm_call_count": self.llm_call_count,
            "tool_call_count": self.tool_call_count,
            "usage": _tokens(self.usage),
            "usage_by_model": {
                model: {"calls": used.calls, **_tokens(used), "cost": used.known_cost}
                for model, used in self.usage_by_model.items()
            },
            "cost": self.cost,
            "elapsed_s": round(self.elapsed_s, 3),
            "nodes": self.nodes,
            "error": self.error,
        }


def _tokens(usage: Usage) -> dict[str, JSON]:
    return {
        "input_tokens": usage.input_tokens,
        "output_tokens": usage.output_tokens,
        "total_tokens": usage.total_tokens,
        "reasoning_tokens": usage.reasoning_tokens,
        "cached_tokens": usage.cached_tokens,
        "estimated": usage.estimated,
    }


def result_of(session: Session) -> RLMResult:
    """The result of a session whose texts are at hand; of longer ones that are not,
    the beginning."""
    root = session.root
    return RLMResult(
        session_id=session.id,
        status=session.status or "interrupted",
        text=_whole(session.answer),
        structured_output=_structured(session),
        confidence=session.confidence,
        steps=steps_of(root, since=session.turns_before) if root else (),
        root=_node(session, root) if root else None,
        iterations=len(root.iterations) - session.turns_before if root else 0,
        llm_call_count=session.usage.calls,
        tool_call_count=session.tool_calls,
        nodes=len(session.nodes),
        usage=session.usage,
        usage_by_model=usage_by_model(session),
        cost=session.usage.known_cost,
        elapsed_s=session.active_s + session.parked_s,
        error=session.error,
    )


def _structured(session: Session) -> JSON:
    text = session.structured
    whole = text.whole if text is not None else None
    value: JSON = None if whole is None else json.loads(whole)
    return value


def _whole(text: Text | None) -> str:
    text = text or EMPTY
    return text.whole if text.whole is not None else text.preview


def steps_of(root: Node, *, since: int = 0) -> tuple[Step, ...]:
    """What an RLM node did, block by block, after so many turns."""
    return tuple(
        _step(turn, execution)
        for turn in root.iterations[since:]
        for execution in turn.executions or (None,)
    )


def _step(turn: Iteration, execution: Execution | None) -> Step:
    return Step(
        iteration=turn.number,
        reasoning=_whole(turn.reasoning) or _whole(turn.reply),
        code=_whole(execution.code) if execution else "",
        output=_whole(execution.stdout) if execution else "",
        error=execution.error if execution else None,
    )


def _node(session: Session, node: Node) -> NodeResult:
    return NodeResult(
        id=node.id,
        kind=node.kind,
        model=node.model,
        state=node.state,
        prompt=_whole(node.prompt),
        answer=_whole(node.answer),
        error=node.error,
        usage=node.total,
        children=tuple(_node(session, session.nodes[child]) for child in node.children),
    )
