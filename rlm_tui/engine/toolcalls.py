"""A call of a tool: a node, a gate, a time limit, and a value for the code."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel

from rlm_tui.domain.decisions import refusal
from rlm_tui.domain.events import NodeFinished, NodeStarted, Place
from rlm_tui.domain.events_of_answers import ToolCalled
from rlm_tui.domain.events_of_tickets import TicketRaised
from rlm_tui.domain.text import Text
from rlm_tui.domain.values import JSON
from rlm_tui.engine.children import Children
from rlm_tui.engine.recorded.replies import NotInRecordError, past_reply
from rlm_tui.engine.run import Run
from rlm_tui.engine.steering.crossing import Crossing, Made, Verdict, whole
from rlm_tui.engine.tool_out import ToolCancelledError, ToolOut
from rlm_tui.engine.tools import Tool, ToolFailedError
from rlm_tui.repl.base import Query, Reply


@dataclass(frozen=True, slots=True)
class _ToolCall:
    node: str
    owner: str
    tool: Tool
    place: Place


class ToolCalls:
    """Runs tools for the code of all nodes, so many at a time."""

    def __init__(self, run: Run, children: Children) -> None:
        self._run = run
        self._children = children
        self._slots = asyncio.Semaphore(run.limits.max_concurrency)

    async def ask(self, query: Query, *, owner: str, depth: int, place: Place) -> Reply:
        """Call the tool that code named, and give back JSON for it.

        What was never a call (an unknown name, arguments that do not fit) is told to
        the code and makes no node.
        """
        try:
            tool = self._run.caller.tools_at(depth).find(query.tool)
            named = tool.bind(*_arguments(query.prompts[0]))
            tool.validated(named)
        except ToolFailedError as error:
            return Reply(str(error), "error")
        place = place.model_copy(update={"line": query.line})
        text = _written(named)
        started = NodeStarted(
            node="?",
            node_kind="tool",
            depth=depth + 1,
            prompt=Text.of(text),
            function=tool.name,
            place=place,
        )
        where = (owner, place.iteration, place.block)
        node = self._run.recording.claim(where, [started])
        if node is None and self._run.recording.executed(where) is not None:
            self._run.recording.children.miss(where)
            return Reply(str(NotInRecordError()), "error")
        node = node or self._children.next(owner)
        await self._run.emit(started.model_copy(update={"node": node}))
        if past := self._run.recording.end(node):
            return _past_reply(past)
        call = _ToolCall(node, owner, tool, place)
        return await self._children.supervise(
            call.node, self._cross_and_call(call, text)
        )

    async def _cross_and_call(self, call: _ToolCall, text: str) -> Reply:
        while True:
            crossing = _query_crossing(call, text)
            verdict = await self._run.steering.cross(crossing)
            if verdict.verb == "reject":
                words = refusal("tool call", verdict.text)
                await self._children.finish(call.node, "rejected", error=words)
                return Reply(words, "rejected")
            if verdict.verb == "answer":
                return await self._by_hand(call, verdict.text)
            text = verdict.text
            try:
                arguments = call.tool.validated(_object(text))
            except ToolFailedError as error:
                crossing = crossing._replace(payload=text)
                reply = await self._unfit(call, crossing, str(error))
                if isinstance(reply, Reply):
                    return reply
                text = reply
                continue
            came_to = await self._called(call, arguments, crossing, verdict)
            if came_to is not None:
                return came_to

    async def _unfit(
        self, call: _ToolCall, crossing: Crossing, words: str
    ) -> Reply | str:
        """A person's edit is no call of the tool: they may edit again, or give up."""
        verdict = await self._run.ask_about_error(crossing, words)
        if verdict.verb == "answer":
            return await self._by_hand(call, verdict.text)
        if verdict.verb == "reject":
            return await self._failed(call, words)
        return verdict.text

    async def _by_hand(self, call: _ToolCall, text: str) -> Reply:
        await self._children.finish(call.node, "answered", answer=text)
        return Reply(_written(_value(text)))

    async def _called(
        self,
        call: _ToolCall,
        arguments: BaseModel,
        crossing: Crossing,
        verdict: Verdict,
    ) -> Reply | None:
        """Call the tool until its value may be handed on; `None`: it may not leave."""
        values: list[JSON] = []
        while True:
            async with self._slots:
                has_left = bool(values) or self._run.recording.tool_ahead(call.node)
                if not has_left and not self._run.steering.may_leave(crossing, verdict):
                    return None
                made = await self._made(call, arguments, verdict.text)
            if isinstance(made, ToolCancelledError):
                again = crossing._replace(payload=verdict.text)
                asked = await self._ask_about_end(call, again, made)
                if isinstance(asked, Reply):
                    return asked
                verdict, arguments = asked
                continue
            if isinstance(made, ToolFailedError):
                return await self._failed(call, str(made))
            values.append(made)
            reply = await self._hand_on(call, values)
            if reply is not None:
                return reply

    async def _made(
        self, call: _ToolCall, arguments: BaseModel, text: str
    ) -> JSON | ToolFailedError:
        """What the tool gave back, or why it gave nothing."""
        try:
            return await self._value_of(call, arguments, text)
        except ToolFailedError as error:
            return error

    async def _ask_about_end(
        self, call: _ToolCall, crossing: Crossing, error: ToolCancelledError
    ) -> Reply | tuple[Verdict, BaseModel]:
        """What follows a call that a person ended: an answer, or the call once more.

        An edit that is no call of the tool is asked about again.
        """
        why = error.why
        while True:
            verdict = await self._run.ask_about_error(crossing, why)
            if verdict.verb == "answer":
                return await self._by_hand(call, verdict.text)
            if verdict.verb == "reject":
                return await self._failed(call, str(error))
            try:
                return verdict, call.tool.validated(_object(verdict.text))
            except ToolFailedError as unfit:
                crossing, why = crossing._replace(payload=verdict.text), str(unfit)

    async def _value_of(self, call: _ToolCall, arguments: BaseModel, text: str) -> JSON:
        """What the tool gives back.

        Raises:
            ToolFailedError: it failed, took too long, or was ended by a person.
        """
        await self._run.check_limits(call.node)
        await self._run.emit(
            ToolCalled(node=call.node, tool=call.tool.name, arguments=Text.of(text))
        )
        past = self._run.recording.ticket_ahead(call.node)
        if past is not None and past.gate == "error":
            raise ToolCancelledError(call.tool.name)
        if past is not None:
            return _past_value(past)
        out = ToolOut(call.tool, self._run.limits.tool_timeout)
        with self._run.out(call.node, out):
            return await out.call(arguments)

    async def _failed(self, call: _ToolCall, words: str) -> Reply:
        await self._children.finish(call.node, "failed", error=words)
        return Reply(words, "error")

    async def _hand_on(self, call: _ToolCall, values: Sequence[JSON]) -> Reply | None:
        """Cross the gate with what the tool gave; `None`: call it once more."""
        made = tuple(Made("", _shown(value)) for value in values)
        verdict = await self._run.steering.cross(
            Crossing(
                node=call.node,
                owner=call.owner,
                gate="result",
                of="query",
                payload=made[-1].text,
                iteration=call.place.iteration,
                attempts=made if len(made) > 1 else (),
                is_value=not isinstance(values[-1], str),
            )
        )
        if verdict.verb == "retry":
            return None
        shown, value = verdict.text, values[(verdict.attempt or 0) - 1]
        if verdict.verb == "reject":
            shown = value = refusal("result", verdict.text)
        elif verdict.edited:
            value = shown if isinstance(value, str) else _value(shown)
        await self._children.finish(
            call.node, "done", answer=shown, is_value=not isinstance(value, str)
        )
        return Reply(_written(value))


