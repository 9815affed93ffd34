"""What an importer gives, one item after the other, so that files are streamed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from rlm_tui.domain.events import Event
from rlm_tui.domain.stored_form import digest, pieces_of
from rlm_tui.domain.text import Text
from rlm_tui.domain.values import JSON, ContextValue

ReadText: TypeAlias = Callable[[Text], Awaitable[str]]
"""The whole of a text."""

ReadPieces: TypeAlias = Callable[[str], AsyncIterator[str]]
"""The stored form of a text or context by its hash, piece by piece."""

ReadSaved: TypeAlias = Callable[[Mapping[str, JSON], int], Event]
"""An event from its fields and the version in which it was written."""


@dataclass(frozen=True, slots=True)
class Blob:
    """A text or context that events after it name by its hash."""

    hash: str
    pieces: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about the file that a person should know."""

    text: str


Item: TypeAlias = Event | Blob | Notice
"""A `SessionCreated` begins a session; its id may be empty."""


def blob_of(value: ContextValue) -> Blob:
    """A context as events name it."""
    pieces = tuple(pieces_of(value))
    return Blob(digest(pieces), pieces)
