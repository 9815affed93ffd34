"""A forked child is what a started one is, and nothing depends on who forks it."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import select
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from rlm_tui.domain.values import ContextValue
from rlm_tui.repl.birth import Birth
from rlm_tui.repl.forked import Forked
from rlm_tui.repl.isolation.choice import obstacle_here
from rlm_tui.repl.isolation.levels import Choice
from rlm_tui.repl.nursery import Nursery
from tests.repl.bench import LEVEL, Bench, NoNursery, open_bench

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux alone")

ROOT = Path(__file__).parents[2]
PARENT = "import os; print(os.getppid())"
LEVELS: list[Choice] = ["process"] if obstacle_here("linux") else ["process", "linux"]


Open = Callable[..., Coroutine[None, None, Bench]]


@pytest_asyncio.fixture
async def start() -> AsyncIterator[Open]:
    """Starts REPLs of a nursery."""
    opened: list[Bench] = []

    async def open_one(
        nursery: Nursery, context: ContextValue = "", *, level: Choice = LEVEL
    ) -> Bench:
        opened.append(await open_bench(context, level=level, nursery=nursery))
        return opened[-1]

    yield open_one
    for one in opened:
        await one.repl.close()


async def end_of(descriptor: int) -> bool:
    """Wait for the end of a process."""
    ended, _, _ = await asyncio.to_thread(_wait_for, descriptor)
    os.close(descriptor)
    return bool(ended)


def _wait_for(descriptor: int) -> tuple[list[int], list[int], list[int]]:
    return select.select([descriptor], [], [], 10)


def state_of(pid: int) -> str:
    """What the kernel calls it."""
    stat = Path(f"/proc/{pid}/stat").read_text()
    return stat.rpartition(")")[2].split()[0]


WHAT_IT_IS = """
import sys
modules = sorted(sys.modules)
import ctypes, json, os, random, resource, signal, site, stat, sysconfig, threading
home = os.environ["HOME"]
main = threading.main_thread()
def depth():
    frame, count = sys._getframe(), 0
    while frame:
        frame, count = frame.f_back, count + 1
    return count
def kind(number):
    try:
        return stat.S_IFMT(os.fstat(number).st_mode), os.get_inheritable(number)
    except OSError:
        return None
kinds = {number: kind(number) for number in range(200) if kind(number)}
is_socket = {number: stat.S_ISSOCK(found[0]) for number, found in kinds.items()}
handlers = map(signal.getsignal, range(1, 32))
def own(name):
    try:
        return [
            line for line in open(f"/proc/self/{name}")
            if not line.startswith(NOT_ITS_OWN)
        ]
    except OSError as error:
        return error.errno
NOT_ITS_OWN = (
    "Pid", "PPid", "Tgid", "Ngid", "NStgid", "NSpid", "NSpgid", "NSsid", "Vm", "Rss",
    "Hugetlb", "SigQ", "FDSize", "voluntary", "nonvoluntary", "Cpus", "Mems",
)
print(json.dumps(dict(
    modules=modules,
    hashes=[hash("a"), hash(b"b"), hash("context")],
    numbers=[random.random() for _ in range(9)],
    arguments=[sys.argv[0], len(sys.argv), len(sys.orig_argv), str(sys.flags)],
    path=sys.path,
    environment={k: v.replace(home, "~") for k, v in os.environ.items()},
    folder=os.getcwd() == home,
    user=[p.replace(home, "~") for p in (
        site.getuserbase(), site.getusersitepackages(), sysconfig.get_path("stdlib"),
        sysconfig.get_config_vars()["userbase"],
    )],
    files={n: found for n, found in kinds.items() if not is_socket[n]},
    sockets=sum(is_socket.values()),
    signals=[getattr(handler, "__name__", str(handler)) for handler in handlers],
    depth=depth(),
    threads=[main.name, main.ident == threading.get_ident(), threading.active_count()],
    native=main.native_id == threading.get_native_id(),
    leads=os.getsid(0) == os.getpgid(0) == os.getpid(),
    dumpable=ctypes.CDLL(None).prctl(3, 0, 0, 0, 0) if LEVEL == "process" else "",
    limits=[resource.getrlimit(n) for n in (0, 1, 2, 4, 5, 7, 9)],
    status=own("status"),
    out_of_memory=own("oom_score_adj"),
    names=sorted(vars(sys.modules["__main__"])),
)))
"""
FAILING = """
def f(n):
    try: return {}[n]
    except KeyError: raise ValueError(n)
