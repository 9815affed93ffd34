"""What the code asks the host: sub-queries, children and batches of both."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from rlm_tui.contexts.describe import describe_for_child
from rlm_tui.domain.event_base import made
from rlm_tui.domain.events import ContextInfo, NodeStarted, Place
from rlm_tui.domain.events_of_tickets import TicketFlag
from rlm_tui.domain.limits import Exceeded
from rlm_tui.domain.text import Text
from rlm_tui.domain.values import ContextValue
from rlm_tui.engine.answering import Answering
from rlm_tui.engine.asking import AnswerChild, Asker, SubQuery
from rlm_tui.engine.children import ABORTED, Children
from rlm_tui.engine.loops import is_nearly_whole, warn_of_fanout, warn_of_same_context
from rlm_tui.engine.recorded.replies import NotInRecordError, past_reply
from rlm_tui.engine.run import Run
from rlm_tui.engine.toolcalls import ToolCalls
from rlm_tui.errors import ContextError, LimitError
from rlm_tui.repl.base import Query, Reply

T = TypeVar("T")

BEGIN_AT_ONCE = 16
"""Elements of a batch that are made in one turn of the event loop."""


class SubQueries:
    """Turns the questions of running code into nodes."""

    def __init__(self, run: Run, answer_child: AnswerChild) -> None:
        self._run = run
        self._children = Children(run)
        self._answering = Answering(run, self._children, answer_child)
        self._tools = ToolCalls(run, self._children)
        self._booked: set[str] = set()
        """Nodes of batches that are not recorded yet."""

    async def ask(self, query: Query, asker: Asker) -> tuple[Reply, ...]:
        """Answer a query with one reply for each of its prompts."""
        if query.function == "tool":
            return (
                await self._tools.ask(
                    query, owner=asker.node, depth=asker.depth, place=asker.place
                ),
            )
        if self._run.limits.max_depth == 0:
            text = "sub-queries are switched off in this run (max_depth is 0)"
            return tuple(Reply(text, "error") for _ in query.prompts)
        if (problem := self._unfit_model(query.model)) is not None:
            return tuple(Reply(problem, "error") for _ in query.prompts)
        try:
            booked = await self._booked_then(query, asker)
            subs, batch = booked or await self._book(query, asker)
        except NotInRecordError as error:
            return tuple(Reply(str(error), "error") for _ in query.prompts)
        except LimitError as error:
            refused = Reply(str(error), "error")
            if query.is_batch:
                refused = _in_place(refused)
            return tuple(refused for _ in query.prompts)
        if batch is None:
            return (await self._supervised(subs[0]),)
        return await self._answer_batch(batch, subs)

    def _unfit_model(self, model: str | None) -> str | None:
        """Why code may not use a model: it may choose among those of the session, not
        spend on others or open files through a name."""
        if model is None:
            return None
        session = self._run.session
        allowed = list(dict.fromkeys((session.model, session.sub_model)))
        if model in allowed:
            return None
        return f"model {model!r} is not of this run; there are {', '.join(allowed)}"

    async def _book(
        self, query: Query, asker: Asker
    ) -> tuple[tuple[SubQuery, ...], str | None]:
        """Make the nodes, after making sure that the sub-queries are left for them.

        Those of a batch are recorded later, as they begin.
        """

        async def make() -> tuple[tuple[SubQuery, ...], str | None]:
            await warn_of_fanout(self._run.emit, asker.node, len(query.prompts))
            above = self._children.next(asker.node)
            if not query.is_batch:
                sub = self._sub_query(query, asker, 0, above, owner=asker.node)
                self._run.put_off(self._started(sub))
                if sub.flags:
                    await self._look_at_context(sub)
                return (sub,), None
            subs = self._elements(query, asker, above)
            self._booked |= {sub.node for sub in subs}
            await self._run.emit(_batch_started(above, query, asker))
            return subs, above

        return await self._booking(asker.node, len(query.prompts), make)

    def _elements(self, query: Query, asker: Asker, batch: str) -> tuple[SubQuery, ...]:
        return tuple(
            self._sub_query(query, asker, index, f"{batch}.{index + 1}")
            for index in range(len(query.prompts))
        )

    async def _booked_then(
        self, query: Query, asker: Asker
    ) -> tuple[tuple[SubQuery, ...], str | None] | None:
        """The nodes that were made when the same was asked, if the record has them.

        Raises:
            NotInRecordError: the block ended then without having asked this.
        """
        recording, where = self._run.recording, asker.where
        if not recording.has_block(where):
            return None
        path = recording.claim(where, self._asked(query, asker))
        if path is None and recording.executed(where) is not None:
            recording.children.miss(where)
            raise NotInRecordError
        if path is None:
            return None
        if not query.is_batch:
            sub = self._sub_query(query, asker, 0, path, owner=asker.node)
            await self._start((sub,))
            return (sub,), None
        subs, nodes = self._elements(query, asker, path), self._run.session.nodes
        self._booked |= {sub.node for sub in subs if sub.node not in nodes}
        return subs, path

    def _asked(self, query: Query, asker: Asker) -> list[NodeStarted]:
        """The nodes that a query is made into, whatever their paths will be."""
        if not query.is_batch:
            return [self._started(self._sub_query(query, asker, 0, "?"))]
        elements = map(self._started, self._elements(query, asker, "?"))
        return [_batch_started("?", query, asker), *elements]

    async def _start(self, subs: tuple[SubQuery, ...]) -> None:
        """Record nodes, all together."""
        *others, last = map(self._started, subs)
        for started in others:
            self._run.put_off(started)
        # Recorded, they are counted: nobody may find them twice while they are saved.
        self._booked.difference_update(sub.node for sub in subs)
        await self._run.emit(last)
        for sub in subs:
            await self._look_at_context(sub)

    async def _look_at_context(self, sub: SubQuery) -> None:
        if "samecontext" in sub.flags:
            await warn_of_same_context(self._run.emit, sub.node)

    async def _booking(
        self, node: str, wanted: int, make: Callable[[], Awaitable[T]]
    ) -> T:
        """Make nodes in turn, once the sub-queries are left for them.

        Others may have the turn while a person is asked for more.
        """
        while True:
            async with self._run.booking:
                exceeded = self._too_many(wanted)
                if exceeded is None:
                    return await make()
            await self._run.meet_limit(node, exceeded)

    def _too_many(self, wanted: int) -> Exceeded | None:
        session = self._run.session
        allowed = session.limits.max_llm_calls
        used = session.sub_queries + len(self._booked)
        if used + wanted <= allowed:
            return None
        if not session.attended:
            raise LimitError(
                f"max_llm_calls reached: {wanted} sub-queries asked for, "
                f"{allowed - used} of {allowed} left"
            )
        return Exceeded("max_llm_calls", used + wanted, allowed)

    def _sub_query(
        self, query: Query, asker: Asker, index: int, node: str, owner: str = ""
    ) -> SubQuery:
        is_rlm = query.function.startswith("rlm")
        may_recurse = asker.depth + 1 < self._run.limits.max_depth
        context = query.contexts[index] if index < len(query.contexts) else None
        at = asker.place
        place = made(Place, iteration=at.iteration, block=at.block, line=query.line)
        return SubQuery(
            node=node,
            owner=owner or node,
            kind="rlm" if is_rlm and may_recurse else "llm",
            depth=asker.depth + 1,
            model=query.model or asker.sub_model,
            prompt=query.prompts[index],
            context=context,
            function=query.function,
            place=place,
            index=index if query.is_batch else None,
            flags=_flags(context, asker.context),
            hand_on=query.hand_on,
        )

    def _started(self, sub: SubQuery) -> NodeStarted:
        return made(
            NodeStarted,
            node=sub.node,
            node_kind=sub.kind,
            depth=sub.depth,
            model=sub.model,
            prompt=Text.of(sub.prompt),
            context=_info(sub),
            function=sub.function,
            place=sub.place,
            index=sub.index,
        )

    async def _answer_batch(
        self, batch: str, subs: tuple[SubQuery, ...]
    ) -> tuple[Reply, ...]:
        past = self._run.recording.end(batch)
        if past is not None and past.state == "aborted":
            return tuple(Reply(ABORTED, "aborted") for _ in subs)
        answering = self._answer_elements(subs)
        try:
            replies = await self._run.in_reach(batch, answering)
        except asyncio.CancelledError:
            await self._children.finish(batch, "aborted")
            if not self._run.was_aborted(batch):
                raise
            return tuple(Reply(ABORTED, "aborted") for _ in subs)
        finally:
            self._booked.difference_update(sub.node for sub in subs)
        await self._children.finish(batch, "done")
        return replies

    async def _answer_elements(self, subs: tuple[SubQuery, ...]) -> tuple[Reply, ...]:
        """Begin a few at a time: the first calls leave before the last nodes are made,
        and between two steps the screen is drawn."""
        tasks: list[asyncio.Task[Reply]] = []
        async with asyncio.TaskGroup() as group:
            for first in range(0, len(subs), BEGIN_AT_ONCE):
                some = subs[first : first + BEGIN_AT_ONCE]
                await self._start(some)
                tasks += [group.create_task(self._supervised(sub)) for sub in some]
                await asyncio.sleep(0)
        return tuple(_in_place(task.result()) for task in tasks)

    async def _supervised(self, sub: SubQuery) -> Reply:
        past = self._run.recording.end(sub.node)
        if past is not None:
            return past_reply(past)
        return await self._children.supervise(sub.node, self._answering.answer(sub))

    async def consult(
        self, asker: Asker, prompt: str, *, model: str, function: str
    ) -> Reply:
        """Ask a model on behalf of the engine, as code asks with `llm_query`."""
        place = asker.place
        query = Query("llm_query", (prompt,), model=model)
        sub = self._sub_query(query, asker, 0, "?", owner=asker.node)
        sub = sub._replace(function=function, place=place)
        node = self._run.recording.claim(asker.where, [self._started(sub)])
        if node is not None:
            sub = sub._replace(node=node)
            await self._run.emit(self._started(sub))
            return await self._supervised(sub)

        async def make() -> SubQuery:
            placed = sub._replace(node=self._children.next(asker.node))
            await self._run.emit(self._started(placed))
            return placed

        return await self._supervised(await self._booking(asker.node, 1, make))


def _batch_started(node: str, query: Query, asker: Asker) -> NodeStarted:
    return NodeStarted(
        node=node,
        node_kind="batch",
        depth=asker.depth + 1,
        model=query.model or asker.sub_model,
        prompt=Text.of(f"{len(query.prompts)} prompts"),
        function=query.function,
        place=asker.place.model_copy(update={"line": query.line}),
        elements=len(query.prompts),
    )


def _in_place(reply: Reply) -> Reply:
    """The reply as the text that stands for it in a batch."""
    if reply.failure != "error":
        return reply
    return Reply(f"Error: {reply.text}", "error")


def _flags(context: ContextValue | None, whole: ContextValue) -> tuple[TicketFlag, ...]:
    if context is None or not is_nearly_whole(context, whole):
        return ()
    return ("samecontext",)


def _info(sub: SubQuery) -> ContextInfo | None:
    if sub.context is None:
        return None
    try:
        return describe_for_child(sub.context, f"context of {sub.node}")
    except ContextError:
        return None
