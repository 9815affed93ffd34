"""Whether the database is there in which a command looks for sessions."""

from __future__ import annotations

from collections.abc import Sequence

from rlm_tui.errors import SessionNotFoundError, StoreError
from rlm_tui.main.settings import Settings, default_database

NAME_ONE = frozenset(
    {"ask", "branch", "compare", "delete", "export", "resume", "review", "show"}
)
"""Commands that name saved sessions."""


def check_database(settings: Settings, command: str, words: Sequence[str]) -> None:
    """Make sure that a command which reads sessions does not make an empty database.

    The usual one comes with the first session: until then its list is empty.

    Raises:
        SessionNotFoundError: nothing was ever saved here.
        StoreError: the database that somebody named is not there.
    """
    names_one = command in NAME_ONE and bool(words)
    if not names_one and command != "sessions":
        return
    path = settings.db
    if settings.no_store or path.exists():
        return
    if path != default_database():
        raise StoreError(f"the database '{path}' does not exist; check --db")
    if names_one:
        raise SessionNotFoundError(
            f"there is no session {words[0]!r}: nothing is saved yet; '{path}' comes "
            "with the first session"
        )
