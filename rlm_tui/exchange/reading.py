"""Lines of JSON from files that other programs wrote, with errors that say where."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import IO, TypeAlias

from rlm_tui.domain.values import JSON
from rlm_tui.errors import ExchangeError
from rlm_tui.exchange.items import Notice

Fields: TypeAlias = Mapping[str, JSON]
"""A JSON object."""


LONGEST_LINE = 128 << 20
"""Bytes of a line, or of a file that is one value: so much is read at once."""


def lines(file: IO[bytes], *, longest: int = LONGEST_LINE) -> Iterator[bytes]:
    """The lines of a file.

    Raises:
        ExchangeError: one of them is longer than what may be read at once.
    """
    count = 0
    while line := file.readline(longest + 1):
        count += 1
        if len(line) > longest:
            raise ExchangeError(
                f"line {count} is longer than {longest >> 20} MB, which is more than "
                "is read at once"
            )
        yield line


def objects(file: IO[bytes]) -> Iterator[Fields | Notice]:
    """The JSON object of each line; one that was cut off at the end is a notice.

    `NaN` and `Infinity`, which Python writes, are read.

    Raises:
        ExchangeError: a line in the middle is not a JSON object.
    """
    broken: ExchangeError | None = None
    number = 0
    for number, line in enumerate(lines(file), 1):
        if not line.strip():
            continue
        if broken is not None:
            raise broken
        try:
            yield parsed(line, number)
        except ExchangeError as error:
            broken = error
    if broken is not None:
        if number == 1:
            raise broken
        yield Notice("the last line is cut off and was left out")


def parsed(line: bytes, number: int) -> Fields:
    """The object of a line.

    Raises:
        ExchangeError: it is none.
    """
    try:
        value = json.loads(line.decode("utf-8", "replace"))
    except (ValueError, RecursionError) as error:
        raise ExchangeError(f"line {number} is not JSON: {error}") from error
    if not isinstance(value, dict):
        raise ExchangeError(f"line {number} is not a JSON object")
    return value


def said(fields: Fields, name: str) -> str:
    """A field as text; empty if it is not there."""
    value = fields.get(name)
    return value if isinstance(value, str) else "" if value is None else written(value)


def written(value: JSON) -> str:
    """A value as a person reads it."""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, default=str)


def number(fields: Fields, name: str) -> float:
    """A finite number of a field; 0 if it is none."""
    value = fields.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool):
        return 0.0
    return float(value) if abs(value) < 1e300 else 0.0


def whole(fields: Fields, name: str) -> int:
    """A whole number of a field, from 0; 0 if it is none."""
    return max(0, int(number(fields, name)))


def moment(text: JSON) -> float | None:
    """Seconds since the epoch; a time without a zone is that of this machine."""
    if not isinstance(text, str):
        return None
    try:
        return datetime.fromisoformat(text).timestamp()
    except (ValueError, OverflowError, OSError):
        return None


def inner(fields: Fields, name: str) -> Fields:
    """An object in a field; empty if it is none."""
    value = fields.get(name)
    return value if isinstance(value, dict) else {}


def listed(fields: Fields, name: str) -> list[Fields]:
    """The objects of a list in a field."""
    value = fields.get(name)
    items = value if isinstance(value, list) else []
    return [item for item in items if isinstance(item, dict)]
