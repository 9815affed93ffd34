"""How the app leaves a terminal, whether or not that has a second screen."""

from __future__ import annotations

from textual.drivers.linux_driver import LinuxDriver

_PLAIN, _ERASED, _AT_THE_TOP = "\x1b[0m", "\x1b[2J", "\x1b[H"


class ClearingDriver(LinuxDriver):
    """Leaves no picture behind.

    Where there is a second screen this is not seen. GNU screen as it comes, and the
    consoles of Linux and of old terminals, have one only: the shell would go on amid
    what the app drew last.
    """

    def stop_application_mode(self) -> None:
        """Erase the picture and give the terminal back."""
        self.write(_PLAIN + _ERASED + _AT_THE_TOP)
        super().stop_application_mode()
