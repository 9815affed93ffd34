"""The standard streams: there even where they were closed, and told of when they
cannot be written."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TextIO

from rlm_tui.errors import OutputError


def open_closed_streams() -> None:
    """Put nothing in the place of a standard stream that was closed, before some file
    that is opened, such as the database, takes its number."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            opened = open(os.devnull, mode, encoding="utf-8")  # noqa: SIM115 (stays)
            setattr(sys, name, opened)


def write_out(text: str, stream: TextIO) -> None:
    """Write lines that somebody asked for.

    Raises:
        BrokenPipeError: the reader has gone.
        OutputError: they cannot be written.
    """
    try:
        print(text, file=stream, flush=True)
    except BrokenPipeError:
        raise
    except OSError as error:
        let_go(stream)
        raise OutputError(
            f"standard output cannot be written: {error.strerror}; make room, or send "
            "it elsewhere"
        ) from error


def tell(text: str, stream: TextIO) -> None:
    """Write what goes beside the output; nothing ends because nobody can read it."""
    try:
        print(text, file=stream, flush=True)
    except OSError:
        let_go(stream)


def let_go(stream: TextIO) -> None:
    """Send what is left in a stream, and what comes, nowhere: Python would try once
    more as it leaves, and complain."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
