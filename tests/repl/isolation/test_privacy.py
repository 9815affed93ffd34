"""The memory of the host, where keys are, is closed to its user's other processes."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rlm_tui.models.gateway_process import ModelProcess
from rlm_tui.repl.isolation.levels import Choice
from tests.repl.bench import LEVEL
from tests.repl.conftest import OpenBench

HOST = """
import asyncio, ctypes
from rlm_tui.repl.host import ProcessRepls
async def main():
    repl = await ProcessRepls("process")("context")
    print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
    await repl.close()
asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone")
def test_a_host_hides_its_memory_before_it_starts_a_child() -> None:
    done = subprocess.run(
        [sys.executable, "-c", HOST], capture_output=True, text=True, check=True
    )

    assert done.stdout == "0\n"


PEEK = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
def denied(attempt):
    try:
        return not attempt()
    except OSError:
        return True
def traced(how):
    return libc.ptrace(how, PID, 0, 0) == 0
def read_by_call():
    buffer = ctypes.create_string_buffer(8)
    here = (ctypes.c_ulong * 2)(ctypes.addressof(buffer), 8)
    there = (ctypes.c_ulong * 2)(id(object), 8)
    return libc.process_vm_readv(PID, here, 1, there, 1, 0) > 0
attempts = {
    name: lambda name=name: open(f"/proc/{PID}/{name}", "rb").read(9)
    for name in ("environ", "maps", "auxv", "stack", "syscall")
}
attempts |= {
    "mem": lambda: os.open(f"/proc/{PID}/mem", os.O_RDONLY),
    "mem to write": lambda: os.open(f"/proc/{PID}/mem", os.O_WRONLY),
    "a file": lambda: os.readlink(f"/proc/{PID}/fd/0"),
    "folder": lambda: os.readlink(f"/proc/{PID}/cwd"),
    "root": lambda: os.listdir(f"/proc/{PID}/root/"),
    "seize": lambda: traced(0x4206),
    "process_vm_readv": read_by_call,
    "descriptor": lambda: libc.syscall(438, os.pidfd_open(PID), 0, 0) >= 0,
}
[name for name, attempt in attempts.items() if not denied(attempt)]
"""
KEY = "sk-secret-of-the-test"


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone")
@pytest.mark.parametrize("level", ["process", LEVEL])
async def test_the_process_that_holds_the_keys_cannot_be_looked_into(
    level: Choice, start: OpenBench, tmp_path: Path
) -> None:
    (tmp_path / "litellm.py").write_text("import time; time.sleep(60)")
    environ = {"PYTHONPATH": str(tmp_path), "OPENAI_API_KEY": KEY}
    process = await ModelProcess.start(environ, None)
    bench = await start(level=level)
    try:
        async with asyncio.timeout(20):
            await process.link.greeted.wait()
        forking = int(await bench.says("import os; print(os.getppid())"))
        for pid in (process.pid, os.getpid(), forking):
            assert await bench.says(f"PID = {pid}\n{PEEK}") == "[]"
    finally:
        await process.stop()


@pytest.mark.parametrize("module", ["host", "isolation.choice"])
def test_no_import_makes_a_call_that_only_linux_has(module: str) -> None:
    script = (
        "import sys, ctypes\n"
        "ctypes.CDLL = None\n"
        f"import rlm_tui.repl.{module}\n"
        "print([name for name in sys.modules if 'child_l' in name or 'secc' in name])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert done.stdout == "[]\n"
