"""Finds out whose log a file is, and reads it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import IO, Literal, TypeAlias

from rlm_tui.errors import ExchangeError
from rlm_tui.exchange import (
    ai_rlm,
    dspy,
    dspy_history,
    fast_rlm,
    jsonl,
    rlms,
    rlms_saved,
)
from rlm_tui.exchange.items import Item, Notice, ReadSaved
from rlm_tui.exchange.reading import LONGEST_LINE, Fields, lines, objects

Source: TypeAlias = Literal["rlm-tui", "rlms", "fast-rlm", "dspy", "ai-rlm"]

KNOWN = (
    "known are exports of rlm-tui as jsonl or rlms, and logs of rlms, fast-rlm, dspy "
    "and ai-rlm; exports as md, html or otel are for reading only"
)


@dataclass(frozen=True, slots=True)
class Detected:
    """A file whose format is known."""

    source: Source
    items: Iterator[Item]


def detect(file: IO[bytes], *, read_saved: ReadSaved, at: float) -> Detected:
    """Whose log it is, and what is in it, read as it is asked for.

    Args:
        file: open at its beginning; it can be read twice.
        read_saved: makes an event of our own file.
        at: seconds since the epoch, for logs without times.

    Raises:
        ExchangeError: nothing that is known here.
    """
    first = _first_line(file)
    file.seek(0)
    found = _object(first)
    if found is not None:
        if jsonl.is_ours(found):
            return Detected("rlm-tui", jsonl.read(file, read_saved))
        if rlms.is_rlms(found):
            return Detected("rlms", rlms.read(file))
        if fast_rlm.is_fast_rlm(found):
            return Detected("fast-rlm", fast_rlm.read(file))
        if ai_rlm.is_event(found):
            return Detected("ai-rlm", ai_rlm.read_events(file, at=at))
        if {"kind", "seq", "at"} <= found.keys():
            raise ExchangeError(
                "these are the events of rlm-tui run --events or show --json, which "
                "leave things out; use rlm-tui export SESSION"
            )
    return _whole(_values(file, found), at)


def _first_line(file: IO[bytes]) -> bytes:
    for line in lines(file):
        if line.strip():
            return line
    raise ExchangeError("the file is empty")


def _object(line: bytes) -> Fields | None:
    try:
        value = json.loads(line.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _values(file: IO[bytes], first: Fields | None) -> Iterator[Fields]:
    """The objects of a file that is one JSON value, or one a line."""
    if first is not None:
        return (line for line in objects(file) if not isinstance(line, Notice))
    whole = file.read(LONGEST_LINE + 1)
    if len(whole) > LONGEST_LINE:
        raise ExchangeError(
            "this is not JSON lines, and as one value it is longer than "
            f"{LONGEST_LINE >> 20} MB, which is more than is read at once"
        )
    try:
        value = json.loads(whole.decode("utf-8", "replace"))
    except (ValueError, RecursionError) as error:
        raise ExchangeError(
            f"this is neither JSON nor JSON lines ({error}); {KNOWN}"
        ) from error
    items = value if isinstance(value, list) else [value]
    return (item for item in items if isinstance(item, dict))


def _whole(values: Iterator[Fields], at: float) -> Detected:
    first = next(values, None)
    if first is not None:
        values = chain([first], values)
        if rlms_saved.is_saved(first):
            return Detected("rlms", rlms_saved.read(values))
        if dspy.is_dspy(first) or dspy.is_entry(first):
            return Detected("dspy", dspy.read(values, at=at))
        if dspy_history.is_call(first):
            return Detected("dspy", dspy_history.read(values, at=at))
        if ai_rlm.is_result(first):
            return Detected("ai-rlm", ai_rlm.read_results(values, at=at))
    raise ExchangeError(f"this is not a log that is known here; {KNOWN}")
