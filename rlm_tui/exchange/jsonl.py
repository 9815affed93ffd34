"""Our own file of a session: complete, one JSON object a line.

The first line says what the file is. Long texts and contexts come once, in pieces,
before the first event that names them; events follow as the database keeps them.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from typing import IO

from rlm_tui.domain.events import (
    EVENT,
    SCHEMA_VERSION,
    Event,
    NodeStarted,
    SessionCreated,
)
from rlm_tui.domain.long_texts import texts_of
from rlm_tui.domain.values import JSON
from rlm_tui.errors import ExchangeError
from rlm_tui.exchange.items import Blob, Item, Notice, ReadPieces, ReadSaved
from rlm_tui.exchange.reading import Fields, inner, objects, said, whole

FORMAT = "rlm-tui session"
VERSION = 1
"""Of the file; events have their own."""


async def write(events: Sequence[Event], read_pieces: ReadPieces) -> AsyncIterator[str]:
    """The lines of a session."""
    yield _head(events)
    for event, names in _with_new_names(events):
        for name in names:
            async for line in _blob_lines(name, read_pieces):
                yield line
        yield _event_line(event)


def write_at_hand(
    events: Sequence[Event], pieces_of: Callable[[str], Iterable[str]]
) -> Iterator[str]:
    """The lines of a session whose long texts are all at hand."""
    yield _head(events)
    for event, names in _with_new_names(events):
        for name in names:
            yield from (_line({"blob": name, "piece": p}) for p in pieces_of(name))
        yield _event_line(event)


def _head(events: Sequence[Event]) -> str:
    return _line(
        {
            "format": FORMAT,
            "version": VERSION,
            "events": len(events),
            "event_version": SCHEMA_VERSION,
        }
    )


def _event_line(event: Event) -> str:
    return f'{{"event": {EVENT.dump_json(event).decode()}}}\n'


def _with_new_names(events: Sequence[Event]) -> Iterator[tuple[Event, list[str]]]:
    """Events with the hashes that none before them named."""
    named: set[str] = set()
    for event in events:
        new = [name for name in dict.fromkeys(named_in(event)) if name not in named]
        named.update(new)
        yield event, new


def _line(value: dict[str, JSON]) -> str:
    return json.dumps(value) + "\n"


def named_in(event: Event) -> list[str]:
    """Hashes of texts and contexts."""
    names = [text.hash for text in texts_of(event)]
    match event:
        case SessionCreated(context=context) | NodeStarted(context=context):
            if context is not None and context.hash:
                names.append(context.hash)
        case _:
            pass
    return names


async def _blob_lines(name: str, read_pieces: ReadPieces) -> AsyncIterator[str]:
    is_empty = True
    async for piece in read_pieces(name):
        is_empty = False
        yield _line({"blob": name, "piece": piece})
    if is_empty:
        yield _line({"blob": name, "piece": ""})


def is_ours(fields: Fields) -> bool:
    """Whether a first line is that of our own file."""
    return fields.get("format") == FORMAT


def read(file: IO[bytes], read_saved: ReadSaved) -> Iterator[Item]:
    """The texts and events of a file that `write` made.

    Raises:
        ExchangeError: it is of a later version, damaged, or its end is missing.
    """
    lines = objects(file)
    head = next(lines)
    if isinstance(head, Notice) or whole(head, "version") != VERSION:
        raise ExchangeError(
            "this export is of a version that this program does not know; "
            "update rlm-tui to import it"
        )
    missing = events = whole(head, "events")
    open_blob, pieces = "", list[bytes]()
    for fields in lines:
        if isinstance(fields, Notice):
            break
        if (name := said(fields, "blob")) != open_blob and open_blob:
            yield Blob(open_blob, tuple(pieces))
            pieces = []
        open_blob = name
        if name:
            pieces.append(said(fields, "piece").encode("utf-8", "surrogatepass"))
        else:
            yield _event(fields, head, read_saved, number=events - missing + 1)
            missing -= 1
    if missing:
        raise ExchangeError(f"the end of this export is missing: {missing} events")


def _event(fields: Fields, head: Fields, read_saved: ReadSaved, number: int) -> Item:
    try:
        return read_saved(inner(fields, "event"), whole(head, "event_version"))
    except ExchangeError as error:
        raise ExchangeError(f"event {number}: {error}") from error
