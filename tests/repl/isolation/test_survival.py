"""The host goes on, whatever a block uses up, breaks or ends."""

from __future__ import annotations

import os
import tempfile
from typing import NamedTuple

import pytest

from rlm_tui.repl.isolation.levels import Caps
from tests.repl.bench import LEVEL
from tests.repl.conftest import OpenBench

needs_confinement = pytest.mark.skipif(
    LEVEL == "process", reason="no level that confines works here"
)
CAPS = Caps(
    memory_bytes=400 << 20,
    scratch_bytes=32 << 20,
    scratch_files=500,
    threads=40,
    processes=16,
    raw_bytes=1 << 20,
)
SOCKET = """
import os, socket, stat
def protocol():
    for number in range(3, 30):
        try:
            if stat.S_ISSOCK(os.fstat(number).st_mode):
                return number
        except OSError:
            pass
def frame(header, body=b'', size=None):
    head = header.encode() if isinstance(header, str) else header
    length = len(body) if size is None else size
    os.write(protocol(), len(head).to_bytes(4) + length.to_bytes(4) + head + body)
"""


class Bomb(NamedTuple):
    """A block, and what becomes of it."""

    name: str
    code: str
    status: str
    words: str


CLONE = """
import ctypes, mmap
libc = ctypes.CDLL(None)
libc.clone.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p]
pause = ctypes.cast(libc.pause, ctypes.c_void_p)
stacks = mmap.mmap(-1, 1 << 20)
top = ctypes.addressof(ctypes.c_char.from_buffer(stacks)) + (1 << 20)
AS_A_THREAD = 0x100 | 0x200 | 0x400 | 0x800 | 0x10000 | 0x40000
for number in range(200):
    libc.clone(pause, top - 4096 * number, AS_A_THREAD, None)
while True: pass
"""

EXHAUSTING = (
    Bomb("a large object", "x = bytearray(1 << 40)", "error", "MemoryError"),
    Bomb(
        "many objects",
        "x = []\nwhile True: x.append(bytearray(1 << 20))",
        "error",
        "MemoryError",
    ),
    Bomb("a long text", "x = 'x' * (1 << 33)", "error", "MemoryError"),
    Bomb(
        "shared memory",
        "import mmap\nx = mmap.mmap(-1, 1 << 30)\n"
        "while True:\n    for at in range(0, 1 << 30, 4096): x[at] = 1",
        "killed",
        "more than 400 MiB of memory",
    ),
    Bomb(
        "many threads",
        "import threading\nstay = threading.Event()\n"
        "for _ in range(45): threading.Thread(target=stay.wait).start()\nstay.wait()",
        "killed",
        "more than 40 threads",
    ),
    Bomb("threads by clone", CLONE, "killed", "more than 40 threads"),
    Bomb(
        "many descriptors",
        "import os\nx = [os.dup(0) for _ in range(10_000)]",
        "error",
        "Too many open files",
    ),
    Bomb(
        "a large file",
        "open('big', 'wb').truncate(1 << 40)",
        "error",
        "File too large",
    ),
    Bomb(
        "many bytes on disk",
        "for n in range(9): open(f'f{n}', 'wb').write(bytes(8 << 20))\n"
        "while True: pass",
        "killed",
        "more than 32 MiB to its scratch folder",
    ),
    Bomb(
        "many files",
        "for n in range(600): open(f'f{n}', 'w').close()\nwhile True: pass",
        "killed",
        "more than 500 files",
    ),
    Bomb(
        "a deep tree",
        "import os\nfor _ in range(400): os.mkdir('d' * 200); os.chdir('d' * 200)\n"
        "while True: pass",
        "killed",
        "more than 500 files",
    ),
    Bomb(
        "raw output",
        "import os\nwhile True: os.write(1, bytes(1 << 16))",
        "killed",
        "more than 1 MiB past print",
    ),
    Bomb("much output", "while True: print('x' * 9_999)", "error", "OutputLimit"),
    Bomb("deep recursion", "def f(): f()\nf()", "error", "RecursionError"),
    Bomb("a large number", "9 ** 9 ** 9", "interrupted", "time limit"),
)
ENDING = (
    Bomb("_exit", "import os; os._exit(3)", "killed", "exit code 3"),
    Bomb("abort", "import os; os.abort()", "killed", "ended by SIG"),
    Bomb("a crash", "import ctypes; ctypes.string_at(0)", "killed", "SIGSEGV"),
    Bomb("kill itself", "import os; os.kill(os.getpid(), 9)", "killed", "SIGKILL"),
    Bomb(
        "an interrupt ignored",
        "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass",
        "killed",
        "it did not stop within",
    ),
    Bomb(
        "an interrupt caught",
        "import time\nwhile True:\n    try: time.sleep(99)\n"
        "    except BaseException: pass",
        "killed",
        "it did not stop within",
    ),
    Bomb("endless C", "import itertools; sum(itertools.repeat(0))", "killed", "stop"),
    Bomb("a long sleep", "import time; time.sleep(1e8)", "interrupted", "time limit"),
)
FORGING = (
    Bomb("closed", "os.close(protocol())\nwhile True: pass", "killed", "process"),
    Bomb("all closed", "os.closerange(3, 99)\nwhile True: pass", "killed", "process"),
    Bomb(
        "shut down",
        "socket.socket(fileno=protocol()).shutdown(2)\nwhile True: pass",
        "killed",
        "process",
    ),
    Bomb("noise", "os.write(protocol(), os.urandom(4096))", "killed", "protocol"),
    Bomb("huge header", "os.write(protocol(), b'\\xff' * 8)", "killed", "protocol"),
    Bomb("huge body", "frame('{\"op\": \"out\"}', size=1 << 31)", "killed", "protocol"),
    Bomb("no JSON", "frame('{')", "killed", "protocol"),
    Bomb("deep JSON", "frame('[' * 90_000)", "killed", "protocol"),
    Bomb("not a number", "frame('{\"cell\": NaN}')", "killed", "protocol"),
    Bomb("unknown op", "frame('{\"op\": \"own\", \"cell\": 2}')", "killed", "protocol"),
    Bomb("ready again", "frame('{\"op\": \"ready\"}')", "killed", "protocol"),
    Bomb("next block", "frame('{\"op\": \"out\", \"cell\": 9}')", "killed", "protocol"),
    Bomb(
        "a flood",
        "head = '{\"op\": \"out\", \"cell\": 2, \"skipped\": 0}'\n"
        "while True: frame(head, bytes(200_000))",
        "killed",
        "flood",
    ),
)  # fmt: skip


