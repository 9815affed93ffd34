"""The host behind standard input and output, where no socket can be handed over."""

from __future__ import annotations

import os


class Stdio:
    """Looks like the socket that other children are given."""

    def __init__(self) -> None:
        # What code prints past us must not end up between frames.
        self._reading, self._writing = os.dup(0), os.dup(1)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.dup2(2, 1)
        os.close(nothing)

    def fileno(self) -> int:
        """What becomes readable when the host has something to say."""
        return self._reading

    def recv(self, size: int, /) -> bytes:
        """Some bytes; none when the host is gone."""
        return os.read(self._reading, size)

    def sendall(self, data: bytes, /) -> None:
        """Write all of it."""
        view = memoryview(data)
        while view:
            view = view[os.write(self._writing, view) :]

    def close(self) -> None:
        """Let go of the host."""
        os.close(self._reading)
        os.close(self._writing)
