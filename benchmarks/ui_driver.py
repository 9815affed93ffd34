"""An app in a terminal without a screen, a hand that presses keys, and a stopwatch."""

from __future__ import annotations

import asyncio
import resource
import time
from collections.abc import Awaitable, Callable, Sequence

from textual import events
from textual.app import App
from textual.drivers.headless_driver import HeadlessDriver
from textual.geometry import Size
from textual.keys import key_to_character

from rlm_tui.collector import collector_kept_short
from rlm_tui.controller import Controller
from rlm_tui.domain.text import Text
from rlm_tui.ui.app import RlmTuiApp

SIZE = (120, 40)
PRESSES, EVERY_S = 200, 0.02

Numbers = dict[str, float]


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
        self.worked: list[float] = []
        """Processor time of this process from each key to its effect."""

    @property
    def driver(self) -> NotingDriver:
        """What the app draws to."""
        driver = self._app._driver
        assert isinstance(driver, NotingDriver)
        return driver

    async def press(self, key: str, is_shown: Callable[[], bool]) -> float:
        """Seconds from a key to the frame in which its effect is."""
        pressed = events.Key(key, key_to_character(key))
        return await self.have(lambda: self.driver.send_message(pressed), is_shown)

    async def resize(self, size: Size, is_shown: Callable[[], bool]) -> float:
        """Seconds from a window of another size to the frame in which all fits it."""
        resized = events.Resize(size, size)
        return await self.have(lambda: self.driver.send_message(resized), is_shown)

    async def have(
        self, do: Callable[[], object], is_shown: Callable[[], bool]
    ) -> float:
        """Seconds from something that is done to the frame in which its effect is."""
        began, before = time.perf_counter(), time.process_time()
        do()
        async with asyncio.timeout(20):
            while True:
                self.driver.written.clear()
                await self.driver.written.wait()
                if is_shown():
                    self.worked.append(time.process_time() - before)
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


async def driven(
    app: App[None], measure: Callable[[Hand], Awaitable[Numbers]]
) -> Numbers:
    """Run an app in its terminal while something is measured, and leave it."""
    with collector_kept_short(time.perf_counter):
        return await _driven(app, measure)


async def _driven(
    app: App[None], measure: Callable[[Hand], Awaitable[Numbers]]
) -> Numbers:
    found: Numbers = {}
    ready = asyncio.Event()
    app.call_later(ready.set)
    async with asyncio.TaskGroup() as group:
        running = group.create_task(app.run_async(size=SIZE))
        await ready.wait()
        await asyncio.sleep(0.5)
        try:
            found = await measure(Hand(app))  # type: ignore[arg-type]
        finally:
            app.exit()
        await running
    return found


def latencies(taken: list[float], hand: Hand) -> Numbers:
    """Median and 95th percentile, and the same of the work for these keys."""
    worked, hand.worked = hand.worked[-len(taken) :], []
    return {
        "p50": quantile(taken, 0.5),
        "p95": quantile(taken, 0.95),
        "work p50": quantile(worked, 0.5),
        "work p95": quantile(worked, 0.95),
    }


async def whole(text: Text) -> str:
    """Every text is at hand."""
    return text.whole or ""


async def until(is_so: Callable[[], bool]) -> None:
    """Wait until the run has got there."""
    async with asyncio.timeout(60):
        while not is_so():  # noqa: ASYNC110  # there is no event for what is awaited
            await asyncio.sleep(0.01)


def app_over(controller: Controller) -> RlmTuiApp:
    """The app in its noting terminal, without the grace that drops early keys."""
    app = RlmTuiApp(None, controller=controller, grace_ms=0)
    app.driver_class = NotingDriver
    return app


class Nobody:
    """A handle of a run that nobody steers."""

    def __getattr__(self, name: str) -> object:
        raise AttributeError(f"nothing is decided here: {name}")