def by_name(bomb: Bomb) -> str:
    """The name of a test."""
    return bomb.name


async def check(start: OpenBench, bomb: Bomb, timeout_s: float) -> None:
    """Run a block in a process of its own, and compare."""
    bench = await start(level=LEVEL, caps=CAPS, grace_s=0.2, max_output_chars=1 << 20)
    await bench.says(SOCKET)

    result = await bench.run(bomb.code, timeout_s=timeout_s)

    assert result.status == bomb.status, result
    assert bomb.words in (result.error or "")
    assert bench.repl.is_alive == (bomb.status != "killed")


@needs_confinement
@pytest.mark.parametrize("bomb", EXHAUSTING, ids=by_name)
async def test_what_a_block_uses_up_is_bounded(start: OpenBench, bomb: Bomb) -> None:
    await check(start, bomb, timeout_s=0.3 if "limit" in bomb.words else 20)


@pytest.mark.parametrize("bomb", ENDING, ids=by_name)
async def test_a_block_that_does_not_end_well_ends(
    start: OpenBench, bomb: Bomb
) -> None:
    await check(start, bomb, timeout_s=0.2)


@pytest.mark.parametrize("bomb", FORGING, ids=by_name)
async def test_a_forged_channel_ends_the_process(start: OpenBench, bomb: Bomb) -> None:
    await check(start, bomb, timeout_s=20)


@pytest.mark.skipif(not os.path.exists("/proc/loadavg"), reason="Linux alone")
async def test_who_is_not_root_has_a_limit_of_tasks(start: OpenBench) -> None:
    bench = await start(level=LEVEL)
    code = "import resource\nresource.getrlimit(resource.RLIMIT_NPROC)[0]"

    assert 2_000 < int(await bench.says(code)) < 2_000 + 1_000_000


async def test_a_fork_bomb_is_ended(start: OpenBench) -> None:
    bench = await start(level="process", caps=CAPS)
    code = (
        "import os, time\nfor _ in range(40):\n"
        "    if os.fork() == 0: time.sleep(1_000)\ntime.sleep(1_000)"
    )

    result = await bench.run(code)

    assert result.status == "killed"
    assert "more than 16 processes" in (result.error or "")


async def test_memory_of_started_processes_counts(start: OpenBench) -> None:
    bench = await start(level="process", caps=CAPS)
    code = (
        "import os, time\nfor _ in range(4):\n"
        "    if os.fork() == 0: x = bytearray(150 << 20); time.sleep(1_000)\n"
        "time.sleep(1_000)"
    )

    result = await bench.run(code)

    assert "more than 400 MiB of memory" in (result.error or "")


GROWING = """
import itertools, threading, time
def grow():
    for n in itertools.count():
        open(f'f{n}', 'w').close()
        time.sleep(0.001)
threading.Thread(target=grow, daemon=True).start()
"""


async def test_what_a_thread_left_behind_uses_up_is_bounded(start: OpenBench) -> None:
    bench = await start(level=LEVEL, caps=CAPS)
    await bench.says(GROWING)

    result = await bench.run("while True: pass")

    assert "more than 500 files" in (result.error or "")


async def test_descriptors_sent_to_the_host_are_not_kept(start: OpenBench) -> None:
    bench = await start(level=LEVEL)
    await bench.says(SOCKET)
    before = len(os.listdir("/proc/self/fd"))
    code = (
        "import array\nsock = socket.socket(fileno=os.dup(protocol()))\n"
        'head = b\'{"op": "out", "cell": 2, "skipped": 0}\'\n'
        "data = len(head).to_bytes(4) + bytes(4) + head\n"
        "rights = (socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [0, 1, 2]))\n"
        "sent = sock.sendmsg([data], [rights])"
    )

    await bench.says(code)

    assert len(os.listdir("/proc/self/fd")) == before


@needs_confinement
async def test_the_scratch_folder_goes_with_all_that_is_in_it(start: OpenBench) -> None:
    bench = await start(level=LEVEL)
    code = (
        "import os\nhome = os.getcwd()\nos.symlink('/etc', 'link')\n"
        "for _ in range(1_500): os.mkdir('d'); os.chdir('d')\nprint(home)"
    )
    home = await bench.says(code)

    await bench.repl.close()

    assert home not in {entry.path for entry in os.scandir(tempfile.gettempdir())}
    assert os.listdir("/etc")
