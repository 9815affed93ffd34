"""Reads what a person decided in a session, without the rest of it."""

from __future__ import annotations

from pydantic import TypeAdapter

from rlm_tui.domain.deeds import Deed
from rlm_tui.storage.database import Database

_SQL = """
    SELECT
        node,
        json_extract(data, '$.verb') AS verb,
        json_extract(data, '$.edited') AS edited
    FROM events
    WHERE session = ? AND kind = 'ticket_decided'
        AND json_extract(data, '$.actor') = 'you'
    ORDER BY seq"""
_DEEDS = TypeAdapter(tuple[Deed, ...])


async def read_deeds(database: Database, session_id: str) -> tuple[Deed, ...]:
    """What a person decided, in that order; nothing for a session that is not there."""
    rows = await database.rows(_SQL, (session_id,))
    return _DEEDS.validate_python([dict(row) for row in rows])
