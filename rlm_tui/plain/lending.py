"""Gives the terminal to the person's own editor; meanwhile plain mode holds still."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass

from rlm_tui.errors import SettingsError
from rlm_tui.outside import OutsideText, edited_outside, editor_command


@dataclass(frozen=True, slots=True)
class Lender:
    """What must not happen while somebody else has the terminal."""

    no_reading: Callable[[], AbstractContextManager[None]]
    """What is typed meanwhile is for the editor."""
    no_writing: Callable[[], AbstractContextManager[None]]
    """What is told meanwhile is written afterwards."""
    environ: Mapping[str, str]
    """Where the person's editor is named."""
    terminal: str = "/dev/tty"

    async def edit(self, wanted: OutsideText) -> str | None:
        """A text through the editor; `None` if nothing was changed.

        Raises:
            SettingsError: there is no editor or no terminal, or it left no text.
        """
        command = editor_command(self.environ, instead="e TEXT changes it here")
        try:
            terminal = os.open(self.terminal, os.O_RDWR)
        except OSError as error:
            raise SettingsError(f"there is no terminal for it: {error}") from error
        try:
            with self.no_reading(), self.no_writing():
                return await edited_outside(wanted, command, terminal)
        finally:
            os.close(terminal)