f(3)
"""


@pytest.mark.parametrize("level", LEVELS)
async def test_a_forked_child_is_what_a_started_one_is(
    start: Open, level: Choice
) -> None:
    found: list[dict[str, Any]] = []
    errors = []
    for nursery in (Nursery(), NoNursery()):
        bench = await start(nursery, level=level)
        found.append(json.loads(await bench.says(f"LEVEL={level!r}\n{WHAT_IT_IS}")))
        errors.append(await bench.fails(FAILING))
        errors[-1] += await bench.fails("def f(): f()\nf()")

    forked, started = found
    assert forked == started
    assert errors[0] == errors[1]


@pytest.mark.parametrize("level", LEVELS)
async def test_children_are_forked_from_one_process(start: Open, level: Choice) -> None:
    nursery = Nursery()
    benches = [await start(nursery, level=level) for _ in range(3)]

    parents = {int(await bench.says(PARENT)) for bench in benches}

    assert parents == {nursery.pid}
    assert nursery.pid != os.getpid()


SEEN = """
import os, stat
numbers = []
for number in range(256):
    try: found = os.fstat(number)
    except OSError: continue
    if stat.S_ISSOCK(found.st_mode) or stat.S_ISFIFO(found.st_mode):
        numbers.append(found.st_ino)
print(*numbers)
"""


async def test_children_share_no_file_folder_or_variable(start: Open) -> None:
    nursery = Nursery()
    async with asyncio.TaskGroup() as group:
        starts = [group.create_task(start(nursery, text)) for text in "ab"]
    one, other = (starting.result() for starting in starts)
    await one.says("mine = 1")

    files = [set((await bench.says(SEEN)).split()) for bench in (one, other)]
    homes = {await bench.says("print(os.environ['HOME'])") for bench in (one, other)}

    assert files[0].isdisjoint(files[1])
    assert len(homes) == 2
    assert [await bench.says("print(context)") for bench in (one, other)] == ["a", "b"]
    assert "NameError" in await other.fails("mine")


async def test_the_last_child_takes_the_process_with_it(start: Open) -> None:
    nursery = Nursery()
    before = len(os.listdir("/proc/self/fd"))
    benches = [await start(nursery) for _ in range(2)]
    assert nursery.pid is not None
    forking = os.pidfd_open(nursery.pid)
    await benches[0].repl.close()
    assert await benches[1].says(PARENT) == str(nursery.pid)

    await benches[1].repl.close()

    assert await end_of(forking)
    assert len(os.listdir("/proc/self/fd")) == before


async def test_without_the_process_children_are_started(start: Open) -> None:
    nursery = Nursery()
    first = await start(nursery)
    assert nursery.pid is not None
    running = asyncio.ensure_future(first.run("print(1)\nwhile True: pass"))
    await first.has_written.wait()

    os.kill(nursery.pid, signal.SIGKILL)
    ended = await running
    second = await start(nursery)

    assert ended.status == "killed"
    assert not first.repl.is_alive
    assert await second.says(PARENT) == str(os.getpid())


class Dying(Nursery):
    """One that ends as soon as it has forked a child."""

    async def fork(self, python: str, birth: Birth) -> Forked | None:
        """A child that is gone."""
        child = await super().fork(python, birth)
        assert child is not None
        os.kill(child.parent, signal.SIGKILL)
        await child.wait()
        return child


async def test_a_child_that_went_with_the_process_is_started_again(
    start: Open,
) -> None:
    bench = await start(Dying(), "the context")

    assert await bench.says(PARENT) == str(os.getpid())
    assert await bench.says("print(context)") == "the context"


async def test_from_a_process_that_does_not_answer_nobody_waits_for_ever(
    start: Open,
) -> None:
    nursery = Nursery()
    first = await start(nursery)
    assert nursery.pid is not None
    forking = os.pidfd_open(nursery.pid)
    nursery.patience_s = 0.05
    os.kill(nursery.pid, signal.SIGSTOP)

    second = await start(nursery)

    assert await second.says(PARENT) == str(os.getpid())
    assert await end_of(forking)
    assert not first.repl.is_alive


async def test_a_child_ends_though_nobody_tells_how(start: Open) -> None:
    nursery = Nursery()
    bench = await start(nursery)
    assert nursery.pid is not None
    assert bench.repl.pid is not None
    child = os.pidfd_open(bench.repl.pid)
    os.kill(nursery.pid, signal.SIGSTOP)

    await bench.repl.close()

    assert await end_of(child)
    assert nursery.pid is None


async def test_a_process_without_descriptors_refuses_and_stays(start: Open) -> None:
    nursery = Nursery()
    first = await start(nursery)
    assert nursery.pid is not None
    resource.prlimit(nursery.pid, resource.RLIMIT_NOFILE, (4, 4))

    second = await start(nursery)

    assert await second.says(PARENT) == str(os.getpid())
    assert await first.says(PARENT) == str(nursery.pid)


async def test_a_host_without_descriptors_gets_no_child(
    start: Open, tmp_path: Path
) -> None:
    nursery = Nursery()
    first = await start(nursery)
    ours, theirs = socket.socketpair()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with ours, theirs:
        birth = Birth(tmp_path, ours.fileno(), [theirs.fileno(), ours.fileno()])
        free = os.dup(0)
        os.close(free)
        resource.setrlimit(resource.RLIMIT_NOFILE, (free, hard))
        try:
            child = await nursery.fork(sys.executable, birth)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))

    assert child is None
    assert await first.says(PARENT) == str(nursery.pid)


async def test_a_large_context_gets_a_process_of_its_own(start: Open) -> None:
    bench = await start(Nursery(), "x" * (16 << 20))

    assert await bench.says(PARENT) == str(os.getpid())


async def test_a_child_that_has_ended_keeps_its_number_until_it_is_closed(
    start: Open,
) -> None:
    bench = await start(Nursery())
    pid = bench.repl.pid

    result = await bench.run("import os; os._exit(3)")

    assert "exit code 3" in (result.error or "")
    assert pid is not None
    assert state_of(pid) == "Z"
    await bench.repl.close()
    await bench.repl.close()


@pytest.mark.skipif("linux" not in LEVELS, reason="no level that confines works here")
async def test_a_confined_child_cannot_signal_the_process(start: Open) -> None:
    bench = await start(Nursery(), level="linux")

    assert "PermissionError" in await bench.fails("import os; os.kill(os.getppid(), 0)")


HOST = """
import asyncio
from rlm_tui.repl.host import ProcessRepls
from tests.repl.bench import Bench

