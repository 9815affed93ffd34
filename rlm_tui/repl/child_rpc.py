"""The child's end of the socket: frames out and in, from any thread, without a reader.

The frames are those of `rlm_tui/frames.py`, written out again: this side runs by path,
with the standard library alone, and trusts what the host sends.
"""

from __future__ import annotations

import json
import os
import struct
import threading
from collections import deque
from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

from rlm_tui.repl.child_interrupt import Interrupts
from rlm_tui.repl.isolation.child_stdio import Stdio

if TYPE_CHECKING:
    import _socket

_PREFIX = struct.Struct(">II")
_DECODER = json.JSONDecoder()  # `json.loads` looks for an encoding first
_READ_SIZE = 1 << 16
"""Small enough for memory that is used again: more is mapped anew at each read."""


def _encoder() -> Callable[[dict[str, Any]], str]:
    """As `json.dumps`, which makes an encoder each time; that takes longer than to use
    it."""
    make = getattr(json.encoder, "c_make_encoder", None)
    if make is None:
        return json.dumps
    quoted = json.encoder.encode_basestring_ascii
    default = json.JSONEncoder().default
    encode = make(None, default, quoted, None, ": ", ", ", False, False, True)
    return lambda header: "".join(encode(header, 0))


_encode = _encoder()


class Frame(NamedTuple):
    """A JSON header and a raw body."""

    header: dict[str, Any]
    body: bytes


class Detached(RuntimeError):
    """This process was forked off the REPL: the socket belongs to the parent."""


def text_to_bytes(text: str) -> bytes:
    """UTF-8, with a replacement character for what is no text (a lone surrogate)."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        pairs = text.encode("utf-16-le", "surrogatepass")
        return pairs.decode("utf-16-le", "replace").encode()


class Rpc:
    """Frames over one socket.

    Leader and followers: of the threads that wait, the one that finds nobody reading
    reads for all of them, the idle main loop included. So no thread exists that the
    model's code did not start, and no thread can swallow what another waits for.
    """

    def __init__(self, sock: _socket.socket | Stdio, interrupts: Interrupts) -> None:
        self._sock = sock
        self._interrupts = interrupts
        # Reentrant: a finalizer may print while its thread is about to send.
        self._sending = threading.RLock()
        self._lock = threading.Lock()
        self._turn = threading.Condition(self._lock)
        self._followers = 0
        """Threads that wait for their turn to read."""
        self._is_reading = False
        self._is_detached = False
        self._buffer = bytearray()
        self._commands: deque[Frame] = deque()
        self._replies: dict[int, deque[Frame]] = {}
        self.look: Callable[[Frame], None] = lambda _frame: None
        """Tells the host what is there, on whichever thread reads."""
        self._ids = count(1)
        os.register_at_fork(after_in_child=self._detach)

    def send(self, header: dict[str, Any], body: bytes = b"") -> None:
        """Write one frame whole, whatever signals arrive."""
        if self._is_detached:
            raise Detached("a forked process cannot reach the host")
        head = _encode(header).encode()
        data = b"".join((_PREFIX.pack(len(head), len(body)), head, body))
        with self._interrupts, self._sending:
            try:
                self._sock.sendall(data)
            except OSError:
                os._exit(0)  # the host is gone

    def call(self, header: dict[str, Any], body: bytes = b"") -> Frame:
        """Send a request and wait for its reply.

        Raises:
            KeyboardInterrupt: the block was interrupted first; a late reply is dropped.
        """
        number = next(self._ids)
        with self._interrupts:
            box = self._replies[number] = deque()
            try:
                self.send({**header, "id": number}, body)
                frame = self._wait_for(box)
            finally:
                del self._replies[number]
        if frame is None:
            raise KeyboardInterrupt
        return frame

    def next_command(self) -> Frame:
        """Wait, on the idle main thread, for what the host wants."""
        while True:
            with self._interrupts:
                frame = self._wait_for(self._commands)
            if frame is not None:
                return frame

    def _wait_for(self, box: deque[Frame]) -> Frame | None:
        on_main = self._interrupts.on_main
        while not (on_main and self._interrupts.is_due):
            with self._lock:
                while not (on_main or box) and self._is_reading:
                    self._followers += 1
                    self._turn.wait()
                    self._followers -= 1
                if box:
                    return box.popleft()
                leads = not self._is_reading
                self._is_reading = True
            if leads:
                self._lead(on_main=on_main)
            else:
                self._interrupts.sleep()
        return None

    def _lead(self, *, on_main: bool) -> None:
        frames: list[Frame] = []
        looks: list[Frame] = []
        try:
            if not on_main or self._interrupts.sleep(self._sock.fileno()):
                frames = self._read()
        finally:
            with self._lock:
                self._is_reading = False
                for frame in frames:
                    if frame.header["op"] == "look":
                        looks.append(frame)
                    else:
                        self._deliver(frame)
                if self._followers:
                    self._turn.notify_all()
            if not on_main:
                self._interrupts.wake()
        for frame in looks:  # another thread may read by now, and serves its own
            self.look(frame)

    def _read(self) -> list[Frame]:
        try:
            data = self._sock.recv(_READ_SIZE)
        except OSError:
            data = b""
        if not data:
            os._exit(0)  # the host is gone
        self._buffer += data
        frames = []
        while (frame := self._cut()) is not None:
            frames.append(frame)
        return frames

    def _cut(self) -> Frame | None:
        if len(self._buffer) < _PREFIX.size:
            return None
        head_size, body_size = _PREFIX.unpack_from(self._buffer)
        start = _PREFIX.size + head_size
        end = start + body_size
        if len(self._buffer) < end:
            return None
        header, _ = _DECODER.raw_decode(self._buffer[_PREFIX.size : start].decode())
        body = bytes(self._buffer[start:end])
        del self._buffer[:end]
        return Frame(header, body)

    def _deliver(self, frame: Frame) -> None:
        if frame.header["op"] != "reply":
            self._commands.append(frame)
        elif (box := self._replies.get(frame.header["id"])) is not None:
            box.append(frame)

    def _detach(self) -> None:
        self._is_detached = True
        self._sock.close()
