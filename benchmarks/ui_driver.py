"""A terminal without a screen: takes keys, notes when something would be drawn."""

from __future__ import annotations

import asyncio
import resource
import time
from collections.abc import Callable, Sequence

from textual import events
from textual.drivers.headless_driver import HeadlessDriver
from textual.keys import key_to_character

from rlm_tui.ui.app import RlmTuiApp


class NotingDriver(HeadlessDriver):
    """Everything is rendered as for a terminal; the bytes go nowhere."""

    written: asyncio.Event

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)  # type: ignore[arg-type]
        self.written = asyncio.Event()

    @property
    def is_headless(self) -> bool:
        """No: an app that thinks it is, renders nothing."""
        return False

    def write(self, data: str) -> None:
        """Note that a frame went out."""
        if len(data) > 1:
            self.written.set()


class Hand:
    """Presses keys in a running app and measures until the screen shows it."""

    def __init__(self, app: RlmTuiApp) -> None:
        self._app = app

    @property
    def driver(self) -> NotingDriver:
        """What the app draws to."""
        driver = self._app._driver
        assert isinstance(driver, NotingDriver)
        return driver

    async def press(self, key: str, is_shown: Callable[[], bool]) -> float:
        """Seconds from a key to the frame in which its effect is."""
        began = time.perf_counter()
        self.driver.send_message(events.Key(key, key_to_character(key)))
        async with asyncio.timeout(20):
            while True:
                self.driver.written.clear()
                await self.driver.written.wait()
                if is_shown():
                    return time.perf_counter() - began

    async def press_for(self, key: str, where: Callable[[], object]) -> float:
        """Seconds until something is another value than before."""
        before = where()
        return await self.press(key, lambda: where() != before)

    async def walk(
        self,
        where: Callable[[], object],
        *,
        keys: Sequence[str] = "jk",
        presses: int,
        every: float,
    ) -> list[float]:
        """Move back and forth, a key at a time, and measure each."""
        taken: list[float] = []
        for number in range(presses):
            key = keys[(number // 20) % len(keys)]
            taken.append(await self.press_for(key, where))
            await asyncio.sleep(max(0.0, every - taken[-1]))
        return taken


def cpu_s() -> float:
    """Seconds of processor time of this process so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


async def cpu_share(seconds: float) -> float:
    """The share of one processor that this process takes while nothing is pressed."""
    before, began = cpu_s(), time.perf_counter()
    await asyncio.sleep(seconds)
    return (cpu_s() - before) / (time.perf_counter() - began)


def quantile(taken: list[float], share: float) -> float:
    """The value below which a share of the others lies."""
    ordered = sorted(taken)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
