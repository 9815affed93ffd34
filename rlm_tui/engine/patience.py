"""How long a call may keep its node waiting, and how it is ended before its time."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Self

from rlm_tui.errors import ModelBusyError, ModelError
from rlm_tui.models.base import Deadlines


class CallCancelledError(ModelError):
    """A person ended a call while it was out."""


class Watch:
    """One timer for all calls that are out.

    It stays set while calls come and go, and looks when it is due whether any of those
    that are out then has waited too long: most are back long before, and a timer of
    its own for each would cost more than taking its reply in.
    """

    def __init__(self) -> None:
        self._out: dict[Patience, None] = {}
        self._timer: asyncio.TimerHandle | None = None

    def add(self, call: Patience, at: float) -> None:
        """Look at a call until it is discarded, at a time and whenever it says."""
        self._out[call] = None
        if self._timer is None or at < self._timer.when():
            self._set(at)

    def discard(self, call: Patience) -> None:
        """A call is back."""
        self._out.pop(call, None)

    def _set(self, at: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_at(at, self._look)

    def _look(self) -> None:
        self._timer = None
        now = asyncio.get_running_loop().time()
        times = [at for call in (*self._out,) if (at := call.look(now)) is not None]
        if times:
            self._set(min(times))


class Patience:
    """A scope that ends a call when nothing is heard of it, or when a person says so.

    However much is heard, it is looked at only when it may be due.
    """

    def __init__(self, deadlines: Deadlines, watch: Watch) -> None:
        self._loop = asyncio.get_running_loop()
        self._deadlines = deadlines
        self._watch = watch
        self._silence_s = deadlines.first_token_s
        self._ending: asyncio.Handle | None = None
        self._task: asyncio.Task[object] | None = None
        self._error: ModelError | None = None
        """Why it was ended."""

    def __enter__(self) -> Self:
        self._task = asyncio.current_task()
        assert self._task is not None
        self._cancelling = self._task.cancelling()
        now = self._loop.time()
        self._ends_at = now + self._deadlines.total_s
        self._due = min(now + self._silence_s, self._ends_at)
        self._watch.add(self, self._next_look(now))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let the call be.

        Raises:
            ModelError: it was ended here.
        """
        task, self._task = self._task, None
        assert task is not None
        self._watch.discard(self)
        if self._ending is not None:
            self._ending.cancel()
        if self._error is None:
            return
        is_ours = task.uncancel() <= self._cancelling
        if is_ours and kind is asyncio.CancelledError:
            raise self._error from error

    def heard(self) -> None:
        """Something has arrived: from now on the next piece is waited for."""
        self._silence_s = self._deadlines.silence_s
        self._due = min(self._loop.time() + self._silence_s, self._ends_at)

    def _next_look(self, now: float) -> float:
        # No later than what is heard next may make it due.
        return min(self._due, now + self._deadlines.silence_s)

    def look(self, now: float) -> float | None:
        """End the call if it is due; otherwise say when to look again."""
        if now < self._due:
            return self._next_look(now)
        what = f"nothing arrived for {self._silence_s:g} s"
        if now >= self._ends_at:
            what = f"the reply took over {self._deadlines.total_s:g} s"
        said = f"{what}; is the model's server stuck?"
        self._end(ModelBusyError(said, was_sent=True))
        return None

    def cancel(self) -> None:
        """End the call because a person asks for it; it may be over already."""
        if self._task is not None and self._error is None and self._ending is None:
            self._watch.discard(self)
            error = CallCancelledError("cancelled by you", was_sent=True)
            # Not at once: who asks may be told of an event by the very task.
            self._ending = self._loop.call_soon(self._end, error)

    def _end(self, error: ModelError) -> None:
        if self._task is not None:
            self._watch.discard(self)
            self._error = error
            self._task.cancel()
