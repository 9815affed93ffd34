"""What a block writes: stdout and stderr in one stream, coalesced and bounded."""

from __future__ import annotations

import _thread
import io
import threading
from collections import deque
from time import monotonic

from rlm_tui.repl.child_interrupt import Interrupts
from rlm_tui.repl.child_rpc import Detached, Rpc, text_to_bytes

_CHUNK = 32 << 10
_INTERVAL_S = 0.05
_LIVE = 256 << 10
_TAIL = 32 << 10


class OutputLimit(RuntimeError):
    """A block wrote more than is kept of any block."""


OutputLimit.__module__ = "builtins"


class Output:
    """The stream of one block after the other.

    The beginning is sent as it is written, the end when the block is over, what lies
    between is counted; the whole text is kept for `_out`. Text that is held back to be
    coalesced is sent by a thread which lives no longer than the interval.
    """

    def __init__(self, rpc: Rpc, interrupts: Interrupts, max_chars: int) -> None:
        self._rpc = rpc
        self._interrupts = interrupts
        self._max_chars = max_chars
        # Keeps the order of what several threads write; reentrant for finalizers.
        self._order = threading.RLock()
        self._block_over = threading.Event()
        self._held: deque[str] = deque()
        self._sent_at = 0.0
        self._start(None)

    def _start(self, cell: int | None) -> None:
        self._cell = cell
        self._total = self._held_chars = 0
        self._live_left = _LIVE
        self._past_live = 0
        self._tail = ""
        self._kept: list[str] = []
        self._held.clear()
        self._flusher_waits = False

    def open(self, cell: int) -> None:
        """Begin with a block; what threads wrote since the last one is dropped."""
        self._block_over.clear()
        self._start(cell)

    def write(self, text: str) -> None:
        """Take text in.

        Raises:
            OutputLimit: the block has written more than is kept.
        """
        if self._total + len(text) > self._max_chars:
            raise OutputLimit(f"more than {self._max_chars:,} characters written")
        self._total += len(text)
        self._held_chars += len(text)
        self._held.append(text)
        is_due = text.endswith("\n") and monotonic() - self._sent_at >= _INTERVAL_S
        if is_due or self._held_chars >= _CHUNK:
            self.flush()
        elif not self._flusher_waits:
            self._flush_later()

    def flush(self) -> None:
        """Send what is held back."""
        if not self._held:
            return  # as before most queries
        with self._interrupts, self._order:
            text = self._take()
            if text and self._cell is not None:
                self._kept.append(text)
                self._send(text)
                self._sent_at = monotonic()

    def close(self) -> str:
        """Send the end of the block's output and hand back all of it."""
        with self._interrupts, self._order:
            self.flush()
            if self._past_live:
                skipped = self._past_live - len(self._tail)
                self._frame(self._tail, skipped=skipped)
            text = "".join(self._kept)
            self._start(None)
        self._block_over.set()
        return text

    def _flush_later(self) -> None:
        self._flusher_waits = True
        try:
            _thread.start_new_thread(self._wait_and_flush, ())
        except RuntimeError:  # no more threads: do without coalescing
            self._flusher_waits = False
            self.flush()

    def _wait_and_flush(self) -> None:
        self._block_over.wait(_INTERVAL_S)
        self._flusher_waits = False
        self.flush()

    def _take(self) -> str:
        parts = []
        while self._held:
            parts.append(self._held.popleft())
        self._held_chars = 0
        return "".join(parts)

    def _send(self, text: str) -> None:
        live = text[: self._live_left]
        self._live_left -= len(live)
        for start in range(0, len(live), _CHUNK):
            self._frame(live[start : start + _CHUNK], skipped=0)
        past = len(text) - len(live)
        if past:
            self._past_live += past
            self._tail = (self._tail + text[-min(past, _TAIL) :])[-_TAIL:]

    def _frame(self, text: str, *, skipped: int) -> None:
        header = {"op": "out", "cell": self._cell, "skipped": skipped}
        try:
            self._rpc.send(header, text_to_bytes(text))
        except Detached:
            return  # what a forked process writes has no place in the block's order


class TextFace(io.TextIOBase):
    """`sys.stdout` or `sys.stderr` as the block sees it."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, output: Output, name: str, descriptor: int) -> None:
        super().__init__()
        self._output = output
        self._descriptor = descriptor
        self.name = name
        self.buffer = _ByteFace(output)

    def writable(self) -> bool:
        """It can be written to."""
        return True

    def fileno(self) -> int:
        """The descriptor that programs started by the block write to."""
        return self._descriptor

    def write(self, text: object, /) -> int:
        """Pass text on."""
        if not isinstance(text, str):
            kind = type(text).__name__
            raise TypeError(f"write() argument must be str, not {kind}")
        self._output.write(text)
        return len(text)

    def flush(self) -> None:
        """Send what is held back."""
        self._output.flush()

    def close(self) -> None:
        """Stay open: the next block writes here too."""


class _ByteFace(io.BufferedIOBase):
    def __init__(self, output: Output) -> None:
        super().__init__()
        self._output = output

    def writable(self) -> bool:
        return True

    def write(self, data: object, /) -> int:
        raw = bytes(memoryview(data))  # type: ignore[arg-type]  # any buffer may come
        self._output.write(raw.decode(errors="replace"))
        return len(raw)

    def flush(self) -> None:
        self._output.flush()

    def close(self) -> None:
        """Stay open."""
