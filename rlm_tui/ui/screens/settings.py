"""What a person prefers, as a list in which Enter goes to the next value."""

from __future__ import annotations

from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import BindingType

from rlm_tui.errors import SettingsError
from rlm_tui.ui.contracts.app import preferring
from rlm_tui.ui.hints.help import HelpTopic
from rlm_tui.ui.keys import keymap
from rlm_tui.ui.keys.keymap import with_keys
from rlm_tui.ui.screens.speaking_below import SpeakingBelow
from rlm_tui.ui.style.glyphs import Glyphs
from rlm_tui.ui.style.preferences import (
    PREFERENCES,
    Preference,
    Preferences,
    how_to_type,
)
from rlm_tui.ui.text.lines import Line, Span, line, screen_title, width_of, wrap
from rlm_tui.ui.widgets.ask_bar import AskBar
from rlm_tui.ui.widgets.bar import Bar
from rlm_tui.ui.widgets.choice_list import ChoiceList

_STEPS_MS = ("0", "200", "400", "800")
"""What Enter goes through where any number will do."""


_MARGIN = 3
"""Cells before a row of the list."""
_ROOMY = 60
"""From this width on a row says what its setting is for."""


class SettingsScreen(SpeakingBelow[None], inherit_bindings=False):
    """Every change holds at once; Esc or q goes back."""

    BINDINGS: ClassVar[list[BindingType]] = keymap.bindings_of("run.command")
    header = getters.query_one("#header", Bar)
    listing = getters.query_one(ChoiceList)
    note = getters.query_one("#note", Bar)
    hints = getters.query_one("#hints", Bar)

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__()
        self._glyphs = glyphs

    def compose(self) -> ComposeResult:
        """The list, and below it how values are given by words."""
        yield Bar(id="header")
        yield ChoiceList(cursor=self._glyphs.cursor, id="settings")
        yield Bar(id="note")
        yield Bar(id="hints", classes="one")
        yield AskBar(id="ask")

    def on_mount(self) -> None:
        """Show the list."""
        self.ask_bar.display = False
        self.listing.focus()
        self.call_after_refresh(self.draw)

    def on_resize(self) -> None:
        """Lines are cut to the new width."""
        self.call_after_refresh(self.draw)

    def draw(self) -> None:
        """Show everything as it is now."""
        if not self.is_mounted:
            return
        preferences = preferring(self.app).preferences
        title = screen_title("settings")
        self.header.show(title)
        parts = 3 if self.size.width >= _ROOMY else 2
        self.listing.show([row_of(one, preferences)[:parts] for one in PREFERENCES])
        self._tell_about(PREFERENCES[self.listing.at])
        verbs = [("list.open", "next value"), ("app.leave", "back")]
        verbs.append(("app.help", "help"))
        self.hints.show(self.key_row("Set", verbs))

    def focus_back(self) -> None:
        """Focus the list."""
        self.listing.focus()

    def _tell_about(self, one: Preference) -> None:
        """The setting under the cursor: its values, and what has no room above."""
        how = with_keys("{run.command}") + how_to_type(one)
        told = [line(Span(how, "muted"))]
        row = row_of(one, preferring(self.app).preferences)
        if width_of(row) + _MARGIN > self.listing.row_width:
            told.insert(0, line(f"{one.title}: {one.help}"))
        width = self.size.width - 2
        rows = [row for lines in told for row in wrap(lines, width)]
        gap = () if self.has_class("-low") else ((),)
        self.note.show(*gap, *(line(" ", *row) for row in rows))

    def on_choice_list_moved(self, message: ChoiceList.Moved) -> None:
        """Tell about another one."""
        self._tell_about(PREFERENCES[message.at])

    def on_choice_list_opened(self, message: ChoiceList.Opened) -> None:
        """Go to the next value."""
        chosen = PREFERENCES[message.at]
        app = preferring(self.app)
        value = following(chosen, app.preferences.value_of(chosen.name))
        try:
            app.prefer(chosen.name, value)
        except SettingsError as error:
            self.say(str(error), is_error=True)
        else:
            self.say("")

    def help_topic(self) -> HelpTopic:
        """What help says first here."""
        intro = "What you prefer; all but newest node is kept for the next time."
        return HelpTopic("settings", intro, ("list", "anywhere"))


def row_of(one: Preference, preferences: Preferences) -> Line:
    """What people call it, its value, and what it is for."""
    return line(
        Span(f"{one.title:<16}", "strong"),
        Span(f"{one.shown(preferences):<16}", "key"),
        Span(one.help, "muted"),
    )


def following(one: Preference, value: str) -> str:
    """The value after this one."""
    values = one.values or _STEPS_MS
    at = values.index(value) if value in values else -1
    return values[(at + 1) % len(values)]
