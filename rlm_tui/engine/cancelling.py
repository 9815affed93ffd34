"""Functions of the calling program: what they raise, and who cancelled them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager


def is_being_cancelled() -> bool:
    """Whether somebody outside wants this task to end."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


@contextmanager
def failing_as(failure: Callable[[str], Exception], name: str) -> Iterator[None]:
    """A block in which a function is called: whatever it raises gets its name."""
    try:
        yield
    except asyncio.CancelledError as error:
        if is_being_cancelled():
            raise
        raise failure(f"{name} cancelled itself") from error
    except Exception as error:  # a function of somebody else may raise anything
        raise failure(f"{name} raised {type(error).__name__}: {error}") from error
