"""What a REPL costs: ours, against `exec` in this process, a bare child, and `rlms`.

Run it with `python -m benchmarks.repl`; it takes under two minutes. `rlms` is measured
where it is installed. A row without a target says what something costs; a row with one
says whether the ratio holds.
"""

from __future__ import annotations

import asyncio
import os
import socket
import statistics
import struct
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from benchmarks.rlms_repl import RlmsRepl, is_installed
from rlm_tui.domain.values import ContextValue
from rlm_tui.repl.base import BlockResult, Query, Repl, Reply
from rlm_tui.repl.host import ProcessRepls

ROUNDS = 5
STARTS = 9
BLOCKS = 2_000
QUERIES = 2_000
BATCH = 1_000
LIMIT_S = 0.5
CONTEXT = ("x" * 99 + "\n") * 1_000_000

QUERY = f"""
import statistics, time
rounds = []
for _ in range({ROUNDS}):
    took = []
    for _ in range({QUERIES // ROUNDS}):
        began = time.perf_counter()
        llm_query('q')
        took.append(time.perf_counter() - began)
    rounds.append(statistics.median(took))
print(min(rounds))
"""
BATCH_OF = f"replies = llm_query_batched(['q'] * {BATCH})"

FLOOR = """
import socket, struct, sys
sock = socket.socket(fileno=int(sys.argv[1]))
names = {'print': lambda number: send(b'said' + str(number).encode())}
def frame():
    size, = struct.unpack('>I', sock.recv(4))
    return sock.recv(size)
def send(data): sock.sendall(struct.pack('>I', len(data)) + data)
def llm_query(prompt):
    send(prompt.encode())
    return frame().decode()
names['llm_query'] = llm_query
while True:
    exec(frame().decode(), names)
    send(b'done')
"""
"""The least that a REPL in another process can do."""


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison."""

    what: str
    ours: float | None
    reference_name: str
    reference: float | None
    unit: str = "s"
    target: float | None = None
    """The largest ratio of ours to the reference."""

    @property
    def ratio(self) -> float | None:
        """Ours in units of the reference."""
        if self.ours is None or not self.reference:
            return None
        return self.ours / self.reference

    @property
    def verdict(self) -> str:
        """Whether the target holds."""
        if self.target is None or self.ratio is None:
            return "-"
        return "held" if self.ratio <= self.target else "NOT HELD"

    def cells(self) -> list[str]:
        """The row as text."""
        return [
            self.what,
            _shown(self.ours, self.unit),
            self.reference_name,
            _shown(self.reference, self.unit, absent="not installed"),
            "-" if self.ratio is None else f"{self.ratio:.2f}",
            "-" if self.target is None else f"≤ {self.target:g}",
            self.verdict,
        ]


@dataclass(slots=True)
class Measures:
    """Seconds, or bytes where the name says so."""

    start: float = 0.0
    block: float = 0.0
    query: float = 0.0
    batch: float = 0.0
    load: float = 0.0
    load_host_bytes: float = 0.0
    part: float = 0.0
    limit: float = 0.0
    interrupts: list[float] = field(default_factory=list)


def _shown(value: float | None, unit: str, absent: str = "-") -> str:
    if value is None:
        return absent
    if unit == "MB":
        return f"{value / 1e6:,.1f} MB"
    for limit, factor, name in ((1e-3, 1e6, "µs"), (1.0, 1e3, "ms")):
        if value < limit:
            return f"{value * factor:,.1f} {name}"
    return f"{value:,.2f} s"


def median_of(times: int, work: Callable[[], object]) -> float:
    """How long some work takes."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return statistics.median(took)


