"""Writes a session as OpenTelemetry spans, in the JSON form of OTLP.

Encoding: opentelemetry.io/docs/specs/otlp (JSON Protobuf): ids in hexadecimal, 64-bit
numbers as strings. Names: the semantic conventions for generative AI
(opentelemetry.io/docs/specs/semconv/gen-ai, in development): an agent invocation for
each RLM node, `chat` for each model call, `execute_tool` for each tool and each block
of code. What they have no name for is under `rlm_tui.`. One line for each 500 spans;
each line is a request of its own, as file receivers of collectors read them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Literal, TypeAlias

from rlm_tui.domain.conversation import messages_at
from rlm_tui.domain.events import Event
from rlm_tui.domain.events_of_calls import CallFinished, Message
from rlm_tui.domain.session import Node, Session
from rlm_tui.domain.turns import Execution, Iteration
from rlm_tui.domain.values import JSON
from rlm_tui.exchange.items import ReadText

Json: TypeAlias = dict[str, JSON]
SCHEMA_URL = "https://opentelemetry.io/schemas/1.37.0"
SPANS_A_LINE = 500

_KINDS = {"internal": 1, "client": 3}
_PROVIDERS = {
    "gemini": "gcp.gemini",
    "vertex_ai": "gcp.vertex_ai",
    "bedrock": "aws.bedrock",
    "azure": "azure.ai.openai",
    "mistral": "mistral_ai",
    "xai": "x_ai",
}
"""Where the name before a model's slash is not that of the conventions."""


async def write(
    session: Session, events: Sequence[Event], read: ReadText
) -> AsyncIterator[str]:
    """Requests with spans, one a line."""
    reasons = {
        (event.node, event.iteration): event.finish_reason
        for event in events
        if isinstance(event, CallFinished)
    }
    spans: list[JSON] = []
    async for span in _Spans(session, reasons, read).all():
        spans.append(span)
        if len(spans) == SPANS_A_LINE:
            yield _request(session, spans)
            spans = []
    if spans:
        yield _request(session, spans)


def _request(session: Session, spans: list[JSON]) -> str:
    resource = {"service.name": "rlm-tui", "rlm_tui.session.id": session.id}
    request: Json = {
        "resourceSpans": [
            {
                "resource": {"attributes": attributes(resource)},
                "scopeSpans": [
                    {
                        "scope": {"name": "rlm-tui"},
                        "spans": spans,
                        "schemaUrl": SCHEMA_URL,
                    }
                ],
                "schemaUrl": SCHEMA_URL,
            }
        ]
    }
    return json.dumps(request, ensure_ascii=False) + "\n"


def attributes(values: Mapping[str, JSON]) -> list[JSON]:
    """Values as the protocol writes them; `None` is left out."""
    return [
        {"key": key, "value": _value(value)}
        for key, value in values.items()
        if value is not None
    ]


def _value(value: JSON) -> Json:
    match value:
        case bool():
            return {"boolValue": value}
        case int():
            return {"intValue": str(value)}
        case float():
            return {"doubleValue": value}
        case str():
            return {"stringValue": value}
        case list():
            return {"arrayValue": {"values": [_value(item) for item in value]}}
        case _:
            return {"stringValue": json.dumps(value, ensure_ascii=False)}


def span_id(session: str, *place: object) -> str:
    """The same for the same place of the same session."""
    return _hash("span", session, *place)[:16]


def trace_id(session: str) -> str:
    """Of a session."""
    return _hash("trace", session)[:32]


def _hash(*parts: object) -> str:
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()


def provider_of(model: str) -> str:
    """The provider by a model's name, as litellm writes it."""
    head, slash, _ = model.partition("/")
    return _PROVIDERS.get(head, head) if slash else "rlm-tui"


