"""SIGINT becomes KeyboardInterrupt in the model's code and never inside ours."""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # `signal` takes ten times as long
import os
import select
import signal
from collections.abc import Callable
from threading import get_ident
from types import FrameType
from typing import TypeVar

_T = TypeVar("_T")

_OF_THE_CODE = frozenset(
    int(number)
    for number in (
        signal.SIGALRM,
        signal.SIGVTALRM,
        signal.SIGPROF,
        signal.SIGTERM,
        signal.SIGUSR1,
        signal.SIGUSR2,
    )
)
"""Signals for which a block may install a handler that raises, `alarm` before all."""


class Interrupts:
    """A guard for the main thread: inside `with`, no signal handler raises.

    An interrupt that arrives meanwhile is raised when the outermost guard is left. A
    guarded section that has to wait does so with `sleep`, which an interrupt ends.
    Other threads pass through: Python runs signal handlers on the main thread alone.
    """

    def __init__(self) -> None:
        self._main = get_ident()
        self._depth = 0
        self._armed = False
        self._pending = False
        self._is_masked = False
        """Whether signals of the code are kept away: it has a handler for one."""
        self._mask: set[int] = set()
        self.divert: Callable[[FrameType | None], bool] | None = None
        """May take an interrupt, instead of the exception; answers whether it did."""
        self._wake_r, self._wake_w = os.pipe()
        os.set_blocking(self._wake_r, False)
        os.set_blocking(self._wake_w, False)
        self._polls: dict[int | None, select.poll] = {}
        """Ready to wait for a descriptor, by its number."""

    @property
    def on_main(self) -> bool:
        """Whether the calling thread is the one that runs blocks."""
        return get_ident() == self._main

    @property
    def is_due(self) -> bool:
        """Whether an interrupt waits to be raised."""
        return self._pending and self._armed

    def install(self) -> None:
        """Take the signal, also back from a block that took or blocked it."""
        _signal.signal(_signal.SIGINT, self._on_signal)
        _signal.pthread_sigmask(_signal.SIG_UNBLOCK, [_signal.SIGINT])
        signal.set_wakeup_fd(self._wake_w, warn_on_full_buffer=False)

    def _on_signal(self, _number: int, frame: FrameType | None) -> None:
        if self._depth or not self._armed:
            self._pending = True
        elif self.divert is None or not self.divert(frame):
            raise KeyboardInterrupt

    def run(self, work: Callable[[], _T]) -> _T:
        """Run the model's code: here an interrupt may strike.

        It may strike at the very end too; the caller then calls `disarm`.
        """
        try:
            self._armed = True
            if self._pending:
                self._pending = False
                raise KeyboardInterrupt
            return work()
        finally:
            self.disarm()

    def disarm(self) -> None:
        """Let no interrupt through from here on, and forget the one that waits."""
        self._armed = False
        self._pending = False

    def __enter__(self) -> None:
        if get_ident() != self._main:
            return
        self._depth += 1
        if self._depth == 1:
            # Nobody but this thread can give them handlers, and it is in here.
            handlers = map(_signal.getsignal, _OF_THE_CODE)
            self._is_masked = any(map(callable, handlers))
            if self._is_masked:
                self._mask = _signal.pthread_sigmask(_signal.SIG_BLOCK, _OF_THE_CODE)

    def __exit__(self, *_: object) -> None:
        if get_ident() != self._main:
            return
        self._depth -= 1
        if self._depth:
            return
        if self._is_masked:
            _signal.pthread_sigmask(_signal.SIG_SETMASK, self._mask)
        if self._pending and self._armed:
            self._pending = False
            raise KeyboardInterrupt

    def sleep(self, descriptor: int | None = None) -> bool:
        """Wait on the main thread until `wake`, a signal, or bytes to read.

        Answers whether the descriptor can be read. A stale wake-up byte only leads to
        one more round of the caller's loop, never into a read that blocks.
        """
        # Not one that waits already: a handler of the code may ask something too.
        poll = self._polls.pop(descriptor, None) or self._poll_of(descriptor)
        try:
            if self._is_masked:
                _signal.pthread_sigmask(_signal.SIG_SETMASK, self._mask)
            ready = [found for found, _ in poll.poll()]
        finally:
            if self._is_masked:
                _signal.pthread_sigmask(_signal.SIG_BLOCK, _OF_THE_CODE)
            self._polls[descriptor] = poll
        if self._wake_r in ready:
            self._drain()
        return descriptor in ready

    def _poll_of(self, descriptor: int | None) -> select.poll:
        poll = select.poll()
        poll.register(self._wake_r, select.POLLIN)
        if descriptor is not None:
            poll.register(descriptor, select.POLLIN)
        return poll

    def wake(self) -> None:
        """End the main thread's `sleep`; any thread may call it."""
        try:
            os.write(self._wake_w, b"\0")
        except BlockingIOError:
            return  # the pipe is full of wake-ups already

    def _drain(self) -> None:
        try:
            os.read(self._wake_r, 4096)
        except BlockingIOError:
            return
