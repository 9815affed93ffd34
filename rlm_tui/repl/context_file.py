"""Hands a context to the child as a file without a name, not through the pipe.

A text lies in the file as UTF-8. A list or mapping lies there as JSON, and the long
texts in it, at any depth, beside it, unescaped: so a part of any of them can be given
to another process as a place in the file.

What a context costs: the text that the host was given; the bytes of the file, once,
however many processes read it, and as long as parts of it may be asked for; in each
child a text of its own, for Python cannot share one. While a query hands parts on, the
host holds those parts as texts too. A list or mapping that is handed on gets a file of
its own; the long texts in it come there from the host, not through the pipe.
"""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
from array import array
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from rlm_tui.domain.stored_form import pieces_of
from rlm_tui.domain.values import JSON, ContextValue
from rlm_tui.errors import ReplError
from rlm_tui.repl.child_nested import LONG_TEXT, long_texts, without

_SLICE = 1 << 15
"""Characters that are encoded at a time: few enough for memory that is used again."""
_LARGE = 1 << 20
"""Characters from which on a text is encoded beside the event loop."""
_BATCH = 256
"""Items that are written as JSON at a time."""


class MemoryFile:
    """A file that can no longer be changed; open until its last user closes it."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self._users = 1

    @property
    def is_open(self) -> bool:
        """Whether it can be shared."""
        return self._users > 0

    def share(self) -> MemoryFile:
        """Count another user."""
        assert self.is_open, "shared after its end"
        self._users += 1
        return self

    def close(self) -> None:
        """Count a user less."""
        self._users -= 1
        if not self._users:
            os.close(self.descriptor)

    def __del__(self) -> None:
        # A start that is cancelled may never get the file that a thread has written.
        if self.is_open:
            os.close(self.descriptor)


@dataclass(frozen=True, slots=True)
class WrittenText:
    """A text, and where its bytes are."""

    text: str
    start: int
    marks: array[int]
    """Where each slice of the text begins, and where the last one ends."""

    @property
    def size(self) -> int:
        """Its bytes."""
        return self.marks[-1] - self.start

    def byte_at(self, char: int) -> int:
        """Where a character begins; of the text, only a slice is encoded for that."""
        number = char // _SLICE
        if number == len(self.marks) - 1:
            return self.marks[number]
        return self.marks[number] + len(_encoded(self.text[number * _SLICE : char]))


@dataclass(frozen=True, slots=True)
class SharedText:
    """A part of a written text, which may be all of it."""

    origin: WrittenText
    offset: int
    text: str

    def part(self, offset: int, length: int) -> SharedText:
        """A part of the part."""
        text = self.text[offset : offset + length]
        return SharedText(self.origin, self.offset + offset, text)


@dataclass(frozen=True, slots=True)
class ContextFile:
    """Where a child finds its context."""

    file: MemoryFile
    start: int
    size: int
    kind: Literal["text", "json"]
    texts: tuple[SharedText, ...]
    """The long texts, which can be shared; the child counts them in the same order."""
    writing: asyncio.Future[None] | None = None
    """A large text is written while the process starts that is to read it."""

    async def written(self) -> None:
        """Wait until everything is in the file.

        Raises:
            ReplError: it cannot be written.
        """
        try:
            if self.writing is not None:
                await self.writing
        except OSError as error:
            raise _no_room(error) from error

    @property
    def descriptor(self) -> int:
        """The open file; it has the same number in the child."""
        return self.file.descriptor

    @property
    def whole_size(self) -> int:
        """Bytes of the context, those of the texts beside the JSON included."""
        if self.kind == "text":
            return self.size
        return self.size + sum(text.origin.size for text in self.texts)

    @property
    def is_worth_sharing(self) -> bool:
        """Whether parts may be asked for."""
        return any(len(text.text) >= LONG_TEXT for text in self.texts)

    def as_header(self) -> dict[str, object]:
        """Where the context is, for the child."""
        return {
            "fd": self.descriptor,
            "start": self.start,
            "size": self.size,
            "kind": self.kind,
        }

    def window(self, text: SharedText) -> ContextFile:
        """A context that is a part of one of the texts."""
        start = text.origin.byte_at(text.offset)
        end = text.origin.byte_at(text.offset + len(text.text))
        return ContextFile(self.file.share(), start, end - start, "text", (text,))

    def close(self) -> None:
        """Give the file up."""
        self.file.close()


async def write_context(context: ContextValue) -> ContextFile:
    """Write a context, or begin to; whoever gets the file closes it.

    Raises:
        ReplError: the context cannot be written.
    """
    if not isinstance(context, str):
        return await asyncio.to_thread(_write, context)
    if len(context) < _LARGE:
        return _write(context)
    if context.isascii():
        return _begin_to_write(context)
    return await asyncio.to_thread(_write, context)


def _write(context: ContextValue) -> ContextFile:
    try:
        with _new_file() as file:
            if isinstance(context, str):
                return _write_text(file, context)
            return _write_items(file, context)
    except OSError as error:
        raise _no_room(error) from error
    except (TypeError, ValueError, RecursionError) as error:
        raise ReplError(f"the context is not JSON: {error}") from error


def _no_room(error: OSError) -> ReplError:
    return ReplError(
        f"no room for the context ({error.strerror}); "
        "free memory or disk space, or give a smaller context"
    )


def _begin_to_write(context: str) -> ContextFile:
    """Write a text beside the event loop; where its bytes will be is known before."""
    size = len(context)
    text = WrittenText(context, 0, array("Q", [*range(0, size, _SLICE), size]))
    try:
        with _new_file() as file:
            readable = file.reader()
            loop = asyncio.get_running_loop()
            writing = loop.run_in_executor(None, _fill, file, context)
    except OSError as error:
        raise _no_room(error) from error
    shared = SharedText(text, 0, context)
    return ContextFile(readable, 0, size, "text", (shared,), writing)


def _fill(file: _NewFile, context: str) -> None:
    try:
        for piece in pieces_of(context):
            file.write(piece)
        file.finish().close()
    except BaseException:
        file.discard()
        raise


def _write_text(file: _NewFile, context: str) -> ContextFile:
    text = file.write_text(context)
    size = file.position
    return ContextFile(file.finish(), 0, size, "text", (SharedText(text, 0, context),))


def _write_items(file: _NewFile, context: list[JSON] | dict[str, JSON]) -> ContextFile:
    written = {way: file.write_text(text) for way, text in long_texts(context)}
    places = [[way, text.start, text.marks[-1]] for way, text in written.items()]
    start = file.position
    file.write(f'{{"texts": {json.dumps(places)}, "value": '.encode())
    for piece in _json_pieces(without(context, written)):
        file.write(_encoded(piece))
    file.write(b"}")
    size = file.position - start
    texts = tuple(SharedText(text, 0, text.text) for text in written.values())
    return ContextFile(file.finish(), start, size, "json", texts)


def _encoded(text: str) -> bytes:
    return text.encode(errors="surrogatepass")


def _json_pieces(context: list[JSON] | dict[str, JSON]) -> Iterator[str]:
    """The context as JSON, by parts."""
    opening, closing = "{}" if isinstance(context, dict) else "[]"
    yield opening
    for number, batch in enumerate(_batches(context)):
        separator = ", " if number else ""
        yield separator + json.dumps(batch, ensure_ascii=False)[1:-1]
    yield closing


def _batches(
    context: list[JSON] | dict[str, JSON],
) -> Iterator[list[JSON] | dict[str, JSON]]:
    if isinstance(context, dict):
        pairs = iter(context.items())
        while batch := dict(islice(pairs, _BATCH)):
            yield batch
        return
    for start in range(0, len(context), _BATCH):
        yield context[start : start + _BATCH]


class _NewFile:
    """A file while it is written."""

    def __init__(self, writable: int, readable: int | None = None) -> None:
        self.position = 0
        self._writable = writable
        self._readable = readable
        """Where the file cannot be sealed: the same, opened only for reading."""

    def write(self, data: bytes) -> None:
        """Append bytes."""
        view = memoryview(data)
        self.position += len(view)
        while view:
            view = view[os.write(self._writable, view) :]

    def write_text(self, text: str) -> WrittenText:
        """Append a text in slices, so that there is no second copy of it here."""
        start = self.position
        marks = array("Q")
        for first in range(0, len(text), _SLICE):
            marks.append(self.position)
            self.write(_encoded(text[first : first + _SLICE]))
        marks.append(self.position)
        return WrittenText(text, start, marks)

    def reader(self) -> MemoryFile:
        """The file for those who wait until it is finished."""
        readable = self._writable if self._readable is None else self._readable
        return MemoryFile(os.dup(readable))

    def finish(self) -> MemoryFile:
        """Make sure that nobody changes the file any more."""
        if self._readable is None:
            _seal(self._writable)
            return MemoryFile(self._writable)
        os.close(self._writable)
        return MemoryFile(self._readable)

    def discard(self) -> None:
        """Close the file, which nobody needs."""
        for descriptor in (self._writable, self._readable):
            if descriptor is not None:
                with suppress(OSError):
                    os.close(descriptor)


@contextmanager
def _new_file() -> Iterator[_NewFile]:
    file = _sealable() if hasattr(os, "memfd_create") else _unlinked()
    try:
        yield file
    except BaseException:
        file.discard()
        raise


def _sealable() -> _NewFile:
    flags = os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING
    return _NewFile(os.memfd_create("context", flags))


def _seal(descriptor: int) -> None:
    import fcntl

    seals = fcntl.F_SEAL_WRITE | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW
    fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, seals | fcntl.F_SEAL_SEAL)


def _unlinked() -> _NewFile:
    writable, path = tempfile.mkstemp(prefix="rlm-tui-context-")
    try:
        return _NewFile(writable, os.open(path, os.O_RDONLY | os.O_CLOEXEC))
    except BaseException:
        os.close(writable)
        raise
    finally:
        os.unlink(path)
