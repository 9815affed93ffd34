"""Hands a context to the child as a file without a name, not through the pipe."""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal

from rlm_tui.domain.values import ContextValue
from rlm_tui.errors import ReplError

_LARGE = 1 << 20


@dataclass(frozen=True, slots=True)
class ContextFile:
    """An open file that can no longer be changed."""

    descriptor: int
    size: int
    kind: Literal["text", "json"]

    def as_header(self) -> dict[str, object]:
        """Where the child finds it; the descriptor has the same number there."""
        return {"fd": self.descriptor, "size": self.size, "kind": self.kind}


@asynccontextmanager
async def context_file(context: ContextValue) -> AsyncIterator[ContextFile]:
    """Write the context; the file goes when the last process closes it.

    Raises:
        ReplError: the context cannot be written.
    """
    if isinstance(context, str) and len(context) < _LARGE:
        written = _write(context)
    else:
        written = await asyncio.to_thread(_write, context)
    try:
        yield written
    finally:
        os.close(written.descriptor)


def _write(context: ContextValue) -> ContextFile:
    if isinstance(context, str):
        data = context.encode(errors="surrogatepass")
    else:
        data = _json(context).encode(errors="surrogatepass")
    try:
        descriptor = _file_without_name(data)
    except OSError as error:
        raise ReplError(
            f"no room for a context of {len(data):,} bytes ({error.strerror}); "
            "free memory or disk space, or give a smaller context"
        ) from error
    return ContextFile(
        descriptor, len(data), "text" if isinstance(context, str) else "json"
    )


def _json(context: ContextValue) -> str:
    try:
        return json.dumps(context, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise ReplError(f"the context is not JSON: {error}") from error


def _file_without_name(data: bytes) -> int:
    if not hasattr(os, "memfd_create"):
        return _unlinked_file(data)
    return _sealed_memory(data)


def _sealed_memory(data: bytes) -> int:
    import fcntl

    descriptor = os.memfd_create("context", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    try:
        _write_all(descriptor, data)
        seals = fcntl.F_SEAL_WRITE | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW
        fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, seals | fcntl.F_SEAL_SEAL)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _unlinked_file(data: bytes) -> int:
    writable, path = tempfile.mkstemp(prefix="rlm-tui-context-")
    try:
        _write_all(writable, data)
        return os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    finally:
        os.close(writable)
        os.unlink(path)


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
