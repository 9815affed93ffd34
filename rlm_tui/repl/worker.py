"""One child process and the block that runs in it; the child is never believed."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import NamedTuple

from rlm_tui.errors import ReplError
from rlm_tui.finishing import to_its_end
from rlm_tui.frames import Frame, FrameError, encode
from rlm_tui.repl import protocol
from rlm_tui.repl.answerers import Answerers
from rlm_tui.repl.base import AskHost, HandOn, OnOutput, OnStop, Query, Reply
from rlm_tui.repl.channel import Channel
from rlm_tui.repl.context_file import ContextFile
from rlm_tui.repl.process import ChildProcess
from rlm_tui.repl.protocol import Cut
from rlm_tui.repl.running import Ladder, RunningBlock
from rlm_tui.repl.shared_context import Lender

_LARGE = 1 << 20
_MAX_LATE_QUERIES = 10_000
_LAST_WORDS_S = 0.2
_WATCH_AFTER_S = 0.02


class Run(NamedTuple):
    """A command that has run its course."""

    block: RunningBlock
    done: protocol.Done | None
    told: str
    elapsed_s: float


class Worker:
    """Runs commands in a child process, one at a time.

    Everything that the child sends is taken for the words of an attacker: a frame that
    it could not have sent ends it.
    """

    def __init__(
        self, process: ChildProcess, lender: Lender, *, grace_s: float
    ) -> None:
        self._lender = lender
        self._process = process
        self._applied: object = None
        """What the child says that it did to confine itself."""
        self._channel = Channel(self._on_frame, self._on_end)
        self._grace_s = grace_s
        self._ladder = Ladder(grace_s, self._process.interrupt, self._process.kill)
        self._ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._block: RunningBlock | None = None
        self._last_cell = 0
        self._late_queries = 0
        self._fault: str | None = None
        """How the child broke the protocol."""
        self._has_ended = False
        self._is_closed = False

    async def start(
        self, python: str, source: ContextFile, max_output_chars: int
    ) -> None:
        """Start the process and wait until it has the context.

        The file is closed at the end, or as soon as no part of it can be asked for.
        """
        self._lender.hold(source)
        ours, theirs = socket.socketpair()
        with theirs:
            await self._channel.open(ours)
            await self._process.start(python, theirs, source)
        options = {
            "op": "init",
            "lock": self._process.lock_options(),
            "context": self._process.context_header(source),
            "max_output_chars": max_output_chars,
        }
        self._channel.send(encode(options))
        await source.written()  # it confines itself meanwhile
        self._channel.send(encode({"op": "written"}))
        await self._ready
        if self._has_ended:
            reason = await self._process.end()
            raise ReplError(f"Python did not start: {reason}{self._raw_output()}")
        self._process.confirm(self._applied)
        if not source.is_worth_sharing:
            self._lender.release()

    @property
    def is_alive(self) -> bool:
        """Whether the process is there and can be spoken to."""
        return not self._has_ended and self._process.is_running

    @property
    def pid(self) -> int | None:
        """The process, if one was started."""
        return self._process.pid

    def check_idle(self) -> None:
        """Make sure that a command can be sent.

        Raises:
            ReplError: a block runs, or there is no process.
        """
        if self._block is not None:
            raise ReplError("a block is running already; wait for its end")
        if not self.is_alive:
            why = f" ({self._fault})" if self._fault else ""
            raise ReplError(f"the process of this REPL has ended{why}; start another")

    def tell(self, header: dict[str, object], body: bytes) -> None:
        """Send a command that has no answer, with the next one that has."""
        self.check_idle()
        self._channel.hold(encode(header, body))

    async def look(self, header: dict[str, object], body: bytes) -> protocol.Done:
        """Ask something while a block waits for a query.

        Raises:
            ReplError: it does not wait, or does not wait any more.
        """
        found = None if self._block is None else await self._block.look(header, body)
        if found is None:
            raise ReplError("its code is busy: what it has is read while it waits")
        return found

    def interrupt(self) -> None:
        """Begin to stop the running block."""
        if self._block is not None:
            self._block.stop("it was interrupted")

    async def close(self) -> None:
        """End the process and remove what it left, also if this is cancelled."""
        self._is_closed = True
        await to_its_end(self._close())

    async def _close(self) -> None:
        try:
            await self._process.close()
        finally:
            self._lender.release()
            self._channel.abort()
            await self._channel.wait_closed()

    async def run(
        self,
        header: dict[str, object],
        body: bytes,
        *,
        cell: int,
        timeout_s: float,
        ask: AskHost,
        on_output: OnOutput,
        on_stop: OnStop | None = None,
    ) -> Run:
        """Send a command that ends with `done`, and serve it until then."""
        self.check_idle()
        self._last_cell = max(self._last_cell, cell)
        tasks = asyncio.TaskGroup()

        def stopped(reason: str) -> None:
            if on_stop is not None:
                tasks.create_task(
                    self._tell_stop(block, on_stop(reason, self._grace_s))
                )

        block = self._block = RunningBlock(
            cell,
            timeout_s=timeout_s,
            ladder=self._ladder,
            send=self._channel.send,
            on_stop=stopped,
        )
        self._channel.send(encode({**header, "cell": cell}, body))
        self._process.watch(busy=True)
        told: list[str] = []

        async def tell(text: str) -> None:
            told.append(text)
            await on_output(text)

        try:
            async with tasks:
                with self._watched(tasks):
                    await self._follow(block, tasks, ask=ask, tell=tell)
        finally:
            self._block = None
            self._process.watch(busy=False)
        if block.failure is not None:
            raise block.failure
        return Run(block, await block.wait_over(), "".join(told), block.elapsed_s())

    async def _tell_stop(self, block: RunningBlock, telling: Awaitable[None]) -> None:
        try:
            await telling
        except Exception as error:  # raised again when the block is over
            block.fail(error)

    async def _follow(
        self,
        block: RunningBlock,
        tasks: asyncio.TaskGroup,
        *,
        ask: AskHost,
        tell: OnOutput,
    ) -> None:
        try:
            await self._serve(block, tasks, ask=ask, tell=tell)
        except asyncio.CancelledError:
            block.stop("the run was stopped")
            await self._until_over(block)
            raise
        except Exception as error:  # raised again when the block is over
            block.fail(error)
            await self._until_over(block)

    async def _serve(
        self,
        block: RunningBlock,
        tasks: asyncio.TaskGroup,
        *,
        ask: AskHost,
        tell: OnOutput,
    ) -> None:
        answerers = Answerers(
            tasks, partial(self._answer, block, ask), self._channel.look_ahead
        )

        def begin(number: int, frame: Frame) -> None:
            block.begin_answer(number, answerers.begin(number, frame))

        try:
            while (frame := await block.next_frame(begin)) is not None:
                if frame.op == "out":
                    await tell(protocol.output_of(frame))
                elif block.is_open(number := protocol.number_of(frame, "id")):
                    begin(number, frame)
        finally:
            answerers.end()

    async def _until_over(self, block: RunningBlock) -> None:
        try:
            await block.wait_over()
        except asyncio.CancelledError:
            self._process.kill()
            raise

    async def _answer(
        self, block: RunningBlock, ask: AskHost, number: int, frame: Frame
    ) -> None:

        def hand_on(reply: Reply) -> None:
            block.answer(number, protocol.reply(number, (reply,)))

        try:
            with self._lender.loan() as loan:
                query = await _query_of(frame, loan.cut, hand_on)
                replies = await ask(query)
            if len(replies) != len(query.prompts):
                raise ValueError(
                    f"{len(replies)} replies to {len(query.prompts)} prompts"
                )
            # It may have been handed on already.
            is_open = block.is_open(number)
            data = protocol.reply(number, replies) if is_open else b""
        except FrameError as error:
            self._on_end(str(error))
        except Exception as error:  # raised again when the block is over
            block.fail(error)
        else:
            block.answer(number, data)
            return
        finally:
            if block.is_open(number):
                block.answer(number, protocol.cancelled(number, "nobody answered"))

    @contextmanager
    def _watched(self, tasks: asyncio.TaskGroup) -> Iterator[None]:
        """Notice the end of the process; most blocks are over before it is worth it."""
        watches: list[asyncio.Task[None]] = []

        def begin() -> None:
            watches.append(tasks.create_task(self._watch()))

        timer = asyncio.get_running_loop().call_later(_WATCH_AFTER_S, begin)
        try:
            yield
        finally:
            timer.cancel()
            for watch in watches:
                watch.cancel()

    async def _watch(self) -> None:
        # What the child forked may hold its socket open: then no end is read.
        await self._process.wait()
        self._process.kill()
        try:
            async with asyncio.timeout(_LAST_WORDS_S):
                await self._channel.wait_closed()
        except TimeoutError:
            self._channel.abort()

    def _on_frame(self, frame: Frame) -> None:
        if not self._ready.done():
            self._on_first(frame)
            return
        cell = protocol.number_of(frame, "cell")
        block = self._block
        if block is not None and cell == block.cell and not block.is_over:
            block.receive(frame)
        else:
            self._on_late(frame, cell)

    def _on_first(self, frame: Frame) -> None:
        if frame.op != "ready":
            raise FrameError(f"{frame.op!r:.40} before it was ready")
        self._applied = frame.header.get("applied")
        self._ready.set_result(None)

    def _on_late(self, frame: Frame, cell: int) -> None:
        """Take a frame of a block that is over: a thread of it may still be there."""
        if cell > self._last_cell:
            raise FrameError("frame of a block that was not run")
        if protocol.is_query(frame):
            self._late_queries += 1
            if self._late_queries > _MAX_LATE_QUERIES:
                raise FrameError("flood of late queries")
            number = protocol.number_of(frame, "id")
            self._channel.send(protocol.cancelled(number, "its block has ended"))
        elif frame.op not in ("out", "looked"):
            raise FrameError(f"{frame.op!r:.40} of another block")

    def _on_end(self, fault: str | None) -> None:
        """Nothing more will be heard: the child broke the protocol, or is gone."""
        self._fault = self._fault or fault
        self._has_ended = True
        if fault is not None:
            self._process.kill()
        if not self._ready.done():
            self._ready.set_result(None)
        if self._block is not None:
            self._block.finish(None)

    async def explain_end(self, run: Run) -> str:
        """Say why the process is gone, once it is."""
        ending = await self._process.end()
        return self._reason(run.block, ending)

    def _reason(self, block: RunningBlock, ending: str) -> str:
        if self._fault is not None:
            return f"the process broke the protocol ({self._fault}) and was killed"
        if self._is_closed:
            return "the REPL was closed while the block ran"
        if block.stop_reason is not None:
            waited = f"it did not stop within {self._grace_s:g} s of an interrupt"
            return f"{block.stop_reason}, but {waited}; {ending}"
        return f"{ending}{self._raw_output()}"

    def _raw_output(self) -> str:
        raw = self._process.raw_output.strip()
        return f"\nIts last words: {raw}" if raw else ""


async def _query_of(frame: Frame, cut: Cut, hand_on: HandOn) -> Query:
    if len(frame.body) < _LARGE:
        return protocol.query_of(frame, cut, hand_on)
    return await asyncio.to_thread(protocol.query_of, frame, cut)
