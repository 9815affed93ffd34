"""Every failure of the database is told with a way out."""

from __future__ import annotations

import errno
import sqlite3

import pytest

from rlm_tui.errors import StoreError, StoreLockedError
from rlm_tui.storage.failures import LOCKED, REMEDIES, explained, explaining


def failure(code: int) -> sqlite3.OperationalError:
    """An error as SQLite would have raised it."""
    error = sqlite3.OperationalError("words of SQLite")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize("code", sorted(LOCKED))
def test_a_lock_is_an_error_of_its_own(code: int) -> None:
    assert isinstance(explained(failure(code), "the store"), StoreLockedError)


@pytest.mark.parametrize("code", sorted(REMEDIES))
def test_a_failure_names_the_place_and_a_remedy(code: int) -> None:
    message = str(explained(failure(code), "the store"))

    assert message == f"the store {REMEDIES[code]}"
    assert any(word in message for word in ("--db", "make room", "--no-store"))


def test_an_extended_code_is_told_as_its_kind() -> None:
    error = explained(failure(sqlite3.SQLITE_READONLY_DIRECTORY), "the store")

    assert "cannot be written" in str(error)


def test_any_other_failure_keeps_its_words() -> None:
    assert "words of SQLite" in str(explained(failure(999), "the store"))


def test_a_failure_of_the_file_system_is_told() -> None:
    with (
        pytest.raises(StoreError, match=r"the store: Read-only file system.*--db"),
        explaining("the store"),
    ):
        raise OSError(errno.EROFS, "Read-only file system")
