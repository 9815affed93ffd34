"""Frames between the child and the host, with several threads that wait for them."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from threading import Thread, current_thread, get_ident

import pytest

from rlm_tui.frames import encode
from rlm_tui.repl.child_interrupt import Interrupts
from rlm_tui.repl.child_rpc import Frame, Rpc


class OffMain(Interrupts):
    """What other threads than the one that runs blocks see of them."""

    def __init__(self) -> None:
        self._main = 0

    def wake(self) -> None:
        """Nobody sleeps."""


@pytest.fixture
def sockets() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def test_a_thread_that_waits_serves_no_look_that_another_has_read(
    sockets: tuple[socket.socket, socket.socket],
) -> None:
    host, child = sockets
    rpc, served = Rpc(child, OffMain()), list[int]()

    def look(frame: Frame) -> None:
        served.append(get_ident())
        if frame.header["look"] == 1:
            host.sendall(encode({"op": "reply", "id": 2}))
            other = Thread(target=rpc.call, args=({"op": "llm_query"},))
            other.start()
            other.join()

    rpc.look = look
    looks = [encode({"op": "look", "look": number}) for number in (1, 2)]
    host.sendall(b"".join([*looks, encode({"op": "reply", "id": 1})]))

    rpc.call({"op": "llm_query"})

    assert served == [current_thread().ident] * 2
