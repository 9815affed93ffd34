"""Keys in their order, each when the one before it has had its effect."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from time import monotonic

from textual.app import App
from textual.events import Event, InputEvent, Key, Paste
from textual.message_pump import MessagePump
from textual.widgets import Input, TextArea

from rlm_tui.ui.keys.keymap import LIVE
from rlm_tui.ui.screens.opening import OpeningScreen

_AT_ONCE_S = 0.25
"""What comes later than this after a key meets what that key has led to."""

_PATIENCE_S = 0.5
"""A widget that takes longer over a key holds up no others."""

_BEAT_S = 0.002

_LEADING = frozenset({"open", "typing", "verb", "verbs"})
"""Workers whose work may open, close or change what the next key is meant for."""

_ROUNDS = 4
"""So often is what a key led to asked whether it has more to do."""


_ALWAYS = ("app.interrupt", "app.quit", "app.suspend")


def never_waits(key: Key) -> bool:
    """Whether it pauses, leaves or goes to the shell, whatever is in front."""
    return any(key.key in LIVE[verb].names for verb in _ALWAYS)


class KeysInTurn:
    """Holds keys and pasted text back until what they are meant for is there.

    Textual gives a key to what has the focus when it arrives, and that acts on it
    later: of keys that come together, as over a slow line, from a script or while the
    app is busy, all would meet the box that the first of them is about to leave.
    """

    def __init__(
        self, app: App[None], hand_on: Callable[[Event], Awaitable[None]]
    ) -> None:
        self._app = app
        self._hand_on = hand_on
        self._held: deque[Event] = deque()
        self._is_open = False
        self._is_waiting = False
        self._last: _Effect | None = None

    async def begin(self) -> None:
        """The first screen is there: hand on what was typed before."""
        self._is_open = True
        await self._go_on()

    def put_first(self, keys: tuple[Key, ...]) -> None:
        """Hand these on before what is held, as soon as it is their turn."""
        self._held.extendleft(reversed(keys))
        if not self._is_waiting:
            self._wait()

    def forget(self) -> None:
        """Hand on nothing of what is held."""
        self._held.clear()

    def holds(self, event: Event) -> bool:
        """Whether it has to wait; it is handed on later then.

        What the mouse does before the first screen meets nothing and is forgotten.
        """
        if event.is_forwarded or not isinstance(event, InputEvent | Paste):
            return False
        if not isinstance(event, Key | Paste):
            return not self._is_open
        if self._is_open and isinstance(event, Key) and never_waits(event):
            return False
        if not self._is_open or self._is_waiting or self._is_too_soon():
            self._held.append(event)
            if self._is_open and not self._is_waiting:
                self._wait()
            return True
        self._note(event)
        return False

    def _is_too_soon(self) -> bool:
        return self._last is not None and monotonic() - self._last.since < _AT_ONCE_S

    def _note(self, event: Event) -> None:
        target = self._app.focused or self._app.screen
        is_text = isinstance(target, Input | TextArea) and (
            isinstance(event, Paste) or (isinstance(event, Key) and event.is_printable)
        )
        # What a box of text takes leads nowhere else.
        self._last = None if is_text else _Effect(self._app)

    def _wait(self) -> None:
        self._is_waiting = True
        self._app.run_worker(self._wait_for(self._last), group="keys")

    async def _wait_for(self, last: _Effect | None) -> None:
        if last is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(_PATIENCE_S):
                    await last.had()
        self._app.call_later(self._go_on)

    async def _go_on(self) -> None:
        self._is_waiting = False
        self._last = None
        while self._held:
            event = self._held.popleft()
            self._note(event)
            await self._hand_on(event)
            if self._held and self._is_too_soon():
                self._wait()
                return


class _Effect:
    """All that a key has come to, and what it has begun there."""

    def __init__(self, app: App[None]) -> None:
        self._app = app
        self._target = app.focused or app.screen
        self.since = monotonic()

    async def had(self) -> None:
        """Wait until nothing of it is left to do."""
        for pump in self._way():
            passed = asyncio.Event()
            if pump.is_running and pump.call_later(passed.set):
                await passed.wait()
        while self._goes_on():  # noqa: ASYNC110 - no message says that it is in front
            await asyncio.sleep(_BEAT_S)

    def _way(self) -> Iterator[MessagePump]:
        pumps: list[MessagePump] = [*self._target.ancestors_with_self]
        for _ in range(_ROUNDS):
            is_busy = False
            for pump in (*pumps, self._app.screen):
                yield pump
                is_busy = is_busy or pump.message_queue_size > 0
            if not is_busy:
                return

    def _goes_on(self) -> bool:
        """Whether the screen in front, or the app for it, is opening or closing one."""
        if isinstance(self._app.screen, OpeningScreen):
            return False  # it keeps itself what is meant for what it waits for
        places = (self._app, self._app.screen)
        return any(
            worker.group in _LEADING
            and worker.node in places
            and not worker.is_finished
            for worker in self._app.workers
        )
