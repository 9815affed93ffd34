"""Writes the lines of plain mode: a label first, then what there is to say."""

from __future__ import annotations

from collections.abc import Callable

from rlm_tui.sanitize import safe, safe_line

BELL = "\a"
_WIDTH = 160
"""Characters of a quotation in a line about something else."""


class Voice:
    """Adds lines; nothing that was written is ever changed."""

    def __init__(
        self, write: Callable[[str], None], *, ascii_only: bool, has_bell: bool
    ) -> None:
        """Take where to write.

        Args:
            write: takes whole lines, with their ends.
            ascii_only: whether other characters are written as marks.
            has_bell: whether the reader has a bell; a file has none.
        """
        self._write = write
        self._ascii_only = ascii_only
        self.rings = has_bell
        """Whether the bell is sounded."""

    def say(self, label: str, words: str) -> None:
        """One line."""
        self._write(safe_line(f"{label} {words}", ascii_only=self._ascii_only) + "\n")

    def show(self, label: str, text: str) -> None:
        """A text of any number of lines, between a line that names it and one that
        ends it."""
        lines = safe(text, ascii_only=self._ascii_only).splitlines()
        if len(lines) == 1:
            self.say(label, lines[0])
            return
        self.say(label, "begins" if lines else "is empty")
        self._write("".join(f"{line}\n" for line in lines))
        if lines:
            self.say(label, "ends")

    def ring(self) -> None:
        """Sound the bell."""
        if self.rings:
            self._write(BELL)


def quote(text: str, width: int = _WIDTH) -> str:
    """The beginning of a text, on one line, in quotes."""
    line = " ".join(text.split())
    return f'"{line}"' if len(line) <= width else f'"{line[: width - 3]}..."'
