"""Large values beside the database, as they are, until they are packed into it.

To pack a hundred megabytes takes longer than to begin a run over them. A process that
is killed leaves such a file, and the next one packs what it finds; what a power cut
took of it is found out by its hash.
"""

from __future__ import annotations

import asyncio
import glob
import hashlib
import os
import time
import uuid
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from rlm_tui.domain.stored_form import digest, pieces_of
from rlm_tui.domain.values import ContextValue
from rlm_tui.errors import StoreError

LARGE_BYTES = 8 << 20
"""What is larger is not packed while somebody waits."""
SLICE_BYTES = 4 << 20
"""Read at a time: in between a thread needs the interpreter, and others too."""
_BUFFER_BYTES = 1 << 18
_MARK = ".context-"
_PART = ".part"
LEFT_S = 60.0
"""A file that nobody has written to for so long was left by a process that is gone."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A value whose hash is known."""

    name: str
    size: int
    """Bytes."""
    pieces: tuple[bytes, ...] | None
    """All of it, if that is little."""
    part: Path | None = None
    """The file in which it is otherwise."""


class Spools:
    """The files in which values wait, beside a database."""

    def __init__(self, database: Path) -> None:
        self._database = database

    def place(self, name: str) -> Path:
        """The file of a value."""
        return self._database.with_name(f"{self._database.name}{_MARK}{name}")

    def has(self, name: str) -> bool:
        """Whether a value waits."""
        return self.place(name).exists()

    def names(self) -> list[str]:
        """Values that wait."""
        return [name for name in self._found() if not name.endswith(_PART)]

    def left(self) -> list[str]:
        """Values that wait since a process has gone; what it never finished is removed.

        Raises:
            OSError: the files cannot be seen.
        """
        before = time.time() - LEFT_S
        old = [name for name in self._found() if _written(self.place(name)) < before]
        for name in old:
            if name.endswith(_PART):
                self.remove(name)
        return [name for name in old if not name.endswith(_PART)]

    def _found(self) -> list[str]:
        start = f"{self._database.name}{_MARK}"
        files = self._database.parent.glob(f"{glob.escape(start)}*")
        return [file.name.removeprefix(start) for file in files]

    def remove(self, name: str) -> None:
        """Let go of a value, which may be gone already."""
        self.place(name).unlink(missing_ok=True)

    def pieces(self, name: str) -> Iterator[bytes]:
        """A value, piece by piece.

        Raises:
            OSError: it cannot be read.
        """
        with self.place(name).open("rb", buffering=0) as file:
            while piece := file.read(SLICE_BYTES):
                yield piece

    def checked(self, name: str) -> Iterator[bytes]:
        """A value, piece by piece, and that it is what its name says.

        Raises:
            OSError: it cannot be read.
            StoreError: it is something else: the machine went down with it, perhaps.
        """
        seen = Seen()
        yield from seen.through(self.pieces(name))
        if seen.name != name:
            raise StoreError(f"{self.place(name)} is damaged: its hash is another")

    async def take(self, value: ContextValue) -> Taken:
        """Find out a value's hash, and write it down meanwhile if it is large.

        Raises:
            StoreError: there is no room for it.
        """
        part = self.place(f"{uuid.uuid4().hex}{_PART}")
        try:
            if isinstance(value, str) and len(value) > LARGE_BYTES:
                return await _take_text(value, part)
            return await asyncio.to_thread(_take, value, part)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise StoreError(
                f"the context cannot be saved to {part.parent} ({error.strerror}); "
                "free disk space, or choose another file with --db"
            ) from error
        except BaseException:
            part.unlink(missing_ok=True)
            raise

    def put(self, taken: Taken) -> None:
        """Give the file of a value its name.

        Raises:
            StoreError: it is gone, or may not be renamed.
        """
        assert taken.part is not None
        try:
            taken.part.replace(self.place(taken.name))
        except OSError as error:
            raise StoreError(
                f"the context cannot be saved to {taken.part.parent} "
                f"({error.strerror}); try again, or choose another file with --db"
            ) from error


async def take_in_memory(value: ContextValue) -> Taken:
    """Find out a value's hash where there is no database to put a file beside."""
    return await asyncio.to_thread(_take, value, None)


async def _take_text(text: str, part: Path) -> Taken:
    """Two threads: hashing takes as long as writing."""
    try:
        async with asyncio.TaskGroup() as group:
            name = group.create_task(asyncio.to_thread(lambda: digest(pieces_of(text))))
            size = group.create_task(asyncio.to_thread(_write, pieces_of(text), part))
    except ExceptionGroup as group_error:
        raise group_error.exceptions[0] from group_error
    return Taken(name.result(), size.result(), None, part)


def _take(value: ContextValue, part: Path | None) -> Taken:
    """Each piece is made once, and few of them are in memory together."""
    seen = Seen()
    pieces = seen.through(pieces_of(value))
    head: list[bytes] = []
    for piece in pieces:
        head.append(piece)
        if seen.size > LARGE_BYTES:
            break
    else:
        return Taken(seen.name, seen.size, tuple(head))
    if part is None:
        deque(pieces, maxlen=0)
    else:
        _write(chain(head, pieces), part)
    return Taken(seen.name, seen.size, None, part)


def _write(pieces: Iterable[bytes], part: Path) -> int:
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb", buffering=_BUFFER_BYTES) as file:
        return sum(map(file.write, pieces))


class Seen:
    """The hash and the size of the bytes that have gone through."""

    def __init__(self) -> None:
        self.size = 0
        self._sha = hashlib.sha256()

    @property
    def name(self) -> str:
        """The hash, in hexadecimal."""
        return self._sha.hexdigest()

    def through(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The pieces, which are noted as they are taken."""
        for piece in pieces:
            self._sha.update(piece)
            self.size += len(piece)
            yield piece


def _written(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except FileNotFoundError:  # it was packed meanwhile
        return time.time()
