"""Every theme can be read."""

from __future__ import annotations

import pytest
from textual.color import Color
from textual.widget import Widget
from textual.widgets import Input, TextArea

from rlm_tui.errors import SettingsError
from rlm_tui.ui.app import RlmTuiApp
from rlm_tui.ui.style.themes import textual_theme
from rlm_tui.ui.text.lines import STYLES

GROUNDS = ("background", "surface", "panel", "primary-muted")
"""What text stands on: the window, dialogs, bars, and the row of the cursor."""


def contrast(one: Color, other: Color) -> float:
    """The contrast ratio of WCAG 2.2."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: Color) -> float:
    red, green, blue = (_linear(part / 255) for part in color.rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


@pytest.mark.parametrize("theme", ["dark", "light", "contrast"])
async def test_every_text_stands_out_from_its_ground(theme: str) -> None:
    app = RlmTuiApp(None, theme=theme)
    async with app.run_test() as pilot:
        await pilot.pause()
        grounds = {name: Color.parse(app.theme_variables[name]) for name in GROUNDS}
        faint = [
            (style, name)
            for style in STYLES
            for name, ground in grounds.items()
            if (styles := app.get_component_styles(f"line--{style}")).has_rule("color")
            and contrast(ground, ground + styles.color) < 4.5
        ]

    assert faint == []


BESIDE: dict[type[Widget], tuple[str, ...]] = {
    Input: ("input--placeholder", "input--suggestion"),
    TextArea: (
        *("text-area--placeholder", "text-area--suggestion"),
        *("text-area--gutter", "text-area--cursor-gutter"),
    ),
}
"""What boxes show beside what was typed."""


@pytest.mark.parametrize("theme", ["dark", "light", "contrast"])
async def test_so_does_what_a_box_shows_beside_its_text(theme: str) -> None:
    app = RlmTuiApp(None, theme=theme)
    async with app.run_test():
        boxes = [box() for box in BESIDE]
        await app.mount(*boxes)
        faint = [
            name
            for box in boxes
            for name in BESIDE[type(box)]
            if contrast(
                (ground := box.background_colors[1]),
                ground + box.get_component_styles(name).color,
            )
            < 4.5
        ]

    assert faint == []


def test_an_unknown_theme_is_told_with_those_there_are() -> None:
    with pytest.raises(SettingsError, match="'pink'; there are dark, light, contrast"):
        textual_theme("pink")


async def test_without_colour_no_theme_is_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = RlmTuiApp(None)
    before = app.theme

    async with app.run_test():
        said = app.prefer("theme", "light")

    assert app.theme == before
    assert said == "theme light; NO_COLOR leaves the colours to the terminal"
