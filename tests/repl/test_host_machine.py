"""The host against a child that says anything at any time, in any order.

A puppet stands in the place of the process: the machine holds its end of the socket and
writes what an attacker could. Time is the machine's too, so that limits come to pass.
"""

from __future__ import annotations

import asyncio
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from rlm_tui.errors import ReplError
from rlm_tui.frames import FrameReader
from rlm_tui.repl.base import Query, Reply
from rlm_tui.repl.context_file import write_context
from rlm_tui.repl.shared_context import Lender, Shelf
from rlm_tui.repl.worker import Run, Worker
from tests.repl.headers import (
    CONTEXT,
    FUNCTIONS,
    cells,
    headers,
)
from tests.repl.puppet import Asked, Clock, Puppet, encoded

TIMEOUT_S, GRACE_S = 5.0, 2.0


class Host(RuleBasedStateMachine):
    """One worker over its life."""

    def __init__(self) -> None:
        super().__init__()
        self.loop: Clock
        self.faults: list[dict[str, Any]] = []
        self.cell: int
        self.running: asyncio.Task[Run] | None
        self.asked: list[Asked]
        self.sent: dict[int, int]
        """How many frames that may be queries were sent while each block ran."""
        self.used: set[int]
        """Numbers of the queries of this block."""
        self.has_begun: bool
        """Whether the block has surely said so."""
        self.is_in_sync: bool
        """Whether the next byte that is sent is the first of a frame."""
        self.has_hung_up: bool
        self.reader: FrameReader
        self.replied: list[int]
        self.stopped: list[str] = []

    @initialize()
    def open(self) -> None:
        """Start the first child, and a block in it."""
        self.loop = Clock()
        self.loop.set_exception_handler(lambda _, what: self.faults.append(what))
        self.do(self.start())
        self.run_a_block()

    async def start(self) -> None:
        """Start the worker as the host does, with a child that says it is ready."""
        self.cell = 0
        self.running = None
        self.asked, self.replied = [], []
        self.sent = {}
        self.used = set()
        self.has_begun = False
        self.is_in_sync = True
        self.has_hung_up = False
        self.reader = FrameReader({}, default_cap=1 << 30)
        self.process = Puppet()
        self.worker = Worker(self.process, Lender(Shelf()), grace_s=GRACE_S)
        source = await write_context(CONTEXT)
        async with asyncio.TaskGroup() as tasks:
            starting = tasks.create_task(self.worker.start("python", source, 1_000))
            await self.process.has_started.wait()
            self.write(encoded({"op": "ready", "applied": []}))
        starting.result()

    def do(self, work: Any = None) -> None:
        """Let the host do all that it can without the time going on."""

        async def settle() -> None:
            if work is not None:
                await work
            for _ in range(30):
                await asyncio.sleep(0)

        self.loop.run_until_complete(settle())
        self.hear()

    def write(self, data: bytes) -> None:
        """What the child sends; lost if it is gone."""
        if self.process.child is not None:
            self.process.child.send(data)

    def hear(self) -> None:
        """What the child is told."""
        while self.process.child is not None:
            try:
                data = self.process.child.recv(1 << 16)
            except BlockingIOError:
                return
            if not data:
                return
            for frame in self.reader.feed(data):
                if frame.op == "reply":
                    self.replied.append(frame.header["id"])

    @property
    def is_heard(self) -> bool:
        """Whether the next frame will be read as one."""
        return self.is_in_sync and self.worker.is_alive

    def pass_time(self, seconds: float) -> None:
        """Let time go on."""
        self.loop.now += seconds
        self.do()

    async def ask(self, query: Query) -> tuple[Reply, ...]:
        """Wait for the machine to answer."""
        asked = Asked(self.cell, query, self.loop.create_future())
        self.asked.append(asked)
        return await asked.reply

    async def told(self, _text: str) -> None:
        """Nobody listens."""

    async def on_stop(self, reason: str, _grace_s: float) -> None:
        """Keep the reason."""
        self.stopped.append(reason)

    def forge(self, header: dict[str, Any], where: str) -> dict[str, Any]:
        """A header with a cell."""
        number = {"now": self.cell, "next": self.cell + 1, "last": self.cell - 1}
        found: Any = number.get(where, 0 if where == "lookup" else "odd")
        if header["op"] in FUNCTIONS and found == self.cell and self.is_running:
            self.sent[self.cell] = self.sent.get(self.cell, 0) + 1
        return {**header, "cell": found}

    @property
    def is_running(self) -> bool:
        """Whether a block runs."""
        return self.running is not None and not self.running.done()

    @precondition(lambda self: not self.is_running)
    @rule()
    def run_a_block(self) -> None:
        """Run a block, which a worker that is gone refuses."""
        self.hear_of_the_last()
        self.cell += 1
        self.replied, self.used = [], set()
        self.has_begun = False
        work = self.worker.run(
            {"op": "exec", "name": "b"},
            b"code",
            cell=self.cell,
            timeout_s=TIMEOUT_S,
            ask=self.ask,
            on_output=self.told,
            on_stop=self.on_stop,
        )
        was_alive = self.worker.is_alive
        self.running = self.loop.create_task(work)  # the machine is no task group
        self.do()
        if not was_alive:
            assert isinstance(self.running.exception(), ReplError)

    def hear_of_the_last(self) -> None:
        """Take in how the last block ended, as the engine does."""
        if self.running is not None and not self.running.cancelled():
            expected = (ReplError, ValueError, type(None))
            assert isinstance(self.running.exception(), expected)

    @precondition(lambda self: not self.worker.is_alive)
    @rule()
    def start_another(self) -> None:
        """Go on with a new child, when all of the old one is gone."""
        self.close()
        self.do(self.start())
        self.run_a_block()

    @rule(header=headers, body=st.binary(max_size=12), where=cells)
    def say_anything(self, header: dict[str, Any], body: bytes, where: str) -> None:
        """Send a frame whose parts may or may not fit."""
        was_heard = self.is_heard
        self.write(encoded(self.forge(header, where), body))
        self.do()
        ends_another = header["op"] == "done" and where != "now"
        if was_heard and (ends_another or where in ("next", "odd")):
            assert not self.worker.is_alive

    @precondition(lambda self: self.is_running)
    @rule(
        number=st.integers(20, 22),
        function=st.sampled_from(FUNCTIONS),
        place=st.tuples(st.integers(0, 50_000), st.integers(0, 50_000)),
        is_shared=st.booleans(),
    )
    def ask_well(
        self, number: int, function: str, place: tuple[int, int], is_shared: bool
    ) -> None:
        """Make a query as the code could, though perhaps with a used number."""
        part: list[object] = ["shared", 0, *place] if is_shared else [None, 0]
        header = {
            "op": function,
            "id": number,
            "prompts": [2],
            "contexts": [part],
            "model": None,
            "line": 1,
        }
        was_heard = self.is_heard
        self.write(encoded(self.forge(header, "now"), b"hi"))
        self.do()
        if was_heard and number in self.used:
            assert not self.worker.is_alive
        self.used.add(number)

    @rule(data=st.binary(min_size=1, max_size=20))
    def say_bytes(self, data: bytes) -> None:
        """Send what is no frame, or a part of one."""
        self.is_in_sync = False
        self.write(data)
        self.do()

    @rule(header=headers, missing=st.integers(1, 1 << 31))
    def announce_a_body(self, header: dict[str, Any], missing: int) -> None:
        """Send a frame whose body does not follow."""
        self.is_in_sync = False
        self.write(encoded(self.forge(header, "now"), b"x", size=missing))
        self.do()

    @rule()
    def begin(self) -> None:
        """Say that the block has begun, perhaps again."""
        was_heard = self.is_heard and self.is_running
        self.write(encoded({"op": "begun", "cell": self.cell}))
        self.do()
        if was_heard and self.has_begun:
            assert not self.worker.is_alive
        self.has_begun = self.has_begun or was_heard

    @rule(status=st.sampled_from(["ok", "error", "interrupted"]))
    def end_the_block(self, status: str) -> None:
        """Say that the block is over, perhaps again."""
        header = {"op": "done", "cell": self.cell, "status": status, "variables": []}
        self.write(encoded(header))
        self.do()

    @precondition(lambda self: any(not a.reply.done() for a in self.asked))
    @rule(fails=st.booleans(), count=st.integers(1, 2))
    def answer(self, fails: bool, count: int) -> None:
        """Answer what waits, or fail to."""
        for asked in self.asked:
            if not asked.reply.done():
                if fails:
                    asked.reply.set_exception(ValueError("engine"))
                else:
                    asked.reply.set_result((Reply("a"),) * count)
                break
        self.do()

    @rule()
    def interrupt(self) -> None:
        """A person interrupts."""
        self.worker.interrupt()
        self.do()

    @precondition(lambda self: self.is_running)
    @rule()
    def cancel(self) -> None:
        """The engine is cancelled."""
        assert self.running is not None
        self.running.cancel()
        self.do()

    @rule()
    def hang_up(self) -> None:
        """The child closes its socket and lives on."""
        self.has_hung_up = True
        if self.process.child is not None:
            self.process.child.close()
            self.process.child = None
        self.do()

    @rule()
    def die(self) -> None:
        """The process ends."""
        self.process.die()
        self.do()

    @rule(seconds=st.floats(0, 2 * TIMEOUT_S))
    def wait(self, seconds: float) -> None:
        """Time goes on."""
        self.pass_time(seconds)

    @invariant()
    def nothing_goes_wrong_in_the_host(self) -> None:
        """No exception ends up in the event loop."""
        assert self.faults == []

    @invariant()
    def no_more_is_asked_than_was_sent(self) -> None:
        """A query goes on once, whole, of this block, and with its own context."""
        for cell in {asked.cell for asked in self.asked}:
            mine = [asked for asked in self.asked if asked.cell == cell]
            assert len(mine) <= self.sent.get(cell, 0)
        for asked in self.asked:
            query = asked.query
            assert query.function in FUNCTIONS
            assert len(query.prompts) == 1 or query.is_batch
            assert len(query.contexts) in (0, len(query.prompts))
            for context in query.contexts:
                if isinstance(context, str) and len(context) > 12:
                    assert context in CONTEXT

    @invariant()
    def nobody_waits_for_who_is_gone(self) -> None:
        """A block without a process is over, and nothing of it is being answered."""
        if not self.is_running:
            assert all(asked.reply.done() for asked in self.asked)
        elif not self.worker.is_alive:
            self.pass_time(1.0)  # what the process sent last may still be read
            assert not self.is_running

    @invariant()
    def who_broke_the_protocol_is_killed(self) -> None:
        """Its process does not go on unheard."""
        if not self.worker.is_alive and not self.has_hung_up:
            assert self.process.gone.is_set()

    @invariant()
    def each_query_gets_one_reply(self) -> None:
        """The code could not wait for a second one."""
        if self.is_running:
            assert len(self.replied) == len(set(self.replied))

    def close(self) -> None:
        """Whatever was said, the block ends with its time, and nothing is left."""
        for asked in self.asked:
            if not asked.reply.done():
                asked.reply.set_result((Reply("a"),) * len(asked.query.prompts))
        self.do()
        for seconds in (TIMEOUT_S, GRACE_S, 1.0):
            self.pass_time(seconds + 0.1)
        assert not self.is_running
        self.hear_of_the_last()
        self.do(self.worker.close())
        assert asyncio.all_tasks(self.loop) == set()
        assert self.faults == []

    def teardown(self) -> None:
        """End it, and with it the loop."""
        if not hasattr(self, "loop"):
            return
        self.close()
        self.loop.run_until_complete(self.loop.shutdown_default_executor())
        self.loop.close()


TestHost = Host.TestCase
TestHost.settings = settings(max_examples=100, stateful_step_count=30)