class _Spans:
    def __init__(
        self,
        session: Session,
        reasons: Mapping[tuple[str, int], str],
        read: ReadText,
    ) -> None:
        self._session = session
        self._reasons = reasons
        """Why replies ended, by node and iteration."""
        self._read = read

    async def all(self) -> AsyncIterator[Json]:
        nodes = self._session.nodes.values()
        for node in sorted(nodes, key=lambda node: (node.started_at, node.id)):
            if node.kind != "llm":
                yield await self._node(node)
            for turn in node.iterations:
                if turn.called_at is not None:
                    yield await self._call(node, turn)
                for execution in turn.executions:
                    yield await self._code(node, turn, execution)

    def _span(
        self,
        name: str,
        place: Sequence[object],
        parent: Sequence[object] | None,
        *,
        kind: Literal["internal", "client"],
        between: tuple[float, float],
        values: dict[str, JSON],
        error: str | None = None,
    ) -> Json:
        start, end = between
        span: Json = {
            "traceId": trace_id(self._session.id),
            "spanId": span_id(self._session.id, *place),
            "name": name,
            "kind": _KINDS[kind],
            "startTimeUnixNano": str(round(start * 1e9)),
            "endTimeUnixNano": str(round(max(start, end) * 1e9)),
            "attributes": attributes(
                {**values, "gen_ai.conversation.id": self._session.id}
            ),
            "status": {"code": 2, "message": error} if error else {"code": 1},
        }
        if parent is not None:
            span["parentSpanId"] = span_id(self._session.id, *parent)
        return span

    def _parent(self, node: Node) -> tuple[object, ...] | None:
        """The block that asked for a node; the batch for an element of one."""
        parent = node.parent_id
        if parent is None:
            return None
        place = node.place
        if place is None or self._session.nodes[parent].kind == "batch":
            return (parent,)
        turns = self._session.nodes[parent].iterations
        for turn in turns:
            for execution in turn.executions:
                if (turn.number, execution.block) == (place.iteration, place.block):
                    return (parent, turn.number, "code", execution.block)
        return (parent,)

    async def _node(self, node: Node) -> Json:
        is_tool = node.kind == "tool"
        operation = "execute_tool" if is_tool else "invoke_agent"
        values: dict[str, JSON] = {
            "gen_ai.operation.name": operation,
            "gen_ai.agent.id": None if is_tool else node.id,
            "gen_ai.agent.name": None if is_tool else "rlm-tui",
            "gen_ai.tool.name": node.function if is_tool else None,
            "gen_ai.request.model": node.model or None,
            "gen_ai.provider.name": provider_of(node.model),
            "gen_ai.usage.input_tokens": node.total.input_tokens,
            "gen_ai.usage.output_tokens": node.total.output_tokens,
            "rlm_tui.node.id": node.id,
            "rlm_tui.node.kind": node.kind,
            "rlm_tui.node.state": node.state,
            "rlm_tui.prompt": await self._read(node.prompt),
            "rlm_tui.answer": None
            if not node.answer
            else await self._read(node.answer),
            "rlm_tui.cost_usd": node.total.known_cost,
            "error.type": "failed" if node.error else None,
        }
        return self._span(
            f"{operation} {node.function if is_tool else node.kind}",
            (node.id,),
            self._parent(node),
            kind="internal",
            between=(node.started_at, node.ended_at or self._session.saved_at),
            values=values,
            error=node.error,
        )

    async def _call(self, node: Node, turn: Iteration) -> Json:
        """A call with all its attempts, as the conventions ask."""
        assert turn.called_at is not None
        usage = turn.usage
        sent = messages_at(node, turn.number)
        failed = turn.failures[-1] if turn.failures and turn.reply is None else None
        reply = None if turn.reply is None else await self._read(turn.reply)
        reason = self._reasons.get((node.id, turn.number), "")
        values: dict[str, JSON] = {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": provider_of(node.model),
            "gen_ai.request.model": node.model,
            "gen_ai.response.model": node.model,
            "gen_ai.response.finish_reasons": [reason] if reason else None,
            "gen_ai.usage.input_tokens": usage.input_tokens,
            "gen_ai.usage.output_tokens": usage.output_tokens,
            "gen_ai.usage.cache_read.input_tokens": usage.cached_tokens or None,
            "gen_ai.usage.reasoning.output_tokens": usage.reasoning_tokens or None,
            "gen_ai.input.messages": json.dumps(
                [await self._message(message) for message in sent], ensure_ascii=False
            ),
            "gen_ai.output.messages": None
            if reply is None
            else json.dumps([_reply(reply, reason)], ensure_ascii=False),
            "rlm_tui.node.id": node.id,
            "rlm_tui.iteration": turn.number,
            "rlm_tui.attempts": len(turn.failures) + (reply is not None),
            "rlm_tui.cost_usd": usage.known_cost,
            "error.type": failed.error_type if failed else None,
        }
        is_llm = node.kind == "llm"
        start = node.started_at if is_llm else turn.called_at
        return self._span(
            f"chat {node.model}",
            (node.id, turn.number, "call"),
            self._parent(node) if is_llm else (node.id,),
            kind="client",
            between=(start, turn.called_at + turn.elapsed_s),
            values=values,
            error=failed.error if failed else None,
        )

    async def _message(self, message: Message) -> JSON:
        content = await self._read(message.content)
        return {"role": message.role, "parts": [{"type": "text", "content": content}]}

    async def _code(self, node: Node, turn: Iteration, execution: Execution) -> Json:
        stdout = execution.stdout
        start = execution.started_at or turn.started_at
        values: dict[str, JSON] = {
            "gen_ai.operation.name": "execute_tool",
            "gen_ai.tool.name": "python",
            "gen_ai.tool.type": "extension",
            "rlm_tui.node.id": node.id,
            "rlm_tui.iteration": turn.number,
            "rlm_tui.block": execution.block,
            "rlm_tui.code": await self._read(execution.code),
            "rlm_tui.stdout": None if stdout is None else await self._read(stdout),
            "error.type": execution.status if execution.error else None,
        }
        return self._span(
            "execute_tool python",
            (node.id, turn.number, "code", execution.block),
            (node.id,),
            kind="internal",
            between=(start, self._code_end(node, turn, execution, start)),
            values=values,
            error=execution.error,
        )

    def _code_end(
        self, node: Node, turn: Iteration, execution: Execution, start: float
    ) -> float:
        """Its running time, and the end of what it waited for."""
        place = (turn.number, execution.block)
        waited = [
            child.ended_at
            for child in map(self._session.nodes.get, node.children)
            if child is not None
            and child.ended_at is not None
            and child.place is not None
            and (child.place.iteration, child.place.block) == place
        ]
        return max([start + execution.elapsed_s, *waited])


def _reply(text: str, reason: str) -> Json:
    return {
        "role": "assistant",
        "parts": [{"type": "text", "content": text}],
        "finish_reason": reason,
    }
