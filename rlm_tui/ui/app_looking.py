"""How the app looks: its style sheets, read as they are needed, and its sizes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import ClassVar

from textual.app import App

from rlm_tui.ui.widgets.drawing import STYLE_CLASSES

_HERE = Path(__file__).parent
_EVERYWHERE, _AT_START, _OF_RUNS = (
    _HERE / name for name in ("app.tcss", "app_start.tcss", "app_run.tcss")
)


class LookingApp(App[None], inherit_bindings=False):
    """Reads first what the first screen wears, and the rest once that is drawn."""

    CSS_PATH: ClassVar[list[str | PurePath]] = [_EVERYWHERE, _AT_START, _OF_RUNS]
    COMPONENT_CLASSES: ClassVar[set[str]] = STYLE_CLASSES
    # Textual declares these two as instance variables.
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-dot"),
        (40, "-one-pane"),
        (72, "-two-panes"),
        (100, "-wide"),
        (160, "-widest"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (10, "-low"), (18, "-tall")]  # noqa: RUF012

    def wear_first(self, *, is_run: bool) -> None:
        """Choose the style sheets of the first screen."""
        self.css_path = [_EVERYWHERE, _OF_RUNS if is_run else _AT_START]

    def wear_rest(self) -> None:
        """Have the style sheets of all screens: the next may be any."""
        for path in self.CSS_PATH:
            if not self.stylesheet.has_source(str(path)):
                self.stylesheet.read(path)
        self.stylesheet.parse()

    def classes_of_size(self) -> Iterator[str]:
        """Those that Textual gives to a screen of this size."""
        for breakpoints, cells in (
            (self.HORIZONTAL_BREAKPOINTS, self.size.width),
            (self.VERTICAL_BREAKPOINTS, self.size.height),
        ):
            yield [name for least, name in breakpoints if cells >= least][-1]
