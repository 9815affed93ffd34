"""A session store that is opened when something first needs it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Self

from rlm_tui.errors import StoreError

if TYPE_CHECKING:
    from rlm_tui.storage.store import Store


class LateStore:
    """Opens a store once, and closes it at the end of its own `async with`.

    Whoever needs it first may be gone long before the last: so a task of its own holds
    it open.
    """

    def __init__(
        self, opening: Callable[[], AbstractAsyncContextManager[Store]]
    ) -> None:
        self._opening = opening
        self._keeper = asyncio.TaskGroup()
        self._store: asyncio.Future[Store] | None = None
        self._end = asyncio.Event()

    async def __aenter__(self) -> Self:
        await self._keeper.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._end.set()
        await self._keeper.__aexit__(None, None, None)

    async def get(self) -> Store:
        """The store.

        Raises:
            StoreError: it cannot be opened.
        """
        if self._store is None:
            self._store = asyncio.get_running_loop().create_future()
            self._keeper.create_task(self._keep(self._store))
        # Whoever gives up waiting does not take it from others.
        return await asyncio.shield(self._store)

    async def _keep(self, ready: asyncio.Future[Store]) -> None:
        try:
            async with self._opening() as store:
                ready.set_result(store)
                await self._end.wait()
        except StoreError as error:
            if ready.done():
                raise
            ready.set_exception(error)
