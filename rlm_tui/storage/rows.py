"""Events as rows of the database, and back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from pydantic_core import PydanticSerializationError

from rlm_tui.collector import collector_paused
from rlm_tui.domain.events import (
    EVENT,
    SCHEMA_VERSION,
    Event,
    NodeStarted,
    SessionCreated,
)
from rlm_tui.domain.long_texts import texts_of
from rlm_tui.errors import StoreError
from rlm_tui.storage import blobs
from rlm_tui.storage.database import Value
from rlm_tui.storage.upcasters import is_as_now, upcast

Row = tuple[Value, ...]
"""Values of an event's row, or of the view `entries`, which has columns for a long
text that a session uses behind those of an event."""
EventRow = tuple[str, int, str, str | None, str | None, int, str]
"""Session, number, kind, node, ticket, version and JSON of an event."""


_NUMBER = {"seq"}


def event_row(session_id: str, event: Event) -> EventRow:
    """The row of an event."""
    of = vars(event).get  # asked for what it has not, pydantic takes long to say so
    data = write_event(event)
    return (
        session_id,
        event.seq,
        event.kind,
        of("node"),
        of("ticket"),
        SCHEMA_VERSION,
        data,
    )


def blob_row(session_id: str, digest: str, packed: blobs.Packed | None) -> Row:
    """A text's row of `entries`; without bytes it is one that is saved already."""
    no_event = (None,) * 6
    if packed is None:
        return (session_id, *no_event, digest, None, None, None)
    values = (packed.data, packed.size, packed.source)
    return (session_id, *no_event, digest, *values)


def write_event(event: Event) -> str:
    """The JSON of an event, without its number, which has a column of its own."""
    try:
        return event.__pydantic_serializer__.to_json(event, exclude=_NUMBER).decode()
    except PydanticSerializationError:
        return _write_surrogates(event)


def _write_surrogates(event: Event) -> str:
    """As `write_event`, for texts that model-written code has filled with halves of
    UTF-16 pairs: those are replaced."""
    fields = event.model_dump(exclude={"seq"})
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace").decode()


def read_event(session_id: str, seq: int, *, version: int, data: str) -> Event:
    """The event of a row.

    Raises:
        StoreError: it is damaged or was saved by a later version.
    """
    where = f"event {seq} of session {session_id}"
    if version > SCHEMA_VERSION:
        raise StoreError(
            f"{where} has version {version}, this program knows up to "
            f"{SCHEMA_VERSION}; update rlm-tui to read it"
        )
    try:
        return _validated(seq, version, data)
    except (ValueError, TypeError, KeyError) as error:
        raise StoreError(f"{where} cannot be read: {error!s:.300}") from error


def _validated(seq: int, version: int, data: str) -> Event:
    if is_as_now(version):
        return EVENT.validate_json(f'{{"seq":{seq},{data[1:]}')
    saved = upcast(json.loads(data), version)
    return EVENT.validate_python({**saved, "seq": seq})


def read_events(
    session_id: str, rows: Iterable[sqlite3.Row], *, after: int
) -> tuple[Event, ...]:
    """The events of rows that should follow a number without a gap."""
    events = []
    with collector_paused():
        for seq, row in enumerate(rows, start=after + 1):
            if row["seq"] != seq:
                raise StoreError(f"event {seq} of session {session_id} is missing")
            events.append(
                read_event(session_id, seq, version=row["version"], data=row["data"])
            )
    return tuple(events)


def may_name_texts(data: str) -> bool:
    """Whether the JSON of events may name a text or a context by its hash.

    Most name none, and to look at their fields takes longer than at their JSON, where
    no text can look like a field: its quotation marks are escaped.
    """
    return data.count('"hash":"') > data.count('"hash":""')


_WITH_CONTEXT = (SessionCreated, NodeStarted)


def blobs_of(event: Event) -> dict[str, str | None]:
    """Hashes that an event names, each with its text where that is at hand."""
    named = {text.hash: text.full for text in texts_of(event)}
    if isinstance(event, _WITH_CONTEXT):
        context = event.context
        if context is not None and context.hash:
            named.setdefault(context.hash, None)
    return named
