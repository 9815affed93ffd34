"""Code that knows how the child works, and turns it against the host.

It may break its own REPL, for it owns the process; then that ends, in words and in
time. It may not hold up the host, speak for another block, or outlive its own.
"""

from __future__ import annotations

import asyncio
from typing import Literal, NamedTuple

import pytest

from rlm_tui.repl.base import Query, Reply
from tests.repl.bench import LEVEL
from tests.repl.conftest import OpenBench

Outcome = Literal["ok", "error", "interrupted", "killed", "final"]

FIND = """
import os, stat
def sockets():
    for number in range(3, 40):
        try:
            if stat.S_ISSOCK(os.fstat(number).st_mode): yield number
        except OSError: pass
wire = next(sockets())
"""

MANY_QUERIES = (
    FIND
    + """
import json, struct
def say(header, body):
    head = json.dumps(header).encode()
    data = struct.pack('>II', len(head), len(body)) + head + body
    while data: data = data[os.write(wire, data):]
for number in range(10 ** 9, 10 ** 9 + 6_000):
    say({'op': 'llm_query', 'cell': llm_query.__self__.cell, 'id': number,
         'prompts': [1], 'contexts': [[None, 0]]}, b'q')
while True: pass
"""
)


class Mischief(NamedTuple):
    """A block, what becomes of it, and of one that follows in the same process."""

    name: str
    code: str
    status: Outcome
    then: Outcome | None = "ok"
    """`None`: there is no process for another one."""
    follow: str = "print('mine')"


