"""For how long the cursor of a text box blinks."""

from __future__ import annotations

from textual.events import DescendantFocus
from textual.timer import Timer
from textual.widgets import Input, TextArea

from rlm_tui.ui.app_clicking import ClickingApp

BLINKS_S = 5.0
"""What blinks for longer, one must be able to stop; and it keeps a processor awake."""


class BlinkingApp(ClickingApp, inherit_bindings=False):
    """A cursor blinks while somebody is there and a little longer, and then stands."""

    _patience: Timer | None = None

    def on_descendant_focus(self, _event: DescendantFocus) -> None:
        """A box to which one comes begins to blink."""
        self.blink_on()

    def blink_on(self) -> None:
        """Somebody is there."""
        if self._patience is None:
            self._patience = self.set_interval(BLINKS_S, self.stand_still)
        else:
            self._patience.reset()

    def stand_still(self) -> None:
        """Nobody has been there for a while."""
        if self._patience is not None:
            self._patience.pause()
        if isinstance(self.focused, Input | TextArea):
            # Textual does so while a text is selected, and blinks on at the next key.
            self.focused._pause_blink(visible=True)
