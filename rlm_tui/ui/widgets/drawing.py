"""Draws lines of named styles with the looks that `app.tcss` gives those names.

The names are component classes of the app and not of every widget that draws lines:
Textual works all of them out again whenever a widget gains or loses focus.
"""

from __future__ import annotations

from functools import lru_cache

from rich.color import Color as RichColor
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.strip import Strip
from textual.widget import Widget

from rlm_tui.ui.text.lines import STYLES, Line

STYLE_CLASSES = {f"line--{style}" for style in STYLES}
"""Component classes of the app."""

LINE_CLASSES = {"line--cursor"}
"""Component classes of a widget with a cursor, which looks different in focus."""


def strip_of(
    widget: Widget,
    line: Line,
    width: int,
    *,
    cursor: bool = False,
    base: Style | None = None,
) -> Strip:
    """A line as Textual draws it, cut or filled up to a width.

    `base` is the style of the widget, if it is at hand.
    """
    base = base or widget.rich_style
    over = Style.null()
    if cursor:
        over = widget.get_component_rich_style("line--cursor", partial=True)
    background = (base + over).bgcolor
    styles = {
        name: base + style_of(widget, name, background) + over
        for name in {span.style for span in line}
    }
    segments = [Segment(span.text, styles[span.style]) for span in line if span.text]
    return Strip(segments).adjust_cell_length(width, base + over)


def style_of(widget: Widget, name: str, background: RichColor | None) -> Style:
    """What `app.tcss` says about a style name, on a background."""
    if not name:
        return Style.null()
    styles = widget.app.get_component_styles(f"line--{name}")
    style = styles.partial_rich_style
    if background is None or not styles.has_rule("color") or styles.color.a == 1:
        return style
    return style + _blended(background, styles.color)


@lru_cache(maxsize=256)
def _blended(background: RichColor, color: Color) -> Style:
    """A colour that lets the background through, as terminals can show it."""
    return Style(color=(Color.from_rich_color(background) + color).rich_color)
