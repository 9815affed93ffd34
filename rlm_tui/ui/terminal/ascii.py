"""The last guard of a terminal that knows nothing but ASCII."""

from __future__ import annotations

from rich.cells import get_character_cell_size
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_ASCII_FOR = str.maketrans(
    {
        **dict.fromkeys("─━═╌┄┈╍", "-"),
        **dict.fromkeys("│┃║▏▎▍▌▋▊▉", "|"),
        **dict.fromkeys("┌┐└┘┏┓┗┛╭╮╰╯├┤┬┴┼╔╗╚╝", "+"),
        **dict.fromkeys("▁▂▃▄▅▆▇█▔", " "),
        **{"…": ".", "·": "|", "→": ">", "›": ">", "▼": "v", "▲": "^", "▶": ">"},
    }
)


def ascii_of(text: str) -> str:
    """The nearest there is, as wide as before."""
    if text.isascii():
        return text
    text = text.translate(_ASCII_FOR)
    return "".join(
        char if char.isascii() else "?" * get_character_cell_size(char) for char in text
    )


class AsciiFilter(LineFilter):
    """Has all that is drawn pass it: our lines, borders, and Textual's own marks."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same in ASCII."""
        return [
            Segment(ascii_of(text), style, control) for text, style, control in segments
        ]
