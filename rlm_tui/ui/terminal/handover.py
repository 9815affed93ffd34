"""The terminal given to another program while the run goes on."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from typing import TypeVar

from textual.app import App

Result = TypeVar("Result")


async def with_the_terminal(
    app: App[None], work: Callable[[int], Awaitable[Result]]
) -> Result:
    """Do something with the terminal's descriptor while the app draws nothing.

    Raises:
        SuspendNotSupported: this terminal cannot be given away.
    """
    done: list[Result] = []
    failure: BaseException | None = None
    with app.batch_update(), app.suspend():
        try:
            terminal = os.open("/dev/tty", os.O_RDWR)
            try:
                done.append(await work(terminal))
            finally:
                os.close(terminal)
        except BaseException as error:
            # An exception that passes through `suspend` would leave the app without
            # the terminal.
            failure = error
    if failure is not None:
        raise failure
    return done[0]
