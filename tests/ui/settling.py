"""Waits until an app has nothing left to do, however long a busy machine takes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from textual.app import App
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.widget import Widget

from rlm_tui.ui.screens.session_screen import SessionScreen

PATIENCE_S = 60
"""By then a screen that does not come has failed, and does not hang."""

_DIRT = (
    "_layout_required",
    "_scroll_required",
    "_repaint_required",
    "_refresh_styles_required",
)
"""What a widget has its screen do when it has heard all that was said to it."""


async def quiet(app: App[None]) -> None:
    """Wait until every screen that can be seen is laid out, and drawn as it is.

    Textual draws each by a clock of its own. Of one below a dialog the dialog shows
    what was drawn when it was drawn itself.
    """
    async with asyncio.timeout(PATIENCE_S):
        await _come_to_rest(app)
        if app._background_screens:
            app.screen.refresh()
            await _come_to_rest(app)


async def _come_to_rest(app: App[None]) -> None:
    is_busy = True
    while is_busy:
        await app.workers.wait_for_complete()
        await app.animator.wait_until_complete()
        await _heard(app)
        has_words = any(_has_more_to_say(pump) for pump in _pumps(app))
        going_on = [screen for screen in _seen(app) if _goes_on(screen)]
        is_busy = has_words or bool(going_on)


def _seen(app: App[None]) -> list[Screen[object]]:
    return [*app._background_screens, app.screen]


def _pumps(app: App[None]) -> Iterator[MessagePump]:
    yield app
    for screen in _seen(app):
        yield from screen.walk_children(with_self=True)


async def _heard(app: App[None]) -> None:
    """Wait until all that was said to anybody so far has been heard."""
    for pump in list(_pumps(app)):
        heard = asyncio.Event()
        if pump.call_later(heard.set):
            await heard.wait()


def _has_more_to_say(pump: MessagePump) -> bool:
    is_part = isinstance(pump, Widget) and not isinstance(pump, Screen)
    return bool(
        pump.message_queue_size
        or pump._next_callbacks
        or (is_part and any(getattr(pump, name) for name in _DIRT))
    )


def _goes_on(screen: Screen[object]) -> bool:
    """Have it do now what it would do at its next beat; false if there is nothing."""
    if isinstance(screen, SessionScreen) and screen._is_stale:
        screen.draw()
    wanted = ["_layout_required", "_scroll_required", "_dirty_widgets", "_callbacks"]
    if screen is screen.app.screen:  # one below has itself drawn again all the time
        wanted.append("_repaint_required")
    has_more = any(getattr(screen, name) for name in wanted)
    if has_more:
        screen._on_timer_update()
    return has_more