def _shown(value: JSON) -> str:
    return value if isinstance(value, str) else _written(value)


def _past_value(raised: TicketRaised) -> JSON:
    """What a tool gave, as it came to its gate; earlier versions did not say whether
    it was a text."""
    text = whole(raised.payload)
    return text if raised.is_value is False else _value(text)


def _past_reply(end: NodeFinished) -> Reply:
    """What a call of a tool came to, as JSON for the code where it came to anything."""
    reply = past_reply(end)
    if reply.failure is not None or end.is_value:
        return reply
    is_by_hand = end.state == "answered"
    return Reply(_written(_value(reply.text) if is_by_hand else reply.text))


def _query_crossing(call: _ToolCall, text: str) -> Crossing:
    return Crossing(
        node=call.node,
        owner=call.owner,
        gate="query",
        payload=text,
        iteration=call.place.iteration,
        block=call.place.block,
    )


def _arguments(text: str) -> tuple[list[JSON], dict[str, JSON]]:
    match _parsed(text):
        case {"args": list(args), "kwargs": dict(kwargs)}:
            return args, kwargs
    raise ToolFailedError("the arguments of the call cannot be read")


def _object(text: str) -> dict[str, JSON]:
    match _parsed(text):
        case dict() as named:
            return named
    raise ToolFailedError('the arguments must be one JSON object, as {"query": "x"}')


def _parsed(text: str) -> JSON:
    try:
        value: JSON = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ToolFailedError(f"not JSON: {error}") from error
    return value


def _value(text: str) -> JSON:
    """What a person wrote as a result: JSON if it is, else a text."""
    try:
        return _parsed(text)
    except ToolFailedError:
        return text


def _written(value: JSON) -> str:
    return json.dumps(value, ensure_ascii=False)
