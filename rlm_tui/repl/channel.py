"""The host's end of the socket: bytes become frames, and one callback per frame."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from typing import cast

from rlm_tui.frames import Frame, FrameError, FrameReader
from rlm_tui.repl.protocol import BODY_CAPS

_READ_SIZE = 1 << 16
TURN_S = 0.004
"""For so long queries may be answered before the event loop has its next turn."""


class Channel(asyncio.BufferedProtocol):
    """Frames in both directions until either side is gone."""

    def __init__(
        self, on_frame: Callable[[Frame], None], on_end: Callable[[str | None], None]
    ) -> None:
        self._on_frame = on_frame
        self._on_end = on_end
        self._reader = FrameReader(BODY_CAPS)
        self._transport: asyncio.Transport | None = None
        self._socket: socket.socket | None = None
        self._turn_at = 0.0
        """When the event loop last found something to read."""
        self._is_broken = False
        self._held: list[bytes] = []
        self._closed = asyncio.Event()
        self._buffer = memoryview(bytearray(_READ_SIZE))

    async def open(self, sock: socket.socket) -> None:
        """Take over the socket."""
        self._loop = asyncio.get_running_loop()
        await self._loop.create_unix_connection(lambda: self, sock=sock)
        self._socket = sock

    def look_ahead(self) -> None:
        """Take in what has come already, without a turn of the event loop.

        Code that asks one thing after the other has mostly asked the next before the
        loop would look, and a turn takes as long as half of the answering. But others
        are to have their turns too: when the last was a while ago, this does nothing.
        """
        if self._socket is None or self._loop.time() - self._turn_at > TURN_S:
            return
        try:
            size = self._socket.recv_into(self._buffer)
        except OSError:  # there is nothing, or the loop will find what is wrong
            return
        if size:
            self._take(size)

    def send(self, data: bytes) -> None:
        """Write a frame; what is written to a child that is gone is lost."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(b"".join((*self._held, data)))
        self._held.clear()

    def hold(self, data: bytes) -> None:
        """Write a frame together with the next one: waking the child costs more than
        the writing."""
        self._held.append(data)

    async def wait_closed(self) -> None:
        """Wait until nothing more can arrive."""
        await self._closed.wait()

    def abort(self) -> None:
        """Close without waiting for the other side."""
        self._socket = None
        if self._transport is None:
            self._closed.set()
        else:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Asyncio has the socket."""
        # Loops that are not asyncio's, such as uvloop's, have classes of their own.
        self._transport = cast(asyncio.Transport, transport)

    def get_buffer(self, sizehint: int) -> memoryview:
        """Where the bytes that come are to be put."""
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        """Bytes have come, as the event loop found."""
        self._turn_at = self._loop.time()
        self._take(nbytes)

    def _take(self, nbytes: int) -> None:
        """Cut bytes into frames; a peer that broke the protocol is not heard again."""
        if self._is_broken:
            return
        try:
            for frame in self._reader.feed(self._buffer[:nbytes]):
                self._on_frame(frame)
        except FrameError as error:
            self._is_broken = True
            self._on_end(str(error))

    def connection_lost(self, error: Exception | None) -> None:
        """The child is gone, or has closed the socket."""
        self._socket = None
        self._closed.set()
        if not self._is_broken:
            self._on_end(None)
