"""One block while it runs: its frames, its open queries, its clock, its end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import TypeAlias

from rlm_tui.frames import Frame, FrameError, encode
from rlm_tui.repl import protocol
from rlm_tui.repl.protocol import Done


@dataclass(frozen=True, slots=True)
class Ladder:
    """How a block is made to stop: asked thrice within the grace, then killed."""

    grace_s: float
    interrupt: Callable[[], None]
    kill: Callable[[], None]


LOOK_S = 5.0
"""How long a look at a waiting block may take."""


class RunningTime:
    """Calls back when a time has passed, not counting the time while it is paused.

    A timer that is set stays set while the clock stands: it looks when it is due how
    much time is left. Most blocks are over by then, and queries are many.
    """

    def __init__(self, seconds: float, on_reached: Callable[[], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._left = max(seconds, 0)
        self._on_reached = on_reached
        self._started: float | None = None
        self._timer: asyncio.TimerHandle | None = None

    def resume(self) -> None:
        """Let the time run."""
        self._started = self._loop.time()
        end = self._started + self._left
        if self._timer is None or self._timer.when() > end:
            self._set(end)

    def pause(self) -> None:
        """Stop the clock; it may stand already."""
        if self._started is None:
            return
        self._left = max(self._left - (self._loop.time() - self._started), 0)
        self._started = None

    def end(self) -> None:
        """Stop the clock for good."""
        self.pause()
        if self._timer is not None:
            self._timer.cancel()

    def _set(self, when: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_at(when, self._look)

    def _look(self) -> None:
        self._timer = None
        if self._started is None:
            return
        end = self._started + self._left
        if end > self._loop.time():
            self._set(end)
        else:
            self._on_reached()


OnQuery: TypeAlias = Callable[[int, Frame], None]
"""Begins to answer a query, of which it is told the number."""


@dataclass(slots=True)
class _OpenQuery:
    size: int
    task: asyncio.Task[None] | None = None
    """Answers it, once the block's output before it has been told."""


@dataclass(slots=True)
class Tally:
    """What a block has sent; too much of it is an attack."""

    frames: int = 0
    output_bytes: int = 0
    queries: set[int] = field(default_factory=set)

    def add(self, frame: Frame) -> None:
        """Count a frame.

        Raises:
            FrameError: there are too many.
        """
        self.frames += 1
        if self.frames > protocol.MAX_FRAMES:
            raise FrameError("flood of frames")
        if frame.op == "out":
            self.output_bytes += len(frame.body)
            if self.output_bytes > protocol.MAX_OUTPUT_BYTES:
                raise FrameError("flood of output")


