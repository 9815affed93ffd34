"""A text box whose keys act in the order in which they were pressed."""

from __future__ import annotations

from rich.text import Text
from textual.events import Key
from textual.widgets import TextArea

from rlm_tui.ui.text.highlight import code_lines
from rlm_tui.ui.text.lines import Line
from rlm_tui.ui.widgets.drawing import style_of

MAX_COLOURED = 20_000
"""Longer code has no colours: reading it again at each key would be felt."""


class EditBox(TextArea):
    """Runs the binding of a key at once, and colours Python.

    Textual inserts letters here but lets other keys travel up to the app before their
    bindings run, so that in a burst (a paste of keys, a slow link) `end` would come
    after the letters that follow it.
    """

    def __init__(self, text: str, *, id: str, is_code: bool) -> None:
        super().__init__(text, id=id, soft_wrap=True, show_line_numbers=True)
        self._is_code = is_code

    def get_line(self, line_index: int) -> Text:
        """One line, in the colours that code has everywhere else."""
        drawn = super().get_line(line_index)
        if not self._is_code or len(self.text) > MAX_COLOURED:
            return drawn
        lines: tuple[Line, ...] = code_lines(self.text)
        at, background = 0, self.rich_style.bgcolor
        for span in lines[line_index] if line_index < len(lines) else ():
            end = at + len(span.text)
            if span.style:
                drawn.stylize(style_of(self, span.style, background), at, end)
            at = end
        return drawn

    async def _on_key(self, event: Key) -> None:
        active = None if event.is_printable else self.screen.active_bindings
        bound = active.get(event.key) if active else None
        if bound is None or not bound.enabled:
            await super()._on_key(event)
            return
        event.stop()
        event.prevent_default()
        await self.app.run_action(bound.binding.action, bound.node)
