"""A screen laid out like the first one, with nothing behind it."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Label, Select, Static, TextArea


class Layout(App[None]):
    """Boxes to fill in, and lines above and below."""

    CSS = """
    Static { height: 1; }
    #text, #recent { height: 1fr; border: solid grey; }
    TextArea { height: 3; }
    Horizontal { height: 1; }
    Horizontal Input { width: 10; }
    Label { width: 13; }
    """

    def compose(self) -> ComposeResult:
        yield Static("layout  nothing behind it")
        with Vertical():
            yield Input(compact=True)
            yield Static("Name a file or a folder above", id="text")
            yield TextArea(compact=True)
            for name in ("Model", "Sub-queries", "Start"):
                with Horizontal():
                    yield Label(name)
                    yield Select([("one", 1), ("another", 2)], compact=True)
            with Horizontal():
                for name in ("iterations", "depth", "calls", "dollars", "seconds"):
                    yield Label(name)
                    yield Input("10", compact=True)
            yield Static("nothing yet", id="recent")
        yield Static("A file, or a folder with all its text files.")
        yield Static("enter read it   tab next box   f1 help   ctrl+q quit")


if __name__ == "__main__":
    Layout().run()
