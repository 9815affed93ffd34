"""Looks at a child ten times a second, and ends the one that takes too much.

Threads and memory can be had in no time, so between the looks there are glances. They
cannot be had without processor time: at a child that takes none it looks ever less
often, as between two blocks, when code may have left threads behind.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from rlm_tui.repl.isolation.levels import Caps
from rlm_tui.repl.isolation.pace import Pace

_NOTICED = 64 << 20
_LEEWAY = 1.125
"""The kernel says no at the cap: a MemoryError, after which variables are kept."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A child, as the watchdog sees it."""

    pid: int
    scratch: Path
    memory_bytes: int
    caps: Caps
    has_family: bool
    """Whether it may have started processes, or is wrapped by one."""
    free_at_start: int
    is_elsewhere: bool = False
    """Whether its code runs where its processes cannot be seen."""


class Seen(NamedTuple):
    """What a look found."""

    words: str | None
    """What the child has too much of; `None`: nothing."""
    work: int | None
    """Another number whenever the child has done something; `None`: nobody knows."""


class _Process(NamedTuple):
    pid: int
    parent: int
    session: int
    threads: int
    ticks: int
    """Of processor time, for itself and those of its children that have ended."""


def look_at(watched: Watched, raw_bytes: int) -> Seen:
    """See what the child has too much of, and whether it does anything."""
    family = session_of(watched.pid) if watched.has_family else [watched.pid]
    found = [process for process in map(_stat, family) if process is not None]
    work = sum(process.ticks for process in found)
    is_known = bool(found) and not watched.is_elsewhere
    return Seen(_excess(watched, found, raw_bytes), work if is_known else None)


def _excess(watched: Watched, family: list[_Process], raw_bytes: int) -> str | None:
    caps = watched.caps
    if len(family) > caps.processes:
        return f"it started more than {caps.processes} processes"
    if sum(process.threads for process in family) > caps.threads:
        return f"it started more than {caps.threads:,} threads"
    used = sum(_memory(process.pid) for process in family)
    if used > watched.memory_bytes * _LEEWAY:
        return f"it used more than {_size(watched.memory_bytes)} of memory"
    if raw_bytes > caps.raw_bytes:
        return f"it wrote more than {_size(caps.raw_bytes)} past print"
    return _disk_excess(watched)


def glance(watched: Watched, pid: int) -> str | None:
    """What one process has too much of, as far as two short files say."""
    if _threads(pid) > watched.caps.threads:
        return f"it started more than {watched.caps.threads:,} threads"
    if _memory(pid) > watched.memory_bytes * _LEEWAY:
        return f"it used more than {_size(watched.memory_bytes)} of memory"
    return None


def _disk_excess(watched: Watched) -> str | None:
    caps = watched.caps
    files, size = usage(watched.scratch, caps.scratch_files)
    if files > caps.scratch_files:
        return f"it made more than {caps.scratch_files:,} files"
    if size > caps.scratch_bytes:
        return f"it wrote more than {_size(caps.scratch_bytes)} to its scratch folder"
    free = free_bytes(watched.scratch)
    # What was unlinked while open is in no folder.
    if free < caps.free_disk_bytes and free < watched.free_at_start - _NOTICED:
        return f"less than {_size(caps.free_disk_bytes)} of the disk is free"
    return None


def free_bytes(folder: Path) -> int:
    """What is free on the disk of a folder."""
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize


def usage(folder: Path, max_files: int) -> tuple[int, int]:
    """Files and bytes on disk below a folder; stops counting beyond the cap.

    A tree that is deeper than a path can be long counts as too many files.
    """
    files = size = 0
    pending = [str(folder)]
    while pending and files <= max_files:
        try:
            with os.scandir(pending.pop()) as entries:
                for entry in entries:
                    files += 1
                    with suppress(FileNotFoundError):
                        size += entry.stat(follow_symlinks=False).st_blocks * 512
                        if entry.is_dir(follow_symlinks=False):
                            pending.append(entry.path)
        except (FileNotFoundError, PermissionError, NotADirectoryError):
            continue  # it went meanwhile, or its owner locked it
        except OSError:
            return max_files + 1, size
    return files, size


