"""Where the code of an agent runs, as its arguments say."""

from __future__ import annotations

import inspect
from typing import get_args

from rlm_tui.errors import SettingsError
from rlm_tui.repl.base import StartRepl
from rlm_tui.repl.host import ProcessRepls
from rlm_tui.repl.isolation.levels import Choice


def starter(start_repl: StartRepl | None, isolation: Choice | None) -> StartRepl:
    """What starts the REPL of each node.

    Raises:
        SettingsError: there is no such level, it cannot start any, or both are given.
    """
    if isolation is not None and start_repl is not None:
        raise SettingsError(
            "isolation and start_repl were both given: leave one out, or write "
            f"start_repl=ProcessRepls({isolation!r})"
        )
    if start_repl is not None:
        _check(start_repl)
        return start_repl
    level: object = isolation or "auto"
    if level not in get_args(Choice):
        raise SettingsError(
            f"isolation must be one of {', '.join(get_args(Choice))}; "
            f"found {isolation!r:.200}"
        )
    return ProcessRepls(isolation or "auto")


def _check(start_repl: object) -> None:
    # Without asking for the value: to find out how code is confined takes a moment.
    says = inspect.getattr_static(start_repl, "isolation", None) is not None
    if isinstance(start_repl, type) or not callable(start_repl) or not says:
        raise SettingsError(
            "start_repl must be an object with a text `isolation` that gives a Repl "
            "when `await start_repl(context)` is called, such as "
            "ProcessRepls(python='/usr/bin/python3.12'); leave it out for confined "
            f"processes; found {start_repl!r:.200}"
        )
