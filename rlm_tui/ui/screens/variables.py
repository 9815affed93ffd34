"""The variables of a node: their values page by page, and changing one of them."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import BindingType

from rlm_tui.controller import Controller
from rlm_tui.domain.variables import Variable, VariablePage
from rlm_tui.errors import RLMError
from rlm_tui.insight.scope import Scope, scope_of
from rlm_tui.sanitize import safe, safe_line
from rlm_tui.ui.desk.ticket import TicketDesk
from rlm_tui.ui.hints.help import HelpTopic
from rlm_tui.ui.keys import keymap
from rlm_tui.ui.keys.keymap import with_keys
from rlm_tui.ui.rows.variables import (
    Level,
    change_words,
    changes_of,
    checked_json,
    json_of,
    level_of,
    variable_lines,
)
from rlm_tui.ui.screens.list_screen import ListScreen
from rlm_tui.ui.screens.run_options import RunOptions
from rlm_tui.ui.text.lines import Line, Span, line, spread, unstyled
from rlm_tui.ui.text.paragraphs import Paragraphs
from rlm_tui.ui.typed.questions import Question
from rlm_tui.ui.widgets.choice_list import ChoiceList
from rlm_tui.ui.widgets.text_view import TextView
from rlm_tui.wording import node_kind


class VariablesScreen(ListScreen, inherit_bindings=False):
    """A list of variables, or of what is in one, with the chosen text below it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *keymap.bindings("values"),
        *keymap.bindings_of("run.command"),
    ]
    value = getters.query_one("#value", TextView)

    def __init__(
        self,
        controller: Controller,
        options: RunOptions,
        desk: TicketDesk,
        *,
        node: str,
    ) -> None:
        super().__init__(controller, options, desk)
        self._node = node
        self._levels: list[tuple[Level, int]] = []
        """Where one has gone in, each with the row that was chosen there."""
        self._text: VariablePage | None = None
        """The last page that was read of the text that is shown."""
        self._lines: list[Line] = []
        """All that was read of it."""

    def body(self) -> ComposeResult:
        """The list and the value."""
        yield ChoiceList(cursor=self.options.glyphs.cursor, id="values")
        yield TextView(id="value")

    def on_mount(self) -> None:
        """The list comes first."""
        self.value.display = False
        node = self.session.nodes.get(self._node)
        if self.controller.is_live and node is not None and node.running is not None:
            self.look_at_variables(self._node)

    @property
    def level(self) -> Level:
        """What is listed."""
        if self._levels:
            return self._levels[-1][0]
        return Level(rows=self._scope.rows)

    @property
    def _scope(self) -> Scope:
        """The variables that are known now."""
        node = self.session.nodes.get(self._node)
        return Scope("") if node is None else scope_of(self.session, node)

    def draw(self) -> None:
        """Draw the newest values."""
        if not self.is_mounted:
            return
        self.note_drawing()
        self.session = self.controller.session
        glyphs = self.options.glyphs
        changed = changes_of(self.controller.events, self._node)
        lines = variable_lines(
            self.level.rows,
            () if self._levels else changed,
            ascii_only=glyphs.is_ascii,
            mark=glyphs.edited,
        )
        none = line(Span(self._scope.said or "nothing here", "muted"))
        self.listing.show(lines or [none])
        self.header.show(self._header_line())
        self.hints.show(self._hints())
        self.draw_note()

    def _header_line(self) -> Line:
        node = self.session.nodes.get(self._node)
        kind = f" {node_kind(node)}" if node is not None else ""
        left = line(
            Span(" variables of ", "muted"),
            Span(f"{self._node}{kind}  ", "strong"),
            safe_line(self._way),
        )
        level = self.level
        shown = f"{len(level.rows):,}"
        of = f" of {level.total:,}" if level.has_more and level.total else ""
        return spread(left, line(Span(f"{shown}{of} ", "muted")), self.size.width)

    @property
    def _way(self) -> str:
        """The expression of what is shown."""
        if self._text is not None:
            return self._text.expression
        return self.level.expression

    def _hints(self) -> Line:
        verbs = [("list.open", "read")]
        if self._levels or self._text is not None:
            verbs.append(("values.back", "back"))
        if self._has_more:
            verbs.append(("values.more", "more"))
        if not self._levels:
            verbs.append(("values.set", "set"))
        verbs += [("app.leave", "back"), ("app.help", "help")]
        return self.key_row("Vars", verbs)

    @property
    def _has_more(self) -> bool:
        return self.level.has_more if self._text is None else self._text.has_more

    def draw_note(self) -> None:
        """Draw the message line; by itself it tells of the last change."""
        said, style = self.message, "failed" if self.note_is_error else ""
        chosen = self._chosen()
        if not said and chosen is not None and not self._levels:
            change = changes_of(self.controller.events, self._node).get(chosen.name)
            said, style = (change_words(change), "edited") if change else ("", "")
        said = said or safe_line(self._scope.said)
        self.show_note(said, style)

    def help_topic(self) -> HelpTopic:
        """What help says first here."""
        intro = "Values are read from the living process, one page at a time."
        return HelpTopic("variables", intro, ("values", "list", "line", "anywhere"))

    def focus_back(self) -> None:
        """Focus the list, or the text that lies over it."""
        front = self.listing if self._text is None else self.value
        self.call_after_refresh(front.focus)

    def go_back(self) -> bool:
        """Close the line, else the value, else what one has gone into."""
        if self.is_asking:
            self.close_question()
        elif self._text is not None:
            self._close_text()
        elif self._levels:
            _, at = self._levels.pop()
            self.draw()
            self.listing.put(at)
        else:
            return False
        return True

    def _close_text(self) -> None:
        self._text = None
        self.value.display = False
        self.listing.display = True
        self.focus_back()
        self.draw()

    def _chosen(self) -> Variable | None:
        rows = self.level.rows
        return rows[self.listing.at] if self.listing.at < len(rows) else None

    def on_choice_list_moved(self) -> None:
        """Another variable is chosen."""
        self.forget_message()
        self.draw_note()

    def on_choice_list_opened(self) -> None:
        """Read the chosen value."""
        chosen = self._chosen()
        if chosen is not None:
            self._read(self.level.way_to(chosen), 0)

    def on_text_view_left(self) -> None:
        """Back to the list."""
        self.go_back()

    def action_values_back(self) -> None:
        """Back to where one came from."""
        self.go_back()

    def action_values_more(self) -> None:
        """Read the next page."""
        if self._text is not None and self._text.has_more:
            self._read(self._text.expression, self._text.end)
        elif self._text is None and self.level.has_more:
            self._read(self.level.expression, self.level.end)
        else:
            self.say("that is all of it")

    def _read(self, expression: str, start: int) -> None:
        self.run_worker(self._fetch(expression, start), group="page", exclusive=True)

    async def _fetch(self, expression: str, start: int) -> None:
        try:
            page = await self.controller.variable_page(self._node, expression, start)
        except RLMError as error:
            self.say(str(error), is_error=True)
            return
        self.forget_message()
        if page.kind == "text":
            self._show_text(page, is_first=start == 0)
        elif start:
            level, at = self._levels[-1]
            self._levels[-1] = (level.with_page(page), at)
        else:
            self._levels.append((level_of(page), self.listing.at))
            self.listing.at = 0
        self.draw()

    def _show_text(self, page: VariablePage, *, is_first: bool) -> None:
        self._text = page
        self.listing.display = False
        self.value.display = True
        rows = unstyled(safe(page.text, ascii_only=self._is_ascii).split("\n"))
        if not is_first and self._lines:
            *before, last = self._lines
            first, *rest = rows
            rows = [*before, (*last, *first), *rest]
        self._lines = rows
        self.value.show(Paragraphs(tuple(rows)), is_new=is_first, is_growing=False)
        self.value.focus()

    @property
    def _is_ascii(self) -> bool:
        return self.options.glyphs.is_ascii

    def action_values_set(self) -> None:
        """Ask for a JSON value for the chosen variable."""
        chosen = self._chosen()
        if not self.can_act() or chosen is None:
            return
        if self._levels:
            self.say(
                with_keys("only a whole variable can be set: {app.back} goes back")
            )
            return
        self.ask(
            Question(
                title=f"Set {chosen.name}",
                prompt='a JSON value, such as 3, "text" or [1, 2]',
                enter="set it",
                escape="leave it",
                answer=partial(self._set, chosen.name),
                value=json_of(chosen),
            )
        )

    def _set(self, name: str, said: str) -> None:
        self.perform(self._set_and_tell(name, checked_json(said)))

    async def _set_and_tell(self, name: str, value: str) -> str:
        await self.controller.set_variable(self._node, name, value)
        return change_words(changes_of(self.controller.events, self._node)[name])
