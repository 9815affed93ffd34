"""How long a call may keep its node waiting, and how it is ended before its time."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Self

from rlm_tui.errors import ModelBusyError, ModelError
from rlm_tui.models.base import Deadlines


class CallCancelledError(ModelError):
    """A person ended a call while it was out."""


class Patience:
    """A scope that ends a call when nothing is heard of it, or when a person says so.

    One timer serves it however much is heard: it looks when it is due whether it still
    is. A scope of its own for each piece would cost more than taking the piece in.
    """

    def __init__(self, deadlines: Deadlines) -> None:
        self._loop = asyncio.get_running_loop()
        self._deadlines = deadlines
        self._silence_s = deadlines.first_token_s
        now = self._loop.time()
        self._ends_at = now + deadlines.total_s
        self._due = min(now + self._silence_s, self._ends_at)
        self._timer: asyncio.Handle | None = None
        self._task: asyncio.Task[object] | None = None
        self._error: ModelError | None = None
        """Why it was ended."""

    def __enter__(self) -> Self:
        self._task = asyncio.current_task()
        assert self._task is not None
        self._cancelling = self._task.cancelling()
        self._look_later(self._loop.time())
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
        assert self._timer is not None
        self._timer.cancel()
        if self._error is None:
            return
        is_ours = task.uncancel() <= self._cancelling
        if is_ours and kind is asyncio.CancelledError:
            raise self._error from error

    def heard(self) -> None:
        """Something has arrived: from now on the next piece is waited for."""
        self._silence_s = self._deadlines.silence_s
        self._due = min(self._loop.time() + self._silence_s, self._ends_at)

    def _look_later(self, now: float) -> None:
        # No later than what is heard next may make it due.
        at = min(self._due, now + self._deadlines.silence_s)
        self._timer = self._loop.call_at(at, self._look)

    def _look(self) -> None:
        now = self._loop.time()
        if now < self._due:
            self._look_later(now)
            return
        what = f"nothing arrived for {self._silence_s:g} s"
        if now >= self._ends_at:
            what = f"the reply took over {self._deadlines.total_s:g} s"
        said = f"{what}; is the model's server stuck?"
        self._end(ModelBusyError(said, was_sent=True))

    def cancel(self) -> None:
        """End the call because a person asks for it; it may be over already."""
        if self._task is not None and self._error is None and self._timer is not None:
            self._timer.cancel()
            error = CallCancelledError("cancelled by you", was_sent=True)
            # Not at once: who asks may be told of an event by the very task.
            self._timer = self._loop.call_soon(self._end, error)

    def _end(self, error: ModelError) -> None:
        if self._task is not None:
            self._error = error
            self._task.cancel()
