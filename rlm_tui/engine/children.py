"""The nodes below a node: their numbers, their work, their ends."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine

from rlm_tui.domain.event_base import made
from rlm_tui.domain.events import NodeEnd, NodeFinished
from rlm_tui.domain.text import Text
from rlm_tui.engine.hooks import HookAbortError
from rlm_tui.engine.run import Run
from rlm_tui.engine.steering.crossing import Passing
from rlm_tui.errors import LimitError, ModelError, ReplError
from rlm_tui.repl.base import Reply

ABORTED = "[aborted by the operator]"


class Children:
    """Gives nodes their paths and sees that each of them ends."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._counts: dict[str, int] = {}

    def next(self, node: str) -> str:
        """The path of the next child of a node."""
        recorded = self._run.recording.children.counts[node]
        number = self._counts.get(node, recorded) + 1
        self._counts[node] = number
        return f"{node}.{number}"

    async def supervise(self, node: str, work: Coroutine[None, None, Reply]) -> Reply:
        """Work so that a person can end this node alone."""
        try:
            return await self._run.in_reach(node, work)
        except asyncio.CancelledError:
            await self.finish(node, "aborted")
            if not self._run.was_aborted(node):
                raise
            return Reply(ABORTED, "aborted")
        except HookAbortError as abort:
            await self.finish(node, "aborted", error=str(abort))
            return Reply(f"[{abort}]", "aborted")
        except (ModelError, ReplError, LimitError) as error:
            await self.finish(node, "failed", error=str(error))
            return Reply(str(error), "error")

    async def finish(
        self,
        node: str,
        state: NodeEnd,
        *,
        answer: str | None = None,
        confidence: float | None = None,
        error: str | None = None,
        is_value: bool = False,
        can_wait: bool = False,
        passing: Passing | None = None,
    ) -> None:
        """Record the end of a node and of all below it, unless it has ended.

        What can wait is saved with what follows it, at the latest a moment later.

        Args:
            passing: the gate that the answer has just crossed, which this tells of.
        """
        session = self._run.session
        if session.nodes[node].has_ended:
            return
        if session.waiting or session.nodes[node].open_children:
            if passing is not None:
                self._run.put_off(passing.alone())
                passing = None
            await self._run.end_below(node)
        self._run.recording.forget(node)
        finished = made(
            NodeFinished,
            node=node,
            state=state,
            answer=None if answer is None else Text.of(answer),
            confidence=confidence,
            error=error,
            is_value=is_value,
            passed=None if passing is None else passing.inside(),
        )
        if can_wait:
            self._run.put_off(finished)
        else:
            await self._run.emit(finished)
