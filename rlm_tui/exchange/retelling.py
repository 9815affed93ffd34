"""Tells what a foreign log says of a session in our events.

Foreign logs say less than ours: no gates, no stream, often no prompts. What they do not
say is left out; token counts that they lack are estimated and marked so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from rlm_tui.domain.events import (
    ContextInfo,
    IterationFinished,
    IterationStarted,
    NodeEnd,
    NodeFinished,
    NodeStarted,
    Place,
    RunStarted,
    SessionCreated,
    SessionFinished,
    SessionStatus,
)
from rlm_tui.domain.events_of_calls import CallFinished, CallStarted, Message
from rlm_tui.domain.events_of_code import CodeExecuted, CodeStarted
from rlm_tui.domain.limits import Limits, Usage
from rlm_tui.domain.text import Text
from rlm_tui.domain.variables import Variable
from rlm_tui.exchange.items import Item

UNKNOWN = "unknown"
"""A model that the log does not name."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What is known of a session before its first turn."""

    source: str
    """The name of the format."""
    at: float
    question: str = ""
    context: ContextInfo = ContextInfo()
    model: str = ""
    sub_model: str = ""
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True)
class Query:
    """A sub-query of a block, or a whole child with turns of its own."""

    prompt: str
    answer: str
    model: str = ""
    error: str | None = None
    usage: Usage | None = None
    elapsed_s: float = 0.0
    turns: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A block of code as run."""

    code: str
    stdout: str = ""
    error: str | None = None
    elapsed_s: float = 0.0
    variables: tuple[Variable, ...] = ()
    queries: tuple[Query, ...] = ()
    is_final: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a node."""

    number: int
    reply: str
    messages: tuple[tuple[str, str], ...] | None = None
    """Role and content of everything that was sent; `None` if the log does not say."""
    reasoning: str = ""
    usage: Usage | None = None
    elapsed_s: float = 0.0
    at: float | None = None
    """When it ended."""
    blocks: tuple[Block, ...] = ()
    is_final: bool = False


@dataclass
class _Lane:
    """A node while it is told."""

    sent: tuple[Message, ...] = ()
    children: int = 0


@dataclass
class Retelling:
    """Gives the events of one session, in order."""

    opening: Opening
    _now: float = 0.0
    _lanes: dict[str, _Lane] = field(default_factory=dict)

    @property
    def model(self) -> str:
        """Of the root."""
        return self.opening.model or UNKNOWN

    def begin(self) -> Iterator[Item]:
        """The session and its root node come to be."""
        opening = self.opening
        self._now = opening.at
        label = opening.context.label or f"from {opening.source}"
        context = opening.context.model_copy(update={"label": label})
        question = Text.of(opening.question or f"(not in the {opening.source} log)")
        yield SessionCreated(
            at=self._now,
            session="",
            question=question,
            context=context,
            model=self.model,
            sub_model=opening.sub_model or self.model,
            limits=opening.limits,
        )
        words = f"did not run here: imported from {opening.source}"
        yield RunStarted(at=self._now, isolation=words)
        yield NodeStarted(
            at=self._now,
            node="0",
            node_kind="rlm",
            model=self.model,
            prompt=question,
            context=context,
        )

    def end(
        self,
        answer: str | None,
        *,
        status: SessionStatus | None = None,
        error: str | None = None,
        at: float | None = None,
    ) -> Iterator[Item]:
        """The session ends; one whose log breaks off is interrupted."""
        self._pass(at)
        text = None if answer is None else Text.of(answer)
        ended = status or ("interrupted" if answer is None else "answered")
        if ended != "interrupted":
            state: NodeEnd = "failed" if ended == "failed" else "done"
            yield NodeFinished(
                at=self._now, node="0", state=state, answer=text, error=error
            )
        yield SessionFinished(at=self._now, status=ended, answer=text, error=error)

    def _pass(self, at: float | None) -> None:
        self._now = max(self._now, at or 0.0)

    def turn(self, turn: Turn, *, node: str = "0", model: str = "") -> Iterator[Item]:
        """A reply, its blocks and what they asked."""
        self._lanes.setdefault(node, _Lane())
        number, name = turn.number, model or self.model
        if turn.at is not None:
            self._pass(turn.at - turn.elapsed_s)
        yield IterationStarted(at=self._now, node=node, iteration=number)
        yield from self._call(turn, node, name)
        blocks = len(turn.blocks)
        for place, block in enumerate(turn.blocks, 1):
            yield from self._block(
                block, node, Place(iteration=number, block=place), blocks
            )
        self._pass(turn.at)
        is_final = turn.is_final or any(block.is_final for block in turn.blocks)
        outcome = "final" if is_final else "continue" if blocks else "nudged"
        yield IterationFinished.model_validate(
            {"at": self._now, "node": node, "iteration": number, "outcome": outcome}
        )

    def _call(self, turn: Turn, node: str, model: str) -> Iterator[Item]:
        lane = self._lanes[node]
        sent = lane.sent if turn.messages is None else _messages(turn.messages)
        kept = _common(lane.sent, sent)
        lane.sent = sent
        tokens = sum(message.content.tokens for message in sent)
        yield CallStarted(
            at=self._now,
            node=node,
            iteration=turn.number,
            model=model,
            kept=kept,
            messages=sent[kept:],
            input_tokens=tokens,
        )
        thinking = max(0.0, turn.elapsed_s - sum(b.elapsed_s for b in turn.blocks))
        self._now += thinking
        reply = Text.of(turn.reply)
        yield CallFinished(
            at=self._now,
            node=node,
            iteration=turn.number,
            reply=reply,
            reasoning=Text.of(turn.reasoning),
            usage=turn.usage or estimated(tokens, reply.tokens),
            elapsed_s=thinking,
        )

    def _block(
        self, block: Block, node: str, place: Place, blocks: int
    ) -> Iterator[Item]:
        code = Text.of(block.code)
        where = {"node": node, "iteration": place.iteration, "block": place.block}
        yield CodeStarted.model_validate(
            {"at": self._now, **where, "blocks": blocks, "code": code}
        )
        ends_at = self._now + block.elapsed_s
        for query in block.queries:
            yield from self._query(query, node, place)
        self._pass(ends_at)
        status = "error" if block.error else "final" if block.is_final else "ok"
        yield CodeExecuted.model_validate(
            {
                "at": self._now,
                **where,
                "blocks": blocks,
                "code": code,
                "stdout": Text.of(block.stdout),
                "error": block.error,
                "status": status,
                "elapsed_s": block.elapsed_s,
                "variables": block.variables,
            }
        )

    def _query(self, query: Query, parent: str, place: Place) -> Iterator[Item]:
        lane = self._lanes[parent]
        lane.children += 1
        node = f"{parent}.{lane.children}"
        prompt = Text.of(query.prompt)
        kind = "rlm" if query.turns else "llm"
        model = query.model or self.opening.sub_model or self.model
        starts_at = self._now
        yield NodeStarted(
            at=starts_at,
            node=node,
            node_kind="rlm" if query.turns else "llm",
            depth=parent.count(".") + 1,
            model=model,
            prompt=prompt,
            function=f"{kind}_query",
            place=place,
        )
        for turn in query.turns or (_only_turn(query),):
            yield from self._child_turn(turn, node, model, is_plain=not query.turns)
        self._pass(starts_at + query.elapsed_s)
        yield NodeFinished(
            at=self._now,
            node=node,
            state="failed" if query.error else "done",
            answer=None if query.error else Text.of(query.answer),
            error=query.error,
        )

    def _child_turn(
        self, turn: Turn, node: str, model: str, *, is_plain: bool
    ) -> Iterator[Item]:
        if not is_plain:
            yield from self.turn(turn, node=node, model=model)
            return
        self._lanes.setdefault(node, _Lane())
        yield from self._call(turn, node, model)


