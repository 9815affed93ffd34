"""The `sessions` table: what the list of sessions needs, kept up with the events.

Events are saved by one statement. Most change nothing in the row of their session and
go to their table as they are. Otherwise, and where there are long texts to save too, it
is `INSERT INTO entries`, a view whose triggers write the events, the texts and what
becomes of the row in the statement's own transaction. Several statements would each
cost a round trip to the connection's thread, which takes longer than the writing; and
triggers of the table itself take a third of the time in which an event is saved.
"""

from __future__ import annotations

from collections.abc import Sequence

from rlm_tui.domain.events import Event

COUNTED_AT = 256
"""At every so manieth event of a session its row is brought up to date with what it
counts: that takes as long as to save three queries. Until then whoever lists sessions
counts the rest."""

COUNTED = "('node_started', 'call_finished', 'call_failed')"
"""The kinds of events that are counted."""


def _used(what: str) -> str:
    # Not asked of the others: to read their JSON for it takes longest of all.
    found = f"json_extract(data, '$.usage.{what}')"
    return f"COALESCE(SUM(CASE kind WHEN 'node_started' THEN NULL ELSE {found} END), 0)"


COUNTS = f"""
    COUNT(CASE kind WHEN 'node_started' THEN 1 END) AS nodes,
    {_used("calls")} AS calls,
    {_used("cost")} AS cost,
    {_used("unpriced_calls")} AS unpriced_calls"""
"""What is counted of some events of these kinds."""

_COUNT = f"""
    UPDATE sessions SET (nodes, calls, cost, unpriced_calls, counted) = (
        SELECT
            sessions.nodes + more.nodes,
            sessions.calls + more.calls,
            sessions.cost + more.cost,
            sessions.unpriced_calls + more.unpriced_calls,
            NEW.seq
        FROM (
            SELECT {COUNTS} FROM events
            WHERE session = NEW.session AND kind IN {COUNTED} AND seq >
                (SELECT counted FROM sessions WHERE id = NEW.session)
        ) AS more
    ) WHERE id = NEW.session;
"""

SESSION_LIST = f"""
    WITH more AS (
        SELECT session, {COUNTS}
        FROM sessions JOIN events ON session = id AND seq > counted
        WHERE kind IN {COUNTED} GROUP BY session
    )
    SELECT
        id, title, question, context, model, sub_model, status, waiting,
        sessions.nodes + COALESCE(more.nodes, 0) AS nodes,
        sessions.calls + COALESCE(more.calls, 0) AS calls,
        CASE WHEN sessions.unpriced_calls + COALESCE(more.unpriced_calls, 0) THEN NULL
            ELSE sessions.cost + COALESCE(more.cost, 0) END AS cost,
        created_at, parent, answer, marked, note,
        (SELECT json_extract(data, '$.parent_seq') FROM events
            WHERE session = id AND seq = 1) AS parent_seq,
        CASE WHEN status IS NOT NULL THEN
            (SELECT json_extract(data, '$.confidence') FROM events
                WHERE session = id AND kind = 'session_finished'
                ORDER BY seq DESC LIMIT 1) END AS confidence,
        (SELECT MAX(seq) FROM events WHERE session = id) AS events,
        (SELECT json_extract(data, '$.at') FROM events WHERE session = id
            ORDER BY seq DESC LIMIT 1) AS updated_at
    FROM sessions LEFT JOIN more ON more.session = id
    ORDER BY created_at DESC, id"""
"""All sessions, the newest first, with what their rows do not count yet."""

_CLOSE_TICKET = "UPDATE sessions SET waiting = waiting - 1 WHERE id = NEW.session"

