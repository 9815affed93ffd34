"""For how long a run lives, and what is left of it when it ends early."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Protocol

from rlm_tui.collector import rest_set_aside
from rlm_tui.domain.events import Event, RunBroken, SessionCreated
from rlm_tui.domain.session import Session
from rlm_tui.domain.values import ContextValue
from rlm_tui.engine.handle import RunHandle
from rlm_tui.engine.result import Past, result_of
from rlm_tui.engine.root import answer_question
from rlm_tui.engine.run import Run
from rlm_tui.engine.steering.crossing import whole
from rlm_tui.errors import RLMError
from rlm_tui.finishing import first_leaf
from rlm_tui.journal import Journal


@asynccontextmanager
async def living(
    run: Run, question: str, context: ContextValue, journal: Journal
) -> AsyncIterator[RunHandle]:
    """Answer a question until it is answered or the block is left.

    Raises:
        RLMError: the session could not go on.
    """
    try:
        async with asyncio.TaskGroup() as group:
            answering = _answer_while_kept(run, question, context, journal)
            work = group.create_task(answering)
            handle = RunHandle(run, work, Past(journal.events, context))
            unsubscribe = journal.subscribe(partial(_end_if_broken, work))
            try:
                yield handle
            finally:
                await handle.interrupt()
                unsubscribe()
                await journal.save_rest()
    except BaseExceptionGroup as error:
        raise with_partial(first_leaf(error), journal) from error


def _end_if_broken(work: asyncio.Task[None], _session: Session, event: Event) -> None:
    """Lanes that wait for a person, or for a model, hear of it no other way."""
    if isinstance(event, RunBroken):
        asyncio.get_running_loop().call_soon(work.cancel)


async def _answer_while_kept(
    run: Run, question: str, context: ContextValue, journal: Journal
) -> None:
    """Answer for as long as what happens can be saved.

    Raises:
        StoreError: it cannot be any more.
    """
    try:
        with rest_set_aside():
            await answer_question(run, question, context)
    except asyncio.CancelledError:
        journal.check()
        raise


class _Closes(Protocol):
    def close(self) -> None:
        """Take in nothing more."""


async def close_at_end(handle: RunHandle, streams: Sequence[_Closes]) -> None:
    """Close what is told of a run when that has ended."""
    await handle.stopped()
    for stream in streams:
        stream.close()


def first_question(journal: Journal) -> str:
    """The question that the session began with; others may have followed."""
    created = journal.events[0]
    assert isinstance(created, SessionCreated), "a session begins with its creation"
    return whole(created.question)


def with_partial(error: BaseException, journal: Journal) -> BaseException:
    """The error, with what the run had come to."""
    may_carry = RLMError | KeyboardInterrupt | asyncio.CancelledError
    carries = isinstance(error, may_carry)
    if carries and getattr(error, "partial", None) is None:
        result = result_of(journal.session) if journal.events else None
        vars(error)["partial"] = result
    return error
