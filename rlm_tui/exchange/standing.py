"""How a session stood when it was written to a file to be read."""

from __future__ import annotations

from datetime import UTC, datetime

from rlm_tui.domain.limit_words import end_by_limit
from rlm_tui.domain.session import Session


def when(at: float) -> str:
    """A moment, the same for everybody who reads it."""
    return datetime.fromtimestamp(at, tz=UTC).strftime("%Y-%m-%d %H:%M UTC")


def standing(session: Session, *, is_live: bool) -> str:
    """How it ended; of one that has not, what it did and up to when this tells.

    Args:
        session: as it was saved.
        is_live: whether some process runs it.
    """
    if session.status is not None:
        if session.status == "limit":
            return end_by_limit(session.error or "")
        return session.status + (f": {session.error}" if session.error else "")
    what = _doing(session) if is_live else "interrupted"
    return f"{what}, as of {when(session.saved_at)}"


def _doing(session: Session) -> str:
    waiting, flying = len(session.waiting), session.in_flight
    stops = f"{waiting} stop{'s' * (waiting != 1)}"
    if session.intent == "pause":
        return f"pausing, {flying} in flight" if flying else "paused"
    if session.is_parked:
        return f"waiting for a person at {stops}"
    return f"running, {stops} waiting" if waiting else "running"


def answer_missing(session: Session) -> str:
    """What stands where the answer would."""
    return "(none yet)" if session.status is None else "(none)"
