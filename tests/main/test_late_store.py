"""A store that is opened by whoever needs it first."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from rlm_tui.errors import StoreError
from rlm_tui.main.late_store import LateStore
from rlm_tui.storage.store import Store


class Door:
    """Opens a store when it is let, and counts."""

    def __init__(self) -> None:
        self.let = asyncio.Event()
        self.opened = self.closed = 0

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Store]:
        self.opened += 1
        await self.let.wait()
        async with Store.open(None) as store:
            yield store
            self.closed += 1


async def test_a_store_that_nobody_needs_is_not_opened() -> None:
    door = Door()

    async with LateStore(door.open):
        pass

    assert door.opened == 0


async def test_all_who_need_it_get_the_same_one_which_closes_at_the_end() -> None:
    door = Door()

    async with LateStore(door.open) as late:
        hasty = asyncio.ensure_future(late.get())
        await asyncio.sleep(0)
        hasty.cancel()
        door.let.set()
        stores = {await late.get(), await late.get()}
        assert door.closed == 0

    assert len(stores) == door.opened == door.closed == 1


async def test_everybody_hears_why_it_cannot_be_opened(tmp_path: Path) -> None:
    async with LateStore(lambda: Store.open(tmp_path)) as late:
        for _ in range(2):
            with pytest.raises(StoreError, match="Is a directory"):
                await late.get()
