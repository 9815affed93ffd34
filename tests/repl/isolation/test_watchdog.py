"""What the watchdog sees, and when it ends a child."""

from __future__ import annotations

import asyncio
import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from rlm_tui.repl.isolation.levels import Caps
from rlm_tui.repl.isolation.watchdog import (
    Seen,
    Watchdog,
    Watched,
    free_bytes,
    glance,
    look_at,
    session_of,
    usage,
)


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    """This process, with an empty folder."""
    return Watched(
        os.getpid(),
        tmp_path,
        memory_bytes=1 << 40,
        caps=Caps(free_disk_bytes=0),
        has_family=False,
        free_at_start=free_bytes(tmp_path),
    )


def test_a_modest_process_is_left_alone(watched: Watched) -> None:
    assert look_at(watched, raw_bytes=0).words is None


def test_memory_is_counted(watched: Watched) -> None:
    said = look_at(replace(watched, memory_bytes=1 << 20), raw_bytes=0).words

    assert said == "it used more than 1 MiB of memory"


def test_raw_output_is_counted(watched: Watched) -> None:
    said = look_at(watched, raw_bytes=1 << 40).words

    assert said == "it wrote more than 64 MiB past print"


def test_a_full_disk_ends_who_filled_it(watched: Watched) -> None:
    caps = Caps(free_disk_bytes=1 << 60)
    full = replace(watched, caps=caps, free_at_start=1 << 60)

    assert "of the disk is free" in (look_at(full, raw_bytes=0).words or "")


def test_a_disk_that_was_full_before_ends_nobody(watched: Watched) -> None:
    caps = Caps(free_disk_bytes=1 << 60)

    full = replace(watched, caps=caps, free_at_start=0)

    assert look_at(full, raw_bytes=0).words is None


def test_files_and_bytes_below_a_folder_are_counted(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "file").write_bytes(bytes(100_000))
    (tmp_path / "out").symlink_to("/usr")

    files, size = usage(tmp_path, 100)

    assert files == 4
    assert 100_000 <= size < 200_000


def test_counting_stops_beyond_the_cap(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / "file").touch()

    assert usage(tmp_path, 4)[0] == 5


def test_a_folder_that_is_gone_is_empty(tmp_path: Path) -> None:
    assert usage(tmp_path / "missing", 10) == (0, 0)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="Linux alone")
async def test_the_family_of_a_child_is_found_its_leaf_last() -> None:
    shell = await asyncio.create_subprocess_exec(
        *("sh", "-c", "cat; true"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    assert shell.stdin is not None
    assert shell.stdout is not None
    shell.stdin.write(b"cat is there\n")
    await shell.stdout.readline()

    family = session_of(shell.pid)

    shell.stdin.close()
    await shell.wait()
    assert len(family) == 2
    assert family[0] == shell.pid


def nothing() -> str | None:
    """Sees nothing."""
    return None


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="Linux alone")
def test_a_glance_counts_threads_and_memory(watched: Watched) -> None:
    strict = replace(watched, caps=Caps(threads=0))

    assert glance(watched, os.getpid()) is None
    assert glance(strict, os.getpid()) == "it started more than 0 threads"
    small = glance(replace(watched, memory_bytes=1 << 20), os.getpid())
    assert small == "it used more than 1 MiB of memory"


async def test_between_two_looks_it_glances() -> None:
    ended: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    looks: list[int] = []
    said = iter([None, None, "enough"])

    def look() -> Seen:
        looks.append(1)
        return Seen(None, 0)

    watchdog = Watchdog(look, ended.set_result, glance=lambda: next(said))
    watchdog.be_alert(busy=True)

    assert await ended == "enough"
    assert looks == []
    await watchdog.stop()


async def test_it_looks_until_there_are_words() -> None:
    said = iter([Seen(None, 1), Seen(None, 2), Seen("enough", 3)])
    ended: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    watchdog = Watchdog(lambda: next(said), ended.set_result, glance=nothing)
    watchdog.be_alert(busy=True)

    assert await ended == "enough"
    await watchdog.stop()


async def test_what_cannot_be_watched_is_ended() -> None:
    ended: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def fail() -> Seen:
        raise OSError("no more files")

    watchdog = Watchdog(fail, ended.set_result, glance=nothing)
    watchdog.be_alert(busy=True)

    assert "it cannot be watched (no more files)" in await ended
    await watchdog.stop()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="Linux alone")
def test_processor_time_is_work(watched: Watched) -> None:
    before = look_at(watched, raw_bytes=0).work
    began = time.process_time()
    while time.process_time() - began < 0.03:
        pass

    after = look_at(watched, raw_bytes=0).work
    assert before is not None
    assert after is not None
    assert after > before


def test_what_a_container_does_is_not_known(watched: Watched) -> None:
    seen = look_at(replace(watched, is_elsewhere=True), raw_bytes=0)

    assert seen == (None, None)
