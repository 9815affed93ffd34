"""Journals over stores that are slow, quick, or refuse."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from rlm_tui.domain.events import Event, Warned
from rlm_tui.journal import Journal
from tests.fakes import MemoryStore

PATIENCE_S = 60.0
"""After which a test that waits for what never comes is failed."""


class SlowStore(MemoryStore):
    """Saves only when it is let."""

    def __init__(self, *, fails_at: str | None = None) -> None:
        super().__init__(fails_at=fails_at)
        self.begun = asyncio.Event()
        self.let = asyncio.Event()

    async def save(self, event: Event) -> None:
        """Wait, then keep it."""
        self.begun.set()
        await self.let.wait()
        await super().save(event)


def journal(store: MemoryStore) -> Journal:
    """An empty one, at five o'clock."""
    return Journal(save=store.save, clock=lambda: 5.0)


def warned(message: str) -> Warned:
    return Warned(node="0", warning="loop", message=message)


class QuickStore(MemoryStore):
    """Saves without waiting, when it can."""

    can = True

    def __init__(self, *, fails_at: str | None = None) -> None:
        super().__init__(fails_at=fails_at)
        self.together: list[int] = []
        """How many events were saved at a time."""

    def save_now(self, events: Sequence[Event]) -> bool:
        """Keep events, or say that it takes longer."""
        if self.can:
            self.together.append(len(events))
            for event in events:
                self._keep(event)
        return self.can


def quick_journal(store: QuickStore) -> Journal:
    return Journal(save=store.save, save_now=store.save_now, clock=lambda: 5.0)


class SlowQuickStore(QuickStore, SlowStore):
    """Saves at once or only when it is let."""