def best_of(times: int, work: Callable[[], object]) -> float:
    """The median of the round that others disturbed least."""
    return min(median_of(times // ROUNDS, work) for _ in range(ROUNDS))


async def _median_of(times: int, work: Callable[[], Awaitable[object]]) -> float:
    took = []
    for _ in range(times):
        began = time.perf_counter()
        await work()
        took.append(time.perf_counter() - began)
    return statistics.median(took)


async def _best_of(times: int, work: Callable[[], Awaitable[object]]) -> float:
    return min([await _median_of(times // ROUNDS, work) for _ in range(ROUNDS)])


async def _reply(query: Query) -> tuple[Reply, ...]:
    return tuple(Reply("reply") for _ in query.prompts)


async def _drop(_text: str) -> None:
    """The output is not looked at."""


async def _run(repl: Repl, code: str, timeout_s: float = 60.0) -> BlockResult:
    return await repl.execute(
        code, name="<block>", timeout_s=timeout_s, ask=_reply, on_output=_drop
    )


async def ours() -> Measures:
    """Measure our REPL, confined as far as this machine allows."""
    start = ProcessRepls()
    found = Measures()
    await (await start("")).close()  # the level is tried once in the life of a process

    async def start_and_close() -> None:
        began = time.perf_counter()
        repl = await start("")
        starts.append(time.perf_counter() - began)
        await repl.close()

    starts: list[float] = []
    for _ in range(STARTS):
        await start_and_close()
    found.start = statistics.median(starts)
    repl = await start("")
    found.block = await _best_of(BLOCKS, lambda: _run(repl, ""))
    found.query = float((await _run(repl, QUERY)).stdout)
    found.batch = await _best_of(10, lambda: _run(repl, BATCH_OF))
    await _measure_stops(repl, found)
    await repl.close()
    await _measure_context(start, found)
    return found


async def _measure_stops(repl: Repl, found: Measures) -> None:
    began = time.perf_counter()
    await _run(repl, "while True: pass", LIMIT_S)
    found.limit = time.perf_counter() - began
    for _ in range(9):
        found.interrupts.append(await _interrupted(repl))


async def _interrupted(repl: Repl) -> float:
    running = asyncio.Event()

    async def hear(_text: str) -> None:
        running.set()

    async with asyncio.TaskGroup() as tasks:
        block = tasks.create_task(
            repl.execute(
                "print('x', flush=True)\nwhile True: pass",
                name="<block>",
                timeout_s=60,
                ask=_reply,
                on_output=hear,
            )
        )
        await running.wait()
        began = time.perf_counter()
        await repl.interrupt()
        await block
    return time.perf_counter() - began


async def _measure_context(start: ProcessRepls, found: Measures) -> None:
    before = _peak_bytes()
    loads = []
    for _ in range(3):
        began = time.perf_counter()
        repl = await start(CONTEXT)
        loads.append(time.perf_counter() - began)
        await repl.close()
    found.load = statistics.median(loads)
    found.load_host_bytes = _peak_bytes() - before
    parts: list[float] = []

    async def answer(query: Query) -> tuple[Reply, ...]:
        for part in query.contexts:
            parts.append(await _start_over(start, part))
        return await _reply(query)

    repl = await start(CONTEXT)
    code = (
        "n = len(context) // 8\n"
        "parts = [context[i * n:(i + 1) * n] for i in range(8)]\n"
        "rlm_query_batched(['q'] * 8, contexts=parts)"
    )
    await repl.execute(code, name="<b>", timeout_s=60, ask=answer, on_output=_drop)
    await repl.close()
    found.part = statistics.median(parts)


async def _start_over(start: ProcessRepls, part: ContextValue | None) -> float:
    assert part is not None
    began = time.perf_counter()
    repl = await start(part)
    took = time.perf_counter() - began
    await repl.close()
    return took


def _peak_bytes() -> int:
    """The most memory this process has had; then count from what it has now."""
    with open("/proc/self/status") as status:
        lines = dict(line.split(":", 1) for line in status)
    with open("/proc/self/clear_refs", "w") as clear:
        clear.write("5")
    return int(lines["VmHWM"].split()[0]) * 1024


def rlms() -> Measures | None:
    """Measure the local REPL of `rlms`, if it is here."""
    if not is_installed():
        return None
    found = Measures(start=_start_of_rlms("", STARTS))
    with RlmsRepl("") as repl:
        found.block = best_of(BLOCKS, lambda: repl.run(""))
        found.query = float(repl.run(QUERY))
        found.batch = best_of(10, lambda: repl.run(BATCH_OF))
    found.load = _start_of_rlms(CONTEXT, 3)
    return found


def _start_of_rlms(context: str, times: int) -> float:
    took = []
    for _ in range(times):
        began = time.perf_counter()
        repl = RlmsRepl(context)
        took.append(time.perf_counter() - began)
        repl.close()
    return statistics.median(took)


@contextmanager
def _bare_child() -> Iterator[socket.socket]:
    here, there = socket.socketpair()
    command = [sys.executable, "-I", "-c", FLOOR, str(there.fileno())]
    with here, there, subprocess.Popen(command, pass_fds=[there.fileno()]) as child:
        yield here
        child.kill()


async def floor() -> Measures:
    """Measure the least that a REPL in another process can do."""
    found = Measures()
    with _bare_child() as sock:
        reader, writer = await asyncio.open_unix_connection(sock=sock)

        def send(data: bytes) -> None:
            writer.write(struct.pack(">I", len(data)) + data)

        async def block(code: str) -> str:
            said = ""
            send(code.encode())
            while True:
                (size,) = struct.unpack(">I", await reader.readexactly(4))
                frame = await reader.readexactly(int(size))
                if frame == b"done":
                    return said
                if frame.startswith(b"said"):
                    said = frame[4:].decode()
                else:
                    send(b"reply")

        found.block = await _best_of(BLOCKS, lambda: block(""))
        found.query = float(await block(QUERY))
        writer.close()
    return found


def in_process() -> Measures:
    """Measure `exec` without any REPL around it."""
    names: dict[str, object] = {}
    return Measures(block=best_of(BLOCKS, lambda: exec("", names)))


def bare_python() -> float:
    """How long Python takes to start and end."""
    command = [sys.executable, "-I", "-c", "pass"]
    return median_of(STARTS, lambda: subprocess.run(command, check=True))


def rows() -> list[Row]:
    """Measure everything."""
    mine, theirs = asyncio.run(ours()), rlms()
    least, plain = asyncio.run(floor()), in_process()

    def of_rlms(name: str) -> float | None:
        return None if theirs is None else float(getattr(theirs, name))

    size = float(len(CONTEXT))
    return [
        Row("start-up", mine.start, "bare python", bare_python(), target=5),
        Row("start-up", mine.start, "rlms", of_rlms("start")),
        Row("empty block", mine.block, "an iteration's 2 ms", 2e-3, target=0.25),
        Row("empty block", mine.block, "bare child", least.block),
        Row("empty block", mine.block, "exec here", plain.block),
        Row("empty block", mine.block, "rlms", of_rlms("block")),
        Row("query", mine.query, "bare child", least.query),
        Row("query", mine.query, "rlms", of_rlms("query"), target=1),
        Row("batch of 1,000", mine.batch, "rlms", of_rlms("batch"), target=1),
        Row("100 MB context", mine.load, "rlms", of_rlms("load"), target=0.5),
        Row(
            "100 MB context: host memory",
            mine.load_host_bytes,
            "the context",
            size,
            unit="MB",
            target=0.1,
        ),
        Row("child over an eighth of it", mine.part, "all of it", mine.load, target=1),
        Row("busy loop, limit 0.5 s", mine.limit, "the limit", LIMIT_S, target=1.4),
        Row(
            "interrupt to end of block",
            statistics.median(mine.interrupts),
            "a frame at 60 Hz",
            1 / 60,
            target=1,
        ),
    ]


def table(found: list[Row]) -> str:
    """The rows in columns."""
    head = ["what", "ours", "reference", "measured", "ratio", "target", ""]
    lines = [head, *(row.cells() for row in found)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        for line in lines
    )


def main() -> int:
    """Print the table; 1 if a target is missed."""
    found = rows()
    isolation = ProcessRepls().isolation
    load = ", ".join(f"{number:.1f}" for number in os.getloadavg())
    sys.stdout.write(f"REPL, {isolation}; load of the machine: {load}\n\n")
    sys.stdout.write(table(found) + "\n")
    return int(any(row.verdict == "NOT HELD" for row in found))


if __name__ == "__main__":
    raise SystemExit(main())
