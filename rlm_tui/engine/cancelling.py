"""Functions of the calling program: what they raise, and who cancelled them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager


def is_being_cancelled() -> bool:
    """Whether somebody outside wants this task to end."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def raised(error: BaseException) -> str:
    """What somebody else raised, by its kind and what it says, if it can say it."""
    kind = type(error).__name__
    try:
        said = str(error)
    except Exception:  # it may raise anything itself
        said = ""
    return f"{kind}: {said}" if said else kind


def shown(value: object) -> str:
    """The beginning of what a value of somebody else looks like, if it can be shown."""
    try:
        return f"{value!r:.200}"
    except Exception:  # it may raise anything
        return f"a {type(value).__name__}"


@contextmanager
def failing_as(failure: Callable[[str], Exception], name: str) -> Iterator[None]:
    """A block in which a function is called: whatever it raises gets its name."""
    try:
        yield
    except asyncio.CancelledError as error:
        if is_being_cancelled():
            raise
        raise failure(f"{name} cancelled itself") from error
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise  # these end the program, or the coroutine, and not the function alone
    except BaseException as error:  # a function of somebody else may raise anything
        raise failure(f"{name} raised {raised(error)}") from error
