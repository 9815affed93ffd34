"""The looks that `--theme` chooses from.

Every text keeps a contrast of at least 4.5 to 1 with what it stands on (WCAG 2.2,
success criterion 1.4.3). Running is blue and waiting is orange, which people who see
no difference between red and green tell apart as well.
"""

from __future__ import annotations

from textual.theme import Theme

from rlm_tui.errors import SettingsError

_LIGHT = Theme(
    name="rlm-light",
    primary="#0A5C9E",
    secondary="#005A6E",
    warning="#8A4B00",
    error="#A1122B",
    success="#1B5E20",
    accent="#6A1B9A",
    foreground="#1A1A1A",
    background="#FFFFFF",
    surface="#FAFAFA",
    panel="#ECEFF3",
    dark=False,
    variables={
        "text-primary": "#064A80",
        "text-warning": "#7A3E00",
        "text-error": "#8C0F25",
        "text-success": "#14521A",
        "text-accent": "#5B1587",
        "primary-muted": "#D3E5F5",
    },
)

_CONTRAST = Theme(
    name="rlm-contrast",
    primary="#6FC3FF",
    secondary="#7FE0FF",
    warning="#FFB000",
    error="#FF9AA8",
    success="#7DFFA0",
    accent="#FFE45C",
    foreground="#FFFFFF",
    background="#000000",
    surface="#000000",
    panel="#1C1C1C",
    dark=True,
    variables={
        "text-primary": "#8FD0FF",
        "text-warning": "#FFC14D",
        "text-error": "#FFB0BA",
        "text-success": "#9DFFB8",
        "text-accent": "#FFEC80",
        "text-muted": "#D8D8D8",
        "primary-muted": "#003A66",
    },
)

REGISTERED: tuple[Theme, ...] = (_LIGHT, _CONTRAST)
"""Themes of our own, which the app must register."""

DEFAULT = "dark"
"""The theme with which Textual starts, if `TEXTUAL_THEME` says nothing else."""

THEMES: dict[str, str] = {
    DEFAULT: "textual-dark",
    "light": _LIGHT.name,
    "contrast": _CONTRAST.name,
    "terminal": "ansi-dark",
    "terminal-light": "ansi-light",
}
"""What a person may choose, and how Textual calls it."""


def textual_theme(name: str) -> str:
    """The name under which Textual knows a theme.

    Raises:
        SettingsError: there is no such theme.
    """
    if name not in THEMES:
        raise SettingsError(
            f"there is no theme {name!r}; there are {', '.join(THEMES)}"
        )
    return THEMES[name]