def session_of(pid: int) -> list[int]:
    """The processes in the session that a child leads, those without children last."""
    with suppress(OSError):
        numbers = [int(name) for name in os.listdir("/proc") if name.isdigit()]
        found = [process for process in map(_stat, numbers) if process is not None]
        members = [process for process in found if process.session == pid]
        parents = {process.parent for process in members}
        return [p.pid for p in sorted(members, key=lambda p: p.pid not in parents)]
    return [pid]


def _stat(pid: int) -> _Process | None:
    # Readable by everyone, unlike most of `/proc/<pid>` of a process that hides.
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            fields = file.read().rpartition(b")")[2].split()
    except OSError:
        return None
    ticks = sum(map(int, fields[11:15]))
    return _Process(pid, int(fields[1]), int(fields[3]), int(fields[17]), ticks)


def _threads(pid: int) -> int:
    found = _stat(pid)
    return 0 if found is None else found.threads


def _memory(pid: int) -> int:
    """Bytes of the process in memory; 0 where the system does not say."""
    try:
        with open(f"/proc/{pid}/statm", "rb") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0


def _size(count: int) -> str:
    return f"{count / (1 << 30):g} GiB" if count >= 1 << 30 else f"{count >> 20} MiB"


class Watchdog:
    """Looks again and again, until it has words for an end."""

    def __init__(
        self,
        look: Callable[[], Seen],
        end: Callable[[str], None],
        *,
        glance: Callable[[], str | None],
    ) -> None:
        """Begin to look.

        Args:
            look: is called in a thread.
            end: is told what was too much, once.
            glance: says what is too much; called on the event loop between two looks.
        """
        self._look = look
        self._end = end
        self._glance = glance
        self._loop = asyncio.get_running_loop()
        self._pace = Pace()
        self._glances_left = 0
        self._timer: asyncio.TimerHandle | None = None
        self._looking: asyncio.Future[Seen] | None = None
        self._has_stopped = False
        self._wait()

    def be_alert(self, *, busy: bool) -> None:
        """Look often while a block runs, once a second between blocks.

        A block that has waited, for a reply perhaps, may have been woken.
        """
        is_other_pace = self._pace.be_alert(busy=busy)
        if is_other_pace and self._timer is not None:
            self._timer.cancel()
            self._wait()

    def _wait(self) -> None:
        self._glances_left = self._pace.glances
        self._set_timer()

    def _set_timer(self) -> None:
        self._timer = self._loop.call_later(self._pace.wait_s, self._begin)

    def _begin(self) -> None:
        self._timer = None
        if self._glances_left:
            self._glances_left -= 1
            self._judge(self._glance, self._set_timer)
            return
        # Off the loop: a folder of ten thousand files takes longer than a frame.
        self._looking = self._loop.run_in_executor(None, self._look)
        self._looking.add_done_callback(self._looked)

    def _looked(self, looking: asyncio.Future[Seen]) -> None:
        self._looking = None
        if not self._has_stopped and not looking.cancelled():
            self._judge(lambda: self._words_of(looking.result()), self._wait)

    def _words_of(self, seen: Seen) -> str | None:
        self._pace.note(seen.work)
        return seen.words

    def _judge(
        self, found: Callable[[], str | None], go_on: Callable[[], None]
    ) -> None:
        try:
            words = found()
        except Exception as error:  # who cannot be watched does not go on
            words = f"it cannot be watched ({error})"
        if words is None:
            go_on()
        else:
            self._has_stopped = True
            self._end(words)

    async def stop(self) -> None:
        """Look no more."""
        self._has_stopped = True
        if self._timer is not None:
            self._timer.cancel()
        if self._looking is not None:
            await asyncio.wait([self._looking])
