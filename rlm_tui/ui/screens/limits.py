"""The limits of the run: what is used and allowed, and a value for the chosen one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input

from rlm_tui.domain.money import cost_so_far
from rlm_tui.domain.session import Session
from rlm_tui.errors import SettingsError
from rlm_tui.ui.keys import keymap
from rlm_tui.ui.rows.limits import LIMIT_ROWS, LimitRow, row_of, shown, typed_value
from rlm_tui.ui.style.glyphs import Glyphs
from rlm_tui.ui.text.lines import Line, Span, line, spread
from rlm_tui.ui.typed.lapses import Lapse, never
from rlm_tui.ui.widgets.bar import Bar
from rlm_tui.ui.widgets.dialog import sentence
from rlm_tui.ui.widgets.hint_bar import HintBar
from rlm_tui.ui.widgets.modal import Modal

_NAMES, _LEAST_NAMES = 26, 12
"""Cells of a limit's name, and in the narrowest window."""

_NUMBERS = 23
"""Cells before the name, and of what is used and allowed."""

_AROUND = 5
"""Rows of the box beside the limits: its border, the head, the value, the keys."""


@dataclass(frozen=True, slots=True)
class LimitChange:
    """One limit and its new value; `None`: no limit."""

    field: str
    value: float | None


class LimitsScreen(Modal[LimitChange | None]):
    """Up and down choose a limit, a value and Enter set it, Esc changes nothing."""

    BINDINGS: ClassVar[list[BindingType]] = keymap.bindings("limits")
    table = getters.query_one("#limit-rows", Bar)
    entry = getters.query_one(Input)
    says = getters.query_one("#limit-says", Bar)
    hints = getters.query_one(HintBar)

    def __init__(
        self,
        session: Callable[[], Session],
        clock: Callable[[], float],
        glyphs: Glyphs,
        *,
        field: str,
        lapse: Lapse = never,
    ) -> None:
        super().__init__(lapse=lapse)
        self._session = session
        self._clock = clock
        self._glyphs = glyphs
        self._row = row_of(field) or LIMIT_ROWS[0]

    def compose(self) -> ComposeResult:
        """The table, the value, and what is wrong with it."""
        with Vertical(id="limits"):
            yield Bar(id="limit-rows")
            yield Input(compact=True, id="limit-value", select_on_focus=False)
            yield Bar(id="limit-says")
            yield HintBar(id="limit-hints")

    def on_mount(self) -> None:
        """Begin to type."""
        box = self.query_one("#limits", Vertical)
        box.border_title = "Limits of the run"
        self.says.display = False
        self.hints.show_hints(
            ("limits.up", "above"),
            ("limits.down", "below"),
            ("enter", "set"),
            ("limits.close", "change nothing"),
        )
        self.entry.focus()
        self.set_interval(1.0, self._draw)
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        session, now = self._session(), self._clock()
        names = max(_LEAST_NAMES, min(_NAMES, self.table.size.width - _NUMBERS))
        rows = [
            _line_of(row, session, now, cursor=self._cursor_of(row), names=names)
            for row in self._shown
        ]
        head = f"   {'':<{names}}{'used':>10}{'allowed':>10}"
        self.table.show(line(Span(head, "muted")), *rows)
        like = "0.50" if self._row.field == "max_cost" else "30"
        new = f"a new value for {self._row.title}: {like}, +50%, none"
        self.entry.placeholder = new
        said = f"{self._row.title}: {self._row.of}"
        self.query_one("#limits", Vertical).border_subtitle = said

    @property
    def _shown(self) -> tuple[LimitRow, ...]:
        """All limits; where a window has no room for them, the chosen one."""
        has_room = self.size.height >= len(LIMIT_ROWS) + _AROUND
        return LIMIT_ROWS if has_room else (self._row,)

    def on_resize(self) -> None:
        """Other rows may fit."""
        self.call_after_refresh(self._draw)

    def _cursor_of(self, row: LimitRow) -> str:
        return self._glyphs.cursor if row is self._row else " "

    def _say(self, problem: str) -> None:
        """Say in place of the keys what is wrong; nothing brings the keys back."""
        self.says.show(line(Span(f" {problem}", "failed")))
        self.says.display, self.hints.display = bool(problem), not problem

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say what would come of it."""
        event.stop()
        if not self.lapsed:
            self._say("")
        self._draw()

    def show_lapse(self, why: str) -> None:
        """Say it in place of the keys; Enter only closes."""
        self._say(sentence(why))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Give back the value; an empty line changes nothing."""
        event.stop()
        if self.lapsed or not event.value.strip():
            self.dismiss(None)
            return
        if not self.still_holds():
            return
        try:
            value = typed_value(self._row, event.value, self._session().limits)
        except SettingsError as error:
            self._say(str(error))
            return
        self.dismiss(LimitChange(self._row.field, value))

    @on(Bar.Clicked, "#limit-rows")
    def _choose_what_was_clicked(self, message: Bar.Clicked) -> None:
        message.stop()
        row = self.table.lines.index(message.line) - 1
        if row >= 0:
            self._row = self._shown[row]
            self._draw()

    def action_limits_up(self) -> None:
        """The limit above."""
        self._choose(-1)

    def action_limits_down(self) -> None:
        """The limit below."""
        self._choose(1)

    def _choose(self, step: int) -> None:
        at = LIMIT_ROWS.index(self._row) + step
        self._row = LIMIT_ROWS[min(max(0, at), len(LIMIT_ROWS) - 1)]
        self._draw()

    def action_limits_close(self) -> None:
        """Change nothing."""
        self.leave()

    def leave(self) -> None:
        """Change nothing."""
        self.dismiss(None)


def _line_of(
    row: LimitRow, session: Session, now: float, *, cursor: str, names: int
) -> Line:
    allowed: float | None = getattr(session.limits, row.field)
    used = row.used(session, now)
    is_near = bool(used and allowed and used >= 0.8 * allowed)
    said = "" if used is None else shown(used, row.unit)
    if row.unit == "money":
        said = cost_so_far(session)
    return line(
        Span(f" {cursor} ", "strong"),
        *spread(line(row.title), (), names),
        Span(f"{said:>10}", "held" if is_near else "muted"),
        Span(f"{shown(allowed, row.unit):>10}", "strong"),
    )
