"""Keeps two processes from running one session; a crash releases what it held."""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from rlm_tui.errors import StoreLockedError
from rlm_tui.storage.failures import explaining

TRIES = 5
TRY_AGAIN_S = 0.02
"""A look at a lock holds it for an instant; somebody who wants it tries again."""


class RunLocks:
    """One lock file for each session that runs, in a folder beside the database."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        """`None`: nobody else can see the sessions, as they are in memory."""
        self._held: set[str] = set()

    def is_held(self, session_id: str) -> bool:
        """Whether this or another process runs the session."""
        if session_id in self._held:
            return True
        return self._folder is not None and _is_locked(self._file(session_id))

    @asynccontextmanager
    async def hold(self, session_id: str) -> AsyncIterator[None]:
        """Run the session, and nobody else.

        Raises:
            StoreLockedError: it is run already.
        """
        if session_id in self._held:
            raise StoreLockedError(f"session {session_id} is run by this process")
        self._held.add(session_id)
        try:
            async with self._hold_file(session_id):
                yield
        finally:
            self._held.discard(session_id)

    @asynccontextmanager
    async def _hold_file(self, session_id: str) -> AsyncIterator[None]:
        if self._folder is None:
            yield
            return
        file = self._file(session_id)
        with explaining(f"lock of session {session_id}"):
            self._folder.mkdir(mode=0o700, exist_ok=True)
            descriptor = await _acquire(file, session_id)
        try:
            yield
        finally:
            file.unlink(missing_ok=True)
            os.close(descriptor)

    def _file(self, session_id: str) -> Path:
        assert self._folder is not None
        return self._folder / (quote(session_id, safe="") + ".lock")


async def _acquire(file: Path, session_id: str) -> int:
    owner = ""
    for _ in range(TRIES):
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
        if _lock(descriptor, fcntl.LOCK_EX) and _is_same(descriptor, file):
            os.pwrite(descriptor, str(os.getpid()).encode(), 0)
            return descriptor
        owner = os.pread(descriptor, 20, 0).decode("ascii", "replace")
        os.close(descriptor)
        await asyncio.sleep(TRY_AGAIN_S)
    raise StoreLockedError(
        f"session {session_id} is run by another process (pid {owner or 'unknown'}); "
        "end that one, or review the session instead"
    )


def _lock(descriptor: int, mode: int) -> bool:
    try:
        fcntl.flock(descriptor, mode | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_same(descriptor: int, file: Path) -> bool:
    """Whether the locked file is still there: its last owner removes it."""
    with suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(descriptor), file.stat())
    return False


def _is_locked(file: Path) -> bool:
    try:
        descriptor = os.open(file, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        return not _lock(descriptor, fcntl.LOCK_SH)
    finally:
        os.close(descriptor)