def _only_turn(query: Query) -> Turn:
    """The one call of a plain sub-query."""
    return Turn(
        number=1,
        reply=query.answer,
        messages=(("user", query.prompt),),
        usage=query.usage,
        elapsed_s=query.elapsed_s,
    )


def _messages(pairs: Sequence[tuple[str, str]]) -> tuple[Message, ...]:
    roles = {"system": "system", "assistant": "assistant"}
    return tuple(
        Message.model_validate(
            {"role": roles.get(role, "user"), "content": Text.of(content)}
        )
        for role, content in pairs
    )


def _common(before: Sequence[Message], now: Sequence[Message]) -> int:
    """How many messages at the beginning are the same."""
    same = 0
    for one, other in zip(before, now, strict=False):
        if one != other:
            break
        same += 1
    return same


def estimated(input_tokens: int, output_tokens: int) -> Usage:
    """The usage of a call whose tokens nobody counted and whose price is not known."""
    return Usage(
        calls=1,
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        unpriced_calls=1,
        estimated=True,
    )


def charged_last(turns: Sequence[Turn], usage: Usage) -> tuple[Turn, ...]:
    """The turns of a child of which only the sum of all its calls is known.

    The sum holds its plain sub-queries as well, which are counted where they are.
    """
    if not turns:
        return ()
    asked = [
        query for turn in turns for block in turn.blocks for query in block.queries
    ]
    for query in asked:
        if query.usage is not None and not query.turns:
            usage = _without(usage, query.usage)
    uncounted = [replace(turn, usage=Usage(calls=1)) for turn in turns[:-1]]
    last = replace(usage, calls=max(1, usage.calls - len(uncounted)))
    return (*uncounted, replace(turns[-1], usage=last))


def _without(usage: Usage, part: Usage) -> Usage:
    return replace(
        usage,
        calls=max(0, usage.calls - part.calls),
        input_tokens=max(0, usage.input_tokens - part.input_tokens),
        output_tokens=max(0, usage.output_tokens - part.output_tokens),
        cost=max(0.0, usage.cost - part.cost),
        unpriced_calls=max(0, usage.unpriced_calls - part.unpriced_calls),
    )
