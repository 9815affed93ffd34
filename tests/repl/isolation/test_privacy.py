"""The memory of the host, where keys are, is closed to its user's other processes."""

from __future__ import annotations

import subprocess
import sys

import pytest

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


@pytest.mark.parametrize("module", ["host", "isolation.choice", "isolation.privacy"])
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
