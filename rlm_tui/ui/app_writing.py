"""What the app writes to the terminal beside its picture."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver

from rlm_tui.ui.app_blinking import BlinkingApp
from rlm_tui.ui.terminal.clipboard import copying_sequences
from rlm_tui.ui.terminal.driver import ClearingDriver


class WritingApp(BlinkingApp, inherit_bindings=False):
    """Writes control sequences as the terminal at hand needs them."""

    _environ: Mapping[str, str] = MappingProxyType({})

    def get_driver_class(self) -> type[Driver]:
        """Textual's own; a real terminal is left without the picture."""
        chosen = super().get_driver_class()
        return ClearingDriver if chosen is LinuxDriver else chosen

    def copy_to_clipboard(self, text: str) -> None:
        """Have the terminal take a text, also from inside GNU screen."""
        self._clipboard = text
        is_in_screen = "STY" in self._environ and not self.is_web
        for sequence in copying_sequences(text, is_in_screen=is_in_screen):
            self.write_beside(sequence)

    def write_beside(self, sequence: str) -> None:
        """Write what is no part of the picture."""
        # Textual offers no way to set a title; its driver is what may write.
        if self._driver is not None:
            self._driver.write(sequence)
