"""Keeps Python's cyclic garbage collector from standing in the way."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

FRAME_S = 1 / 30
"""Longer than this no look through all values may take."""
PACE = (20_000, 5, 10)
"""When a run's young values are looked through, in the terms of `gc.set_threshold`: a
few milliseconds of work then, and half as much work in all."""


@contextmanager
def collector_kept_short(clock: Callable[[], float]) -> Iterator[None]:
    """For an app that answers to keys: all values there are may be very many.

    What there is at the start, modules and perhaps a long session, is not looked
    through. After a look that took longer than a frame, what it found in use is never
    looked through again. Of that nothing is lost but rings that are dropped later, and
    as few looks are long, they are few.
    """
    began = 0.0

    def notice(phase: str, _info: Mapping[str, int]) -> None:
        nonlocal began
        if phase == "start":
            began = clock()
        elif clock() - began > FRAME_S:
            gc.freeze()

    gc.freeze()
    gc.callbacks.append(notice)
    try:
        yield
    finally:
        gc.callbacks.remove(notice)
        gc.unfreeze()


class _Runs:
    """The runs at work, for which what there was before is set aside."""

    def __init__(self) -> None:
        self._count = 0
        self._has_frozen = False
        self._pace: tuple[int, int, int] | None = None
        """How often was looked, where that was more than is of use."""
        # Runs of several threads begin and end at any time.
        self._lock = threading.Lock()

    def begin(self) -> None:
        """Set everything aside, unless that is done already, by whomever."""
        with self._lock:
            self._count += 1
            if self._count > 1:
                return
            if not gc.get_freeze_count():
                self._has_frozen = True
                gc.freeze()
            pace = gc.get_threshold()
            if 0 < pace[0] < PACE[0]:
                self._pace = pace
                gc.set_threshold(*PACE)

    def end(self) -> None:
        """Take it back after the last one."""
        with self._lock:
            self._count -= 1
            if self._count:
                return
            if self._has_frozen:
                self._has_frozen = False
                gc.unfreeze()
            if self._pace is not None and gc.get_threshold() == PACE:
                gc.set_threshold(*self._pace)
            self._pace = None


_RUNS = _Runs()


@contextmanager
def rest_set_aside() -> Iterator[None]:
    """For a run, which makes many values that stay: the modules and values of the
    program around it are not looked through again and again while it is at work, and
    its own not at every twelfth query.

    One such look takes as long as a hundred queries.
    """
    _RUNS.begin()
    try:
        yield
    finally:
        _RUNS.end()


@contextmanager
def collector_paused() -> Iterator[None]:
    """For values that all stay: looking through them again and again finds nothing.

    It takes more than half of the time in which a long session is read.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def collector_goes_on() -> None:
    """End a pause early, where all is made that stays: it is never looked through."""
    gc.freeze()
    gc.enable()