async def main():
    repls = ProcessRepls({level!r})
    benches = [Bench(await repls("")) for _ in range(3)]
    running = asyncio.ensure_future(benches[0].run("print(1)\\nwhile True: pass"))
    await benches[0].has_written.wait()
    print(repls.nursery.pid, *(bench.repl.pid for bench in benches), flush=True)
    await running

asyncio.run(main())
"""


@pytest.mark.parametrize("level", LEVELS)
async def test_a_killed_host_leaves_no_process(level: Choice, tmp_path: Path) -> None:
    host = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", HOST.format(level=level)),
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
        env={"TMPDIR": str(tmp_path)},
    )
    assert host.stdout is not None
    pids = (await host.stdout.readline()).split()
    descriptors = [os.pidfd_open(int(pid)) for pid in pids]

    host.kill()
    await host.communicate()

    assert len(descriptors) == 4
    assert all([await end_of(descriptor) for descriptor in descriptors])


TAKING = """
import os
from rlm_tui.repl.child_nursery import _take
pipes = [os.pipe() for _ in range(3)]
for number, (_, writable) in enumerate(pipes[1:]):
    os.write(writable, str(number).encode())
out = os.dup(1)
one, other = pipes[1][0], pipes[2][0]
_take((out, one, other), [other, one])
left = []
for number in range(256):
    try: os.fstat(number)
    except OSError: continue
    left.append(number)
print(left == sorted([0, 1, 2, one, other]), os.read(other, 9), os.read(one, 9))
"""


def test_descriptors_get_the_numbers_of_each_other_and_all_others_are_closed() -> None:
    done = subprocess.run(
        [sys.executable, "-c", TAKING],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )

    assert done.stdout == "True b'0' b'1'\n", done.stderr
