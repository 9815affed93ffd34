"""What Textual alone takes in a layout like ours."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static
from ui_driver import EVERY_S, PRESSES, Hand, NotingDriver, Numbers, driven, latencies


class Floor(App[None]):
    """A layout like ours that does nothing: what Textual itself takes for a key."""

    CSS = "Static { height: 1; } #left { width: 44; height: 1fr; }"
    at = 0

    def compose(self) -> ComposeResult:
        yield Static("header")
        with Horizontal():
            yield Static(id="left")
            yield Static(id="right")
        for name in ("status", "hints", "note"):
            yield Static(id=name)

    def on_key(self) -> None:
        self.at += 1
        self.query_one("#left", Static).update(f"row {self.at}", layout=False)


async def floor() -> Numbers:
    """The smallest app with such a layout."""
    app = Floor(driver_class=NotingDriver)

    async def measure(hand: Hand) -> Numbers:
        taken = await hand.walk(lambda: app.at, presses=PRESSES, every=EVERY_S)
        return latencies(taken, hand)

    return await driven(app, measure)
