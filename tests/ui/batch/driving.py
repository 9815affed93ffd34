"""Opens the table of a batch and reads what keys led to."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager

from textual.pilot import Pilot
from textual.widgets import Input

from rlm_tui.domain.events import Event
from rlm_tui.ui.screens.batch import BatchScreen
from rlm_tui.ui.text.lines import plain
from tests.ui import batches
from tests.ui.driving import opened, press
from tests.ui.fakes import Bed, bed


@asynccontextmanager
async def table(
    it: Bed, *, size: tuple[int, int] = (120, 40), grace_ms: int = 0
) -> AsyncIterator[Pilot[None]]:
    """The table of the only batch."""
    async with opened(it, size=size, grace_ms=grace_ms) as pilot:
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, BatchScreen)
        yield pilot


def screen(pilot: Pilot[None]) -> BatchScreen:
    """The table on top."""
    found = pilot.app.screen
    assert isinstance(found, BatchScreen)
    return found


def batch(*more: Event, size: int = 10, except_: Collection[int] = ()) -> Bed:
    """A batch whose elements wait, all but some."""
    return bed(batches.waiting(size, *more, except_=except_))


def approved(it: Bed) -> list[int]:
    """Which elements were let through."""
    return [_place(verb) for verb in it.handle.verbs if verb[0] == "approve"]


def _place(verb: tuple[str, ...]) -> int:
    return int(verb[1].split(":")[0].split(".")[-1]) - 1


async def type_line(pilot: Pilot[None], text: str) -> None:
    """Write into the line at the bottom and press Enter."""
    pilot.app.screen.query_one(Input).value = text
    await press(pilot, "enter")


def note(pilot: Pilot[None]) -> str:
    """The message line."""
    return plain(screen(pilot).note.lines[0]).strip()


def target(pilot: Pilot[None]) -> str:
    """The line that says what keys act on."""
    return plain(screen(pilot).target.lines[0]).strip()
