"""The host's end of the socket."""

from __future__ import annotations

import asyncio
import socket

from rlm_tui.frames import Frame, FrameReader, encode
from rlm_tui.repl.channel import Channel


async def test_what_is_held_goes_out_with_the_next_frame_and_before_it() -> None:
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    channel = Channel(lambda _frame: None, lambda _fault: None)
    await channel.open(ours)

    channel.hold(encode({"op": "history"}, b"one"))
    channel.hold(encode({"op": "history"}, b"two"))
    with theirs:
        assert not _has_any(theirs)
        channel.send(encode({"op": "exec"}, b"x = 1"))
        channel.send(encode({"op": "exec"}, b"x = 2"))
        frames = FrameReader({}).feed(theirs.recv(1 << 16))
    channel.abort()
    await channel.wait_closed()

    assert [(frame.op, frame.body) for frame in frames] == [
        ("history", b"one"),
        ("history", b"two"),
        ("exec", b"x = 1"),
        ("exec", b"x = 2"),
    ]


class Foreign(asyncio.BaseTransport):
    """A transport of a loop that is not asyncio's."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes] = []

    def is_closing(self) -> bool:
        return False

    def write(self, data: bytes) -> None:
        self.written.append(data)


async def test_any_event_loop_will_do() -> None:
    channel, transport = Channel(lambda _frame: None, lambda _fault: None), Foreign()

    channel.connection_made(transport)
    channel.send(b"frame")

    assert transport.written == [b"frame"]


async def test_what_has_come_is_read_before_the_loop_looks() -> None:
    ours, theirs = socket.socketpair()
    heard: list[bytes] = []
    has_heard = asyncio.Event()

    def hear(frame: Frame) -> None:
        heard.append(frame.body)
        has_heard.set()

    channel = Channel(hear, lambda _fault: None)
    await channel.open(ours)

    with theirs:
        theirs.sendall(encode({"op": "out"}, b"one"))
        await has_heard.wait()
        theirs.sendall(encode({"op": "out"}, b"two"))
        channel.look_ahead()
        channel.look_ahead()
    channel.abort()
    await channel.wait_closed()
    channel.look_ahead()

    assert heard == [b"one", b"two"]


def _has_any(sock: socket.socket) -> bool:
    try:
        return bool(sock.recv(1, socket.MSG_PEEK))
    except BlockingIOError:
        return False