CHANGES: dict[str, str] = {
    "session_created": """
    INSERT INTO sessions (
        id, created_at, title, question, context, model, sub_model, parent
    ) SELECT
        NEW.session,
        json_extract(NEW.data, '$.at'),
        json_extract(NEW.data, '$.title'),
        json_extract(NEW.data, '$.question.preview'),
        json_extract(NEW.data, '$.context.label'),
        json_extract(NEW.data, '$.model'),
        json_extract(NEW.data, '$.sub_model'),
        json_extract(NEW.data, '$.parent')
    WHERE TRUE""",
    "run_started": "UPDATE sessions SET status = NULL WHERE id = NEW.session",
    "session_finished": """
    UPDATE sessions SET
        status = json_extract(NEW.data, '$.status'),
        answer = json_extract(NEW.data, '$.answer.preview')
    WHERE id = NEW.session""",
    "ticket_raised": "UPDATE sessions SET waiting = waiting + 1 WHERE id = NEW.session",
    "ticket_decided": _CLOSE_TICKET,
    "ticket_withdrawn": _CLOSE_TICKET,
    "question_asked": """
    UPDATE sessions SET question = json_extract(NEW.data, '$.question.preview')
    WHERE id = NEW.session""",
    "session_renamed": """
    UPDATE sessions SET title = json_extract(NEW.data, '$.title')
    WHERE id = NEW.session""",
    "node_marked": """
    UPDATE sessions SET marked = json_extract(NEW.data, '$.marked')
    WHERE id = NEW.session AND NEW.node = '0'""",
    "node_noted": """
    UPDATE sessions SET note = json_extract(NEW.data, '$.text.preview')
    WHERE id = NEW.session AND NEW.node = '0'""",
}
"""How an event changes its session's row, by kind; each ends in a condition."""

_IF = {"ticket_raised": "json_extract(NEW.data, '$.hold') IS NOT NULL"}
"""Where it changes nothing otherwise."""

# Not `kind IN`, for which SQLite would make a table, with each event anew.
_CHANGES_IT = "CASE NEW.kind {} ELSE FALSE END".format(
    " ".join(f"WHEN '{kind}' THEN {_IF.get(kind, 'TRUE')}" for kind in CHANGES)
)

_CHANGE = (
    f"""
CREATE TEMP TRIGGER change_session INSTEAD OF INSERT ON entries
    WHEN NEW.seq IS NOT NULL AND {_CHANGES_IT}
BEGIN"""
    + "".join(f"{change} AND NEW.kind = '{kind}';" for kind, change in CHANGES.items())
    + """
END;
"""
)
"""One trigger for all kinds: to ask each event ten times takes as long as saving it."""

_IS_COUNTED = (
    f"(NEW.seq IS NOT NULL AND (NEW.seq % {COUNTED_AT} = 0 "
    "OR NEW.kind = 'session_finished'))"
)

_SAVE_EVENT = """
    INSERT INTO events (session, seq, kind, node, ticket, version, data) VALUES (
        NEW.session, NEW.seq, NEW.kind, NEW.node, NEW.ticket, NEW.version, NEW.data
    );"""

_ENTRIES = f"""
CREATE TEMP VIEW entries AS
    SELECT
        session, seq, kind, node, ticket, version, data,
        NULL AS hash, NULL AS bytes, NULL AS size, NULL AS source
    FROM events;
CREATE TEMP TRIGGER save_event INSTEAD OF INSERT ON entries
    WHEN NEW.seq IS NOT NULL AND NOT {_IS_COUNTED}
BEGIN{_SAVE_EVENT}
END;
CREATE TEMP TRIGGER save_event_and_count INSTEAD OF INSERT ON entries
    WHEN {_IS_COUNTED}
BEGIN{_SAVE_EVENT}{_COUNT}
END;
CREATE TEMP TRIGGER save_blob INSTEAD OF INSERT ON entries
    WHEN NEW.bytes IS NOT NULL
BEGIN
    INSERT OR IGNORE INTO blobs (hash, bytes, size, source)
    VALUES (NEW.hash, NEW.bytes, NEW.size, NEW.source);
END;
CREATE TEMP TRIGGER save_use INSTEAD OF INSERT ON entries
    WHEN NEW.hash IS NOT NULL
BEGIN
    INSERT OR IGNORE INTO uses (session, hash) VALUES (NEW.session, NEW.hash);
END;
"""


def definitions() -> str:
    """The view and the triggers, for a connection that writes."""
    return _ENTRIES + _CHANGE


def change_their_session(events: Sequence[Event]) -> bool:
    """Whether one of these, which follow each other, may change the row of its session:
    then all belong to the view."""
    before, last = events[0].seq - 1, events[-1].seq
    if before // COUNTED_AT != last // COUNTED_AT:
        return True
    return not CHANGES.keys().isdisjoint([event.kind for event in events])
