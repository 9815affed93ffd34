"""Writes a session as a log of `rlms`, for its visualizer.

The format is that of `rlm/logger/rlm_logger.py` and `rlm/core/types.py` in `rlms` 0.1.3
and of `visualizer/src/lib` in github.com/alexzhang13/rlm: a `metadata` line, then one
for each iteration of the root. Sub-queries are `rlm_calls` of the block that asked,
batches flat; a child with iterations carries them in its `metadata`. Calls of tools,
gates and decisions have no place there and are left out.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeAlias

from rlm_tui.domain.conversation import conversation
from rlm_tui.domain.events import Event
from rlm_tui.domain.events_of_calls import Message
from rlm_tui.domain.events_of_code import CodeExecuted
from rlm_tui.domain.limits import Usage
from rlm_tui.domain.session import Node, Session
from rlm_tui.domain.turns import Execution, Iteration
from rlm_tui.domain.values import JSON
from rlm_tui.exchange.items import ReadText

Json: TypeAlias = dict[str, JSON]
_Place: TypeAlias = tuple[str, int, int]


async def write(
    session: Session, events: Sequence[Event], read: ReadText
) -> AsyncIterator[str]:
    """The lines of the log."""
    log = _Log(session, read, _variables(events))
    stamp = _stamp(session.created_at)
    about: Json = {
        **log.metadata(session.model),
        "root_prompt": await read(session.question),
    }
    yield _line({"type": "metadata", "timestamp": stamp, **about})
    if session.root is not None:
        async for line in log.iterations(session.root):
            yield _line(line)


def _line(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"


def _stamp(at: float) -> str:
    return datetime.fromtimestamp(at, tz=UTC).isoformat()


def _variables(events: Sequence[Event]) -> Mapping[_Place, Json]:
    """The variables after each block, as far as they were kept."""
    return {
        (event.node, event.iteration, event.block): {
            variable.name: variable.preview for variable in event.variables
        }
        for event in events
        if isinstance(event, CodeExecuted)
    }


class _Log:
    def __init__(
        self, session: Session, read: ReadText, variables: Mapping[_Place, Json]
    ) -> None:
        self._session = session
        self._read = read
        self._variables = variables

    def metadata(self, model: str) -> Json:
        limits = self._session.limits
        return {
            "root_model": model,
            "max_depth": limits.max_depth,
            "max_iterations": limits.max_iterations,
            "backend": "rlm-tui",
            "backend_kwargs": {"model_name": model},
            "environment_type": "local",
            "environment_kwargs": {"isolation": self._session.isolation},
            "other_backends": None,
        }

    async def iterations(self, node: Node) -> AsyncIterator[Json]:
        sent = {turn.number: messages for turn, messages in conversation(node)}
        for at, turn in enumerate(node.iterations):
            is_last = at == len(node.iterations) - 1
            answer = node.answer if is_last else None
            final = None if answer is None else await self._read(answer)
            yield {
                "type": "iteration",
                "iteration": turn.number,
                "timestamp": _stamp(turn.started_at + turn.elapsed_s),
                "prompt": await self._messages(sent.get(turn.number, ())),
                "response": "" if turn.reply is None else await self._read(turn.reply),
                "code_blocks": [
                    await self._block(node, turn, execution, final)
                    for execution in turn.executions
                ],
                "final_answer": final,
                "iteration_time": _seconds(turn),
            }

    async def _messages(self, messages: Sequence[Message]) -> list[JSON]:
        return [
            {"role": message.role, "content": await self._read(message.content)}
            for message in messages
        ]

    async def _block(
        self, node: Node, turn: Iteration, execution: Execution, final: str | None
    ) -> Json:
        is_last = execution is turn.executions[-1]
        place = (node.id, turn.number, execution.block)
        stdout = execution.stdout
        return {
            "code": await self._read(execution.code),
            "result": {
                "stdout": "" if stdout is None else await self._read(stdout),
                "stderr": execution.error or "",
                "locals": self._variables.get(place, {}),
                "execution_time": execution.elapsed_s,
                "rlm_calls": [
                    await self._call(child)
                    for child in self._asked(node, turn.number, execution.block)
                ],
                "final_answer": final if is_last else None,
            },
        }

    def _asked(self, node: Node, iteration: int, block: int) -> list[Node]:
        """The model calls that a block asked for; those of a batch one by one."""
        found: list[Node] = []
        for child_id in node.children:
            child = self._session.nodes[child_id]
            place = child.place
            if place and (place.iteration, place.block) == (iteration, block):
                elements = [self._session.nodes[below] for below in child.children]
                found += elements if child.kind == "batch" else [child]
        return [child for child in found if child.kind in ("llm", "rlm")]

    async def _call(self, node: Node) -> Json:
        usage = node.total
        call: Json = {
            "root_model": node.model,
            "prompt": await self._read(node.prompt),
            "response": "" if node.answer is None else await self._read(node.answer),
            "prompt_tokens": usage.input_tokens,
            "completion_tokens": usage.output_tokens,
            "usage_summary": {"model_usage_summaries": {node.model: _summary(usage)}},
            "execution_time": (node.ended_at or node.started_at) - node.started_at,
        }
        if node.kind == "rlm":
            call["metadata"] = {
                "run_metadata": self.metadata(node.model),
                "iterations": [line async for line in self.iterations(node)],
            }
        if node.error:
            call["error"] = node.error
        return call


def _seconds(turn: Iteration) -> float:
    return turn.elapsed_s + sum(execution.elapsed_s for execution in turn.executions)


def _summary(usage: Usage) -> Json:
    summary: Json = {
        "total_calls": usage.calls,
        "total_input_tokens": usage.input_tokens,
        "total_output_tokens": usage.output_tokens,
    }
    if usage.known_cost is not None:
        summary["total_cost"] = usage.known_cost
    return summary
