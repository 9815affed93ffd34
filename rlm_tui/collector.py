"""Keeps Python's cyclic garbage collector from standing in the way."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

FRAME_S = 1 / 30
"""Longer than this no look through all values may take."""


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