class RunningBlock:
    """Everything that is true between `exec` and `done`.

    Frames are taken in as they come and followed in their order by `next_frame`. The
    clock stands from the arrival of a query to its reply.
    """

    def __init__(
        self,
        cell: int,
        *,
        timeout_s: float,
        ladder: Ladder,
        send: Callable[[bytes], None],
        on_stop: Callable[[str], None],
    ) -> None:
        self.cell = cell
        self.stop_reason: str | None = None
        self.failure: Exception | None = None
        """What `ask` or `on_output` raised; raised again when the block is over."""
        self._loop = asyncio.get_running_loop()
        self._ladder = ladder
        self._send = send
        self._on_stop = on_stop
        self._tally = Tally()
        self._frames: asyncio.Queue[Frame | None] = asyncio.Queue()
        self._on_query: OnQuery | None = None
        """Takes a query at once while nothing that came before it waits."""
        self._open: dict[int, _OpenQuery] = {}
        self._looks: dict[int, asyncio.Future[Done | None]] = {}
        self._look_numbers = count(1)
        self._rungs: list[asyncio.TimerHandle] = []
        self._over: asyncio.Future[Done | None] = self._loop.create_future()
        self._began = self._loop.time()
        self._has_begun = False
        words = f"the time limit of {timeout_s:g} s was reached"
        self._clock = RunningTime(timeout_s, lambda: self.stop(words))
        self._clock.resume()

    @property
    def is_over(self) -> bool:
        """Whether the child has said `done`, or is gone."""
        return self._over.done()

    def receive(self, frame: Frame) -> None:
        """Take in a frame of this block.

        Raises:
            FrameError: it cannot be one.
        """
        self._tally.add(frame)
        if protocol.is_query(frame):
            self._open_query(frame)
            return
        match frame.op:
            case "begun":
                self._begin()
            case "done":
                self.finish(protocol.done_of(frame))
            case "out":
                self._frames.put_nowait(frame)
            case "looked":
                self._take_look(frame)
            case op:
                raise FrameError(f"unknown op {op!r:.40}")

    def _begin(self) -> None:
        if self._has_begun:
            raise FrameError("a block begins once")
        self._has_begun = True
        if self.stop_reason is not None:
            self._ladder.interrupt()

    def _interrupt(self) -> None:
        # Before it begins the child would take it for one of the block before.
        if self._has_begun:
            self._ladder.interrupt()

    def _open_query(self, frame: Frame) -> None:
        number = protocol.number_of(frame, "id")
        if number in self._tally.queries:
            raise FrameError("reused id")
        self._tally.queries.add(number)
        if self.stop_reason is not None:
            self._send(protocol.cancelled(number, self.stop_reason))
            return
        self._open[number] = _OpenQuery(len(frame.body))
        if len(self._open) > protocol.MAX_OPEN_QUERIES:
            raise FrameError("flood of queries")
        if sum(query.size for query in self._open.values()) > protocol.MAX_OPEN_BYTES:
            raise FrameError("flood of prompts")
        self._clock.pause()
        if self._on_query is not None and self._frames.empty():
            self._on_query(number, frame)
        else:
            self._frames.put_nowait(frame)

    async def look(self, header: dict[str, object], body: bytes) -> Done | None:
        """Ask what is there while a query is open; `None`: none is, or the block went
        on before it was asked. An answer that comes late is dropped.
        """
        if not self._open or len(self._looks) >= protocol.MAX_LOOKS:
            return None
        number = next(self._look_numbers)
        answer = self._looks[number] = self._loop.create_future()
        asked = {**header, "op": "look", "what": header["op"], "look": number}
        self._send(encode({**asked, "cell": self.cell}, body))
        try:
            async with asyncio.timeout(LOOK_S):
                return await asyncio.shield(answer)
        except TimeoutError:
            return None

    def _take_look(self, frame: Frame) -> None:
        answer = self._looks.pop(protocol.number_of(frame, "look"), None)
        if answer is None:
            raise FrameError("nobody asked it to look")
        answer.set_result(protocol.done_of(frame))

    async def next_frame(self, on_query: OnQuery) -> Frame | None:
        """The next piece of output, or a query that came behind output that is not
        told yet; others go to `on_query` as they come. `None` when the block is over.
        """
        self._on_query = on_query
        try:
            return await self._frames.get()
        finally:
            self._on_query = None

    def is_open(self, number: int) -> bool:
        """Whether a query still waits for its reply."""
        return number in self._open

    def begin_answer(self, number: int, task: asyncio.Task[None]) -> None:
        """Note who answers a query."""
        self._open[number].task = task

    def answer(self, number: int, data: bytes) -> None:
        """Send the reply of a query, unless it was cancelled meanwhile."""
        if self._open.pop(number, None) is None:
            return
        self._send(data)
        if not self._open and self.stop_reason is None and not self.is_over:
            self._clock.resume()

    def stop(self, reason: str) -> None:
        """Start the ladder; the first reason counts."""
        if self.is_over or self.stop_reason is not None:
            return
        self.stop_reason = reason
        self._clock.end()
        self._cancel_queries(reason)
        for share in (0, 1 / 3, 2 / 3):
            self._at(share, self._interrupt)
        self._at(1, self._ladder.kill)
        self._on_stop(reason)

    def _at(self, share: float, step: Callable[[], None]) -> None:
        delay = share * self._ladder.grace_s
        self._rungs.append(self._loop.call_later(delay, step))

    def fail(self, error: Exception) -> None:
        """Stop because of an error on our side of the socket; the first one counts."""
        if self.failure is None:
            self.failure = error
        else:
            self.failure.add_note(f"and then: {error!r:.200}")
        self.stop("the run could not go on")

    def finish(self, done: Done | None) -> None:
        """End the block, with the child's word or, with `None`, without the child.

        What still waits for a reply is cancelled.
        """
        if self.is_over:
            return
        self._over.set_result(done)
        self._clock.end()
        for rung in self._rungs:
            rung.cancel()
        self._cancel_queries("its block has ended")
        for answer in self._looks.values():
            answer.set_result(None)
        self._looks.clear()
        self._frames.put_nowait(None)

    def _cancel_queries(self, reason: str) -> None:
        # A query must not hold up the block that made it: its threads are joined.
        waiting, self._open = self._open, {}
        for number, query in waiting.items():
            self._send(protocol.cancelled(number, reason))
            if query.task is not None:
                query.task.cancel()

    async def wait_over(self) -> Done | None:
        """Wait for the end, and say what was given to `finish`."""
        return await asyncio.shield(self._over)  # its waiter may go, the end stays

    def elapsed_s(self) -> float:
        """Seconds since it began, queries included."""
        return self._loop.time() - self._began