TABLE = (
    Mischief(
        "print into the protocol",
        FIND + "os.dup2(wire, 1)\nos.system if 0 else os.write(1, b'x' * 99)",
        "killed",
        None,
    ),
    Mischief(
        "put another file in the place of the socket",
        FIND + "os.dup2(os.open('/dev/null', os.O_RDWR), wire)",
        "killed",
        None,
    ),
    Mischief(
        "read what the host says",
        FIND + "import socket, threading\n"
        "s = socket.socket(fileno=os.dup(wire))\n"
        "def read():\n    while s.recv(1): pass\n"
        "for _ in range(8): threading.Thread(target=read, daemon=True).start()",
        "ok",
        "killed",
    ),
    Mischief(
        "close what wakes the child",
        "import os, stat\n"
        "for n in range(3, 40):\n"
        "    try:\n"
        "        if stat.S_ISFIFO(os.fstat(n).st_mode): os.close(n)\n"
        "    except OSError: pass",
        "ok",
        "killed",
    ),
    Mischief(
        "block the interrupt",
        "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])",
        "ok",
        "interrupted",
        "while True: pass",
    ),
    Mischief(
        "an alarm that strikes between blocks",
        "import signal\nsignal.setitimer(signal.ITIMER_REAL, 0.05)",
        "ok",
        "killed",
        "while True: pass",
    ),
    Mischief(
        "a handler that raises between blocks",
        "import signal\ndef strike(*_): raise SystemExit\n"
        "signal.signal(signal.SIGALRM, strike)\n"
        "signal.setitimer(signal.ITIMER_REAL, 0.05, 0.05)",
        "ok",
        "error",
        "while True: pass",
    ),
    Mischief(
        "trace the child's own steps",
        "import sys\ndef trace(frame, *_):\n"
        "    while frame.f_code.co_filename != '<block>': pass\nsys.settrace(trace)",
        "interrupted",
    ),
    Mischief(
        "profile that never comes back",
        "import sys\ndef spin(*_):\n    while True: pass\nsys.setprofile(spin)",
        "interrupted",
    ),
    Mischief(
        "no json",
        "import json\njson.dumps = lambda *a, **k: 'no json'",
        "ok",
    ),
    Mischief(
        "no built-ins",
        "import builtins\n"
        "for name in ('len', 'isinstance', 'str', 'map'): delattr(builtins, name)",
        "killed",
        None,
    ),
    Mischief("no namespace", "globals().clear()", "ok"),
    Mischief("no modules", "import sys; sys.modules.clear()", "ok"),
    Mischief(
        "the child's own objects",
        "for holder in (llm_query.__self__._rpc, llm_query.__self__):\n"
        "    vars(holder).clear()",
        "killed",
        None,
    ),
    Mischief(
        "a recursion limit that nothing fits in",
        "import sys\n"
        "def deep(n):\n    if n: deep(n - 1)\n    else: sys.setrecursionlimit(60)\n"
        "deep(1)",
        "ok",
    ),
    Mischief(
        "a name that never compares",
        "class K(str):\n    def __hash__(self): return 1\n"
        "    def __eq__(self, other):\n        while True: pass\n"
        "globals()[K('a')] = 1\nglobals()[K('b')] = 2",
        "interrupted",
    ),
    Mischief(
        "an exception that never says itself",
        "class E(Exception):\n    def __str__(self):\n        while True: pass\n"
        "raise E",
        "error",
    ),
    Mischief(
        "a finalizer that never ends",
        "class D:\n    def __del__(self):\n        while True: pass\n"
        "import gc\na = D(); a.a = a\ndel a\ngc.collect()",
        "ok",
    ),
    Mischief(
        "work left for the end",
        "import atexit, os\n"
        "atexit.register(lambda: os.write(1, b'late'))\nclass D:\n"
        "    def __del__(self): print('late')\nd = D()",
        "ok",
    ),
    Mischief(
        "a thread that asks for ever",
        "import threading, time\n"
        "def ask():\n"
        "    while True:\n"
        "        try: llm_query('again')\n"
        "        except BaseException: time.sleep(0.001)\n"
        "for _ in range(4): threading.Thread(target=ask, daemon=True).start()",
        "ok",
    ),
    Mischief(
        "one line of output without an end",
        "import sys\nwhile True: sys.stdout.write('x' * 1_000_000)",
        "error",
    ),
    Mischief("NUL, surrogates and escapes", "print('\\0\\ud800\\x1b[2J' * 9)", "ok"),
    Mischief("code with a NUL", "x = 1\0", "error"),
    Mischief("a number of a million digits", "x = 1 << 3_400_000\nprint(x)", "error"),
    Mischief(
        "a class that lies about itself",
        "class L(list):\n"
        "    __class__ = property(lambda self: 1 / 0)\n"
        "    def __len__(self): return -1\n"
        "    def __iter__(self): return iter(int, 1)\n"
        "    def __repr__(self): raise SystemExit\n"
        "x = L([1]); answer = {'content': x, 'ready': True}",
        "error",
    ),
    Mischief(
        "threads that never let go",
        "import sys, threading\nsys.setswitchinterval(1e6)\n"
        "def spin():\n    while True: pass\n"
        "threading.Thread(target=spin, daemon=True).start()",
        "killed",
        None,
    ),
)


@pytest.mark.parametrize("mischief", TABLE, ids=lambda mischief: mischief.name)
async def test_mischief_ends_with_its_own_process(
    start: OpenBench, mischief: Mischief
) -> None:
    bench = await start(level=LEVEL, grace_s=0.3, max_output_chars=1 << 22)
    async with asyncio.timeout(20):
        result = await bench.run(mischief.code, timeout_s=0.5)
        assert result.status == mischief.status, result
        assert bench.repl.is_alive == (mischief.then is not None)
        if mischief.then is None:
            return

        following = await bench.run(mischief.follow, timeout_s=0.5)

        assert following.status == mischief.then, following
        assert ("mine" in following.stdout) == (mischief.then == "ok")


async def test_more_open_queries_than_anybody_needs_end_the_process(
    start: OpenBench,
) -> None:
    async def never(_: Query) -> tuple[Reply, ...]:
        await asyncio.Event().wait()
        raise AssertionError

    bench = await start(level=LEVEL)
    bench.answering = never

    result = await bench.run(MANY_QUERIES)

    assert result.status == "killed"
    assert "flood of queries" in (result.error or "")
