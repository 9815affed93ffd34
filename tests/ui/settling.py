"""Waits until an app has nothing left to do, however long a busy machine takes."""

from __future__ import annotations

import asyncio

from textual._context import active_app
from textual.app import App
from textual.screen import Screen

from rlm_tui.ui.screens.session_screen import SessionScreen

PATIENCE_S = 60
"""By then a screen that does not come has failed, and does not hang."""

_MOMENT_S = 0.001
"""So long a thread, which the loop knows nothing of, may take to tell it something."""

_WANTS = ("_layout_required", "_scroll_required", "_dirty_widgets", "_callbacks")
"""What a screen does at its next beat."""


async def wait_for_idle(min_sleep: float = 0, max_sleep: float = 1) -> None:
    """What Textual has for the same looks at the use of a processor and sleeps."""
    await at_rest(active_app.get())


async def quiet(app: App[None]) -> None:
    """Wait until every screen that can be seen is laid out, and drawn as it is.

    Of a screen below a dialog the dialog shows what there was when it was drawn.
    """
    async with asyncio.timeout(PATIENCE_S):
        await _finished(app)
        if app._background_screens:
            app.screen.refresh()
            await _finished(app)


async def _finished(app: App[None]) -> None:
    await app.workers.wait_for_complete()
    await app.animator.wait_until_complete()
    for screen in _seen(app):
        if isinstance(screen, SessionScreen) and screen._is_stale:
            screen.draw()
    await at_rest(app)


async def at_rest(app: App[None]) -> None:
    """Wait until nobody has anything to do now; nobody waits for a clock to draw."""
    async with asyncio.timeout(PATIENCE_S):
        await _nothing_to_do(app)
        await asyncio.sleep(_MOMENT_S)
        await _nothing_to_do(app)


async def _nothing_to_do(app: App[None]) -> None:
    ready = vars(asyncio.get_running_loop())["_ready"]
    is_busy = True
    while is_busy:
        await asyncio.sleep(0)
        is_busy = bool(ready) or _goes_on(app)


def _goes_on(app: App[None]) -> bool:
    """Have it do now what it would do at its next beat; false if there is nothing."""
    if app._exit or not app.is_running:
        return False
    if app._resize_timer is not None:
        app._check_resize()
        return True
    wanting = [screen for screen in _seen(app) if _wants_more(screen)]
    for screen in wanting:
        screen._on_timer_update()
    return bool(wanting)


def _seen(app: App[None]) -> list[Screen[object]]:
    return [*app._background_screens, app.screen] if app._screen_stack else []


def _wants_more(screen: Screen[object]) -> bool:
    # One below another has itself drawn again all the time.
    is_dirty = screen is screen.app.screen and screen._repaint_required
    return is_dirty or any(getattr(screen, name) for name in _WANTS)
