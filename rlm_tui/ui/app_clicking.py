"""What a click on a row of hints, or on the first line of a screen, leads to."""

from __future__ import annotations

from rlm_tui.ui.app_preferring import PreferringApp
from rlm_tui.ui.hints.row import item_at
from rlm_tui.ui.keys.verbs import call_verb, verb_shown
from rlm_tui.ui.widgets.bar import Bar


class ClickingApp(PreferringApp, inherit_bindings=False):
    """An item does what its key does; the first line opens the palette of all verbs."""

    async def on_bar_clicked(self, message: Bar.Clicked) -> None:
        """Do what was clicked."""
        if message.bar.is_header:
            self.action_command_palette()
        elif message.bar.has_hints:
            shown = item_at(message.line, message.x)
            if shown is not None:
                await self._press(shown)

    async def _press(self, shown: str) -> None:
        verb = verb_shown(self.screen, shown)
        if verb is not None:
            await call_verb(self.screen, verb)
        else:  # such as the Enter of a text box
            self.simulate_key(shown)
