"""A text box whose keys act in the order in which they were pressed."""

from __future__ import annotations

from textual.events import Key
from textual.widgets import TextArea


class EditBox(TextArea):
    """Runs the binding of a key at once.

    Textual inserts letters here but lets other keys travel up to the app before their
    bindings run, so that in a burst (a paste of keys, a slow link) `end` would come
    after the letters that follow it.
    """

    async def _on_key(self, event: Key) -> None:
        active = None if event.is_printable else self.screen.active_bindings
        bound = active.get(event.key) if active else None
        if bound is None or not bound.enabled:
            await super()._on_key(event)
            return
        event.stop()
        event.prevent_default()
        await self.app.run_action(bound.binding.action, bound.node)
