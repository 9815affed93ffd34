"""Edits and answers that a person has begun and not used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class Keeper(Protocol):
    """Where texts outlive the screen and the process."""

    async def load(self) -> dict[str, str]:
        """What was kept."""

    async def save(self, texts: Mapping[str, str]) -> None:
        """Keep these in place of what was kept."""


class NotKept:
    """Where nothing outlives the process."""

    async def load(self) -> dict[str, str]:
        """Nothing."""
        return {}

    async def save(self, texts: Mapping[str, str]) -> None:
        """Nothing is done."""


class Drafts:
    """The drafts of one session, by ticket."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper
        self._is_saving = False
        self._saved: dict[str, str] = {}
        self.edits: dict[str, str] = {}
        """Texts that were left without being kept with their ticket."""
        self.answers: dict[str, str] = {}
        """Results that were written by hand and not used yet."""

    async def load(self) -> None:
        """Take up what was kept.

        Raises:
            RLMError: it cannot be read.
        """
        found = await self._keeper.load()
        self._saved = found
        for name, text in found.items():
            kind, _, ticket = name.partition(" ")
            kept = self.edits if kind == "edit" else self.answers
            kept.setdefault(ticket, text)

    async def save(self) -> None:
        """Keep what there is now; a save that is under way takes it along.

        Raises:
            RLMError: it cannot be written.
        """
        if self._is_saving:
            return
        self._is_saving = True
        try:
            while (texts := self._texts()) != self._saved:
                await self._keeper.save(texts)
                self._saved = texts
        finally:
            self._is_saving = False

    def _texts(self) -> dict[str, str]:
        edits = {f"edit {ticket}": text for ticket, text in self.edits.items()}
        answers = {f"answer {ticket}": text for ticket, text in self.answers.items()}
        return edits | answers
