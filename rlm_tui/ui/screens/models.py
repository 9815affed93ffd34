"""Choosing a model: from those that can be used here, or by its name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input

from rlm_tui.sanitize import safe_line
from rlm_tui.ui.contracts.launcher import Doubt, ModelChoice, no_doubt
from rlm_tui.ui.keys import keymap
from rlm_tui.ui.style.glyphs import Glyphs
from rlm_tui.ui.text.lines import Line, Span, line, width_of, wrap
from rlm_tui.ui.typed.lapses import Lapse, never
from rlm_tui.ui.widgets.bar import Bar
from rlm_tui.ui.widgets.choice_list import ChoiceList
from rlm_tui.ui.widgets.dialog import sentence
from rlm_tui.ui.widgets.hint_bar import HintBar
from rlm_tui.ui.widgets.modal import Modal
from rlm_tui.ui.widgets.titles import literal


def choices_for(
    said: str, models: Sequence[ModelChoice], doubt: Doubt = no_doubt
) -> list[ModelChoice]:
    """Models whose name holds what was typed; first of all the very name, with what
    speaks against it."""
    said = said.strip()
    if not said:
        return list(models)
    found = [model for model in models if said.lower() in model.name.lower()]
    same = [model for model in found if model.name == said]
    others = [model for model in found if model.name != said]
    return [*(same or [ModelChoice(said, doubt(said) or "as typed")]), *others]


_MARGIN = 3
"""Cells before a row of the list."""
_ROOMY = 44
"""From this width on a row has room for more than the name."""
_EDGE = 1
"""Cells on each side of what stands below the list."""
_NOTE_ROWS = 3
"""Of what speaks against a model, at most so many rows are shown."""


class ModelScreen(Modal[str | None]):
    """Typing narrows the list, up and down choose, Enter takes, Esc takes none."""

    BINDINGS: ClassVar[list[BindingType]] = keymap.bindings("models")
    entry = getters.query_one(Input)
    listing = getters.query_one(ChoiceList)
    note = getters.query_one("#model-says", Bar)
    hints = getters.query_one(HintBar)

    def __init__(
        self,
        title: str,
        models: Sequence[ModelChoice],
        glyphs: Glyphs,
        *,
        enter: str,
        says: str,
        doubt: Doubt = no_doubt,
        lapse: Lapse = never,
    ) -> None:
        super().__init__(lapse=lapse)
        self._title = title
        self._models = models
        self._glyphs = glyphs
        self._enter = enter
        self._says = says
        """What choosing one does, and what it does not."""
        self._doubt = doubt
        self._choices = list(models)

    def compose(self) -> ComposeResult:
        """The name, the list, and the keys."""
        with Vertical(id="models"):
            yield Input(
                placeholder="type a name such as openai/gpt-5-mini, or choose one",
                compact=True,
                select_on_focus=False,
            )
            yield ChoiceList(cursor=self._glyphs.cursor)
            yield Bar(id="model-says")
            yield HintBar(id="model-hints")

    def on_mount(self) -> None:
        """Begin to type."""
        self.query_one("#models", Vertical).border_title = self._title
        self.listing.can_focus = False
        self.entry.focus()
        self.hints.show_hints(
            ("enter", self._enter),
            ("models.close", "none"),
            ("models.up", "previous"),
            ("models.down", "next"),
        )
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        if self.lapsed:
            return
        rows = [_line_of(choice) for choice in self._choices]
        if self.listing.row_width < _ROOMY:
            rows = [row[:1] for row in rows]
        self.listing.show(rows)
        self._tell()

    def _tell(self) -> None:
        """What the row under the cursor has no room for stands whole below the list;
        the border tells what choosing does."""
        border = self.query_one("#models", Vertical)
        border.border_subtitle = literal(self._says)
        self.note.show(*self._cut_note())
        self.note.display = bool(self.note.lines)

    def _cut_note(self) -> list[Line]:
        if not self._choices:
            return []
        choice, width = self._choices[self.listing.at], self.listing.row_width
        if width_of(_line_of(choice)) + _MARGIN <= width:
            return []
        said = line(Span(safe_line(choice.note), "muted"))
        rows = wrap(said, width - 2 * _EDGE)[:_NOTE_ROWS]
        return [(Span(" " * _EDGE), *row) for row in rows]

    def on_resize(self) -> None:
        """More or less of a row has room."""
        self.call_after_refresh(self._draw)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the list."""
        event.stop()
        self._choices = choices_for(event.value, self._models, self._doubt)
        self.listing.at = 0
        self._draw()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take what is under the cursor."""
        event.stop()
        self._take()

    def on_choice_list_opened(self) -> None:
        """The mouse takes it."""
        self._take()

    def _take(self) -> None:
        if self.lapsed:
            self.leave()
        elif self._choices and self.still_holds():
            self.dismiss(self._choices[self.listing.at].name)

    def show_lapse(self, why: str) -> None:
        """Say it where the models are; Enter only closes."""
        self.listing.show([line(Span(sentence(why), "held"))])
        self.hints.show_hints(("enter", "close"), ("models.close", "close"))

    def action_models_down(self) -> None:
        """The next model."""
        self.listing.put(self.listing.at + 1)
        self._tell()

    def action_models_up(self) -> None:
        """The model before."""
        self.listing.put(self.listing.at - 1)
        self._tell()

    def action_models_close(self) -> None:
        """Take none."""
        self.leave()

    def leave(self) -> None:
        """Take none."""
        self.dismiss(None)


def _line_of(choice: ModelChoice) -> Line:
    style = "" if choice.is_usable else "muted"
    return line(
        Span(f"{safe_line(choice.name):<34} ", style),
        Span(safe_line(choice.note), "muted"),
    )
