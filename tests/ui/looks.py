"""A screen as plain text: its characters, and how each of them looks.

A picture of the same screen is ten times as large, and says as much. Where two looks
have the same characters they stand there once.
"""

from __future__ import annotations

import itertools
import string
from collections.abc import Iterable
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.strip import Strip

_NAMES = [
    *string.ascii_letters,
    *(a + b for a in string.ascii_letters for b in "0123456789"),
]


@dataclass(frozen=True, slots=True)
class Look:
    """What is on the screen."""

    rows: tuple[str, ...]
    styles: tuple[tuple[tuple[str, int], ...], ...]
    """For each row, how so many cells after each other look."""

    @classmethod
    def of(cls, app: App[None]) -> Look:
        """What an app shows now."""
        strips = app.screen._compositor.render_strips()
        rows = tuple("".join(segment.text for segment in strip) for strip in strips)
        return cls(rows, tuple(tuple(_runs(strip)) for strip in strips))


def _runs(strip: Strip) -> Iterable[tuple[str, int]]:
    for style, run in itertools.groupby(strip, key=_words):
        yield style, sum(segment.cell_length for segment in run)


def _words(segment: Segment) -> str:
    style = segment.style or Style.null()
    names = ("bold", "dim", "italic", "underline", "reverse", "strike")
    kinds = [name for name in names if getattr(style, name)]
    colours = [
        colour.get_truecolor().hex if colour is not None else "default"
        for colour in (style.color, style.bgcolor)
    ]
    return " ".join([*kinds, " on ".join(colours)])


def written(looks: dict[str, Look]) -> str:
    """Several looks of a screen, one below the other."""
    pieces: list[str] = []
    rows: tuple[str, ...] = ()
    for name, look in looks.items():
        pieces.append(f"== {name}\n")
        if look.rows != rows:
            rows = look.rows
            pieces += [f"|{row}|\n" for row in rows]
        pieces.append(_written_styles(look))
    return "".join(pieces)


def _written_styles(look: Look) -> str:
    names: dict[str, str] = {}
    lines: list[str] = []
    for runs in look.styles:
        for style, _ in runs:
            names.setdefault(style, _NAMES[len(names)])
        lines.append(" ".join(f"{names[style]}:{cells}" for style, cells in runs))
    legend = [f"-- {name} {style}" for style, name in names.items()]
    counted = [(line, len(list(same))) for line, same in itertools.groupby(lines)]
    body = [f"{line} *{times}" if times > 1 else line for line, times in counted]
    return "\n".join([*legend, *body]) + "\n"
