"""The report of an error that is ours: a file for a bug report, without secrets."""

from __future__ import annotations

import platform
import traceback
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from rlm_tui import __version__
from rlm_tui.domain.secrets import hide, secrets_of

_SHOWN = ("TERM", "COLORTERM", "LANG", "LC_ALL", "TMUX", "NO_COLOR")
"""Variables that explain how a terminal behaves and tell nothing of a person."""


def report(error: BaseException, *, environ: Mapping[str, str], now: datetime) -> str:
    """What happened and where, with no values of variables and no keys."""
    facts = [
        f"rlm-tui {__version__}, {now:%Y-%m-%d %H:%M:%S}",
        f"Python {platform.python_version()} on {platform.platform()}",
        *(f"{name}={environ[name]}" for name in _SHOWN if name in environ),
    ]
    lines = ["\n".join(facts), "".join(traceback.format_exception(_origin(error)))]
    return hide("\n\n".join(lines), secrets_of(environ))


def save_report(
    error: BaseException, *, folder: Path, environ: Mapping[str, str], now: datetime
) -> str:
    """Write the report; gives back a line that says what happened and where it is."""
    origin = _origin(error)
    what = hide(f"{type(origin).__name__}: {origin}", secrets_of(environ))
    first, *more = what.splitlines() or [type(origin).__name__]
    line = f"rlm-tui: an error of its own ended it: {first}{' …' if more else ''}"
    file = folder / f"crash-{now:%Y%m%d-%H%M%S}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(report(error, environ=environ, now=now), encoding="utf-8")
    except OSError as problem:
        return f"{line}; no report could be written to {folder}: {problem.strerror}"
    return f"{line}; for a bug report, without keys: {file}"


def _origin(error: BaseException) -> BaseException:
    """The error itself, where a worker of Textual has put it into one of its own."""
    inner = getattr(error, "error", None)
    return inner if isinstance(inner, BaseException) else error
