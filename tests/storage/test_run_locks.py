"""Only one process runs a session; its end, however sudden, releases it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rlm_tui.errors import StoreLockedError
from rlm_tui.storage.run_locks import RunLocks

HOLDER = """
import asyncio, sys
from pathlib import Path
from rlm_tui.storage.run_locks import RunLocks

async def main():
    async with RunLocks(Path(sys.argv[1])).hold("s_a"):
        print("held", flush=True)
        sys.stdin.read()

asyncio.run(main())
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "locks"


@contextmanager
def holder(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that runs session `s_a`."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


async def test_another_process_keeps_its_session(folder: Path) -> None:
    locks = RunLocks(folder)
    with holder(folder) as process:
        assert locks.is_held("s_a")
        assert not locks.is_held("s_b")
        with pytest.raises(StoreLockedError, match=rf"s_a .*pid {process.pid}\)"):
            async with locks.hold("s_a"):
                pass
        async with locks.hold("s_b"):
            assert locks.is_held("s_b")


async def test_a_killed_process_holds_nothing(folder: Path) -> None:
    locks = RunLocks(folder)
    with holder(folder) as process:
        process.kill()
        process.wait()

        assert not locks.is_held("s_a")
        async with locks.hold("s_a"):
            assert locks.is_held("s_a")


async def test_one_process_runs_a_session_once(folder: Path) -> None:
    locks = RunLocks(folder)
    async with locks.hold("s_a"):
        with pytest.raises(StoreLockedError, match="run by this process"):
            async with locks.hold("s_a"):
                pass
        with pytest.raises(StoreLockedError, match="another process"):
            async with RunLocks(folder).hold("s_a"):
                pass
        assert locks.is_held("s_a")


async def test_a_released_lock_leaves_no_file(folder: Path) -> None:
    async with RunLocks(folder).hold("s_a"):
        assert len(os.listdir(folder)) == 1

    assert os.listdir(folder) == []


async def test_a_lock_is_released_by_an_error(folder: Path) -> None:
    locks = RunLocks(folder)
    with pytest.raises(ZeroDivisionError):
        async with locks.hold("s_a"):
            raise ZeroDivisionError

    assert not locks.is_held("s_a")


async def test_a_look_does_not_keep_others_out(folder: Path) -> None:
    for _ in range(50):
        assert not RunLocks(folder).is_held("s_a")
        async with RunLocks(folder).hold("s_a"):
            assert RunLocks(folder).is_held("s_a")


async def test_an_id_is_never_a_path(folder: Path) -> None:
    async with RunLocks(folder).hold("../../outside"):
        assert len(os.listdir(folder)) == 1
