"""The `sessions` table: what the list of sessions needs, kept up with the events.

Events are saved by one statement. Triggers of this connection bring the session's row
up to date in the statement's own transaction. Where there are long texts to save too,
it is `INSERT INTO entries`, a view whose triggers write them beside the events. Several
statements would each cost a round trip to the connection's thread, which takes longer
than the writing.
"""

from __future__ import annotations

_COUNT_USAGE = """
    UPDATE sessions SET
        calls = calls + json_extract(NEW.data, '$.usage.calls'),
        cost = cost + json_extract(NEW.data, '$.usage.cost'),
        unpriced_calls =
            unpriced_calls + json_extract(NEW.data, '$.usage.unpriced_calls')
    WHERE id = NEW.session"""

_CLOSE_TICKET = "UPDATE sessions SET waiting = waiting - 1 WHERE id = NEW.session"

CHANGES: dict[str, str] = {
    "session_created": """
    INSERT INTO sessions (
        id, created_at, title, question, context, model, sub_model, parent
    ) VALUES (
        NEW.session,
        json_extract(NEW.data, '$.at'),
        json_extract(NEW.data, '$.title'),
        json_extract(NEW.data, '$.question.preview'),
        json_extract(NEW.data, '$.context.label'),
        json_extract(NEW.data, '$.model'),
        json_extract(NEW.data, '$.sub_model'),
        json_extract(NEW.data, '$.parent')
    )""",
    "run_started": "UPDATE sessions SET status = NULL WHERE id = NEW.session",
    "session_finished": """
    UPDATE sessions SET
        status = json_extract(NEW.data, '$.status'),
        answer = json_extract(NEW.data, '$.answer.preview')
    WHERE id = NEW.session""",
    "node_started": "UPDATE sessions SET nodes = nodes + 1 WHERE id = NEW.session",
    "call_finished": _COUNT_USAGE,
    "call_failed": _COUNT_USAGE,
    "ticket_raised": "UPDATE sessions SET waiting = waiting + 1 WHERE id = NEW.session",
    "ticket_decided": _CLOSE_TICKET,
    "ticket_withdrawn": _CLOSE_TICKET,
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
"""How an event changes its session's row, by kind."""
IF = {"ticket_raised": "json_extract(NEW.data, '$.hold') IS NOT NULL"}
"""Where it changes nothing otherwise."""

_ENTRIES = """
CREATE TEMP VIEW entries AS
    SELECT
        session, seq, kind, node, ticket, version, data,
        NULL AS hash, NULL AS bytes, NULL AS size, NULL AS source
    FROM events;
CREATE TEMP TRIGGER save_event INSTEAD OF INSERT ON entries
    WHEN NEW.seq IS NOT NULL
BEGIN
    INSERT INTO events (session, seq, kind, node, ticket, version, data) VALUES (
        NEW.session, NEW.seq, NEW.kind, NEW.node, NEW.ticket, NEW.version, NEW.data
    );
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
    """The view and its triggers, for a connection that writes."""
    triggers = (_trigger(kind, change) for kind, change in CHANGES.items())
    return _ENTRIES + "".join(triggers)


def _trigger(kind: str, change: str) -> str:
    return f"""
CREATE TEMP TRIGGER after_{kind} AFTER INSERT ON main.events
    WHEN NEW.kind = '{kind}' AND {IF.get(kind, "TRUE")}
BEGIN
    {change};
END;
"""
