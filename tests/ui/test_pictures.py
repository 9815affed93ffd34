"""What the run screen looks like, in colours and at odd sizes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import pytest
from textual.app import App
from textual.pilot import Pilot

from rlm_tui.domain.events import Event
from rlm_tui.ui.app import RlmTuiApp
from rlm_tui.ui.style.preferences import Preferences
from tests.ui import sessions
from tests.ui.driving import press
from tests.ui.fakes import Bed, bed

SMALL, LARGE = (80, 24), (120, 40)


class Compare(Protocol):
    """The fixture of pytest-textual-snapshot."""

    def __call__(
        self,
        app: App[None],
        *,
        terminal_size: tuple[int, int],
        run_before: Callable[[Pilot[None]], object],
    ) -> bool: ...


def app_at(it: Bed, *, ascii_only: bool = False) -> RlmTuiApp:
    """The app ten seconds after the last event."""
    it.clock.now = it.controller.session.saved_at + 10
    return RlmTuiApp(
        None,
        controller=it.controller,
        clock=it.clock,
        grace_ms=0,
        ascii_only=ascii_only,
    )


def pressing(*keys: str) -> Callable[[Pilot[None]], object]:
    async def before(pilot: Pilot[None]) -> None:
        await press(pilot, *keys)

    return before


SCENES: dict[str, tuple[list[Event], tuple[str, ...]]] = {
    "waiting": (sessions.waiting(), ()),
    "markdown": (sessions.reply(), ("2", "z", "enter", "home")),
}
"""Two for the eye; what the rest looks like stands in `test_looks`."""


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
@pytest.mark.parametrize("scene", SCENES)
def test_scene(scene: str, size: tuple[int, int], snap_compare: Compare) -> None:
    events, keys = SCENES[scene]
    app = app_at(bed(events))

    assert snap_compare(app, terminal_size=size, run_before=pressing(*keys))


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
def test_tips(size: tuple[int, int], snap_compare: Compare) -> None:
    it = bed(sessions.waiting())
    it.clock.now = it.controller.session.saved_at + 10
    preferences = Preferences(grace_ms=0, hints=True)
    app = RlmTuiApp(
        None, controller=it.controller, clock=it.clock, preferences=preferences
    )

    assert snap_compare(app, terminal_size=size, run_before=pressing())


@pytest.mark.parametrize("size", [(40, 10), (30, 8)], ids=str)
def test_small_windows(size: tuple[int, int], snap_compare: Compare) -> None:
    app = app_at(bed(sessions.waiting()))

    assert snap_compare(app, terminal_size=size, run_before=pressing())


def test_wide_window(snap_compare: Compare) -> None:
    app = app_at(bed(sessions.edited()))

    assert snap_compare(app, terminal_size=(200, 50), run_before=pressing())
