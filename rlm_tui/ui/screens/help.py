"""Help: the keys of the current screen first, then all of them, and the marks."""

from __future__ import annotations

from typing import ClassVar, Protocol, runtime_checkable

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from rlm_tui.ui.hints.help import KEY_COLUMN, HelpTopic, help_lines
from rlm_tui.ui.keys import keymap
from rlm_tui.ui.keys.keymap import with_keys
from rlm_tui.ui.screens.command_line import CommandLine
from rlm_tui.ui.style.glyphs import UNICODE, Glyphs
from rlm_tui.ui.text.paragraphs import Paragraphs
from rlm_tui.ui.widgets.modal import Modal
from rlm_tui.ui.widgets.text_view import TextView
from rlm_tui.ui.widgets.titles import literal

_CORNERS = 8
"""Cells between and beside the two parts of a title."""


@runtime_checkable
class HasHelp(Protocol):
    """A screen that knows which keys matter on it now."""

    def help_topic(self) -> HelpTopic:
        """What its help says first."""


class HelpScreen(Modal[None]):
    """Two pages: this pane, and everything."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *keymap.bindings_of("app.help", "app.back", "app.leave", "run.command"),
        Binding("enter", "app_back", "close", show=False),
    ]
    view = getters.query_one(TextView)

    def __init__(self, topic: HelpTopic, glyphs: Glyphs = UNICODE) -> None:
        super().__init__()
        self._topic = topic
        self._glyphs = glyphs
        self._shows_all = False

    @classmethod
    def about(cls, screen: Screen[object], glyphs: Glyphs) -> HelpScreen:
        """Help for a screen."""
        if isinstance(screen, HasHelp):
            return cls(screen.help_topic(), glyphs)
        return cls(HelpTopic(), glyphs)

    def compose(self) -> ComposeResult:
        """One text."""
        yield TextView(id="help")

    def on_mount(self) -> None:
        """Show the first page."""
        self._show()

    def on_resize(self) -> None:
        """The titles are laid out for the new width."""
        self.call_after_refresh(self._show_titles)

    def action_app_help(self) -> None:
        """From this pane to all keys, or back."""
        self._shows_all = not self._shows_all
        self._show()

    def action_app_back(self) -> None:
        """Back to where it was opened."""
        self.leave()

    def action_app_leave(self) -> None:
        """The same."""
        self.leave()

    def leave(self) -> None:
        """Back to where it was opened."""
        self.dismiss()

    def action_run_command(self) -> None:
        """Back, and type a command there: help has told of it."""
        below = self.app.screen_stack[-2]
        self.dismiss()
        if isinstance(below, CommandLine) and not below.is_asking:
            self.app.call_later(below.action_run_command)

    def _show(self) -> None:
        lines = help_lines(self._topic, self._glyphs, shows_all=self._shows_all)
        self.view.show(
            Paragraphs(tuple(lines), hanging=KEY_COLUMN), is_new=True, is_growing=False
        )
        self._show_titles()

    def _show_titles(self) -> None:
        """What it is about above; which keys lead on there too, or else below."""
        page = "2/2" if self._shows_all else "1/2"
        other = "this pane" if self._shows_all else "all keys"
        keys = f"{{app.help}} {other} {self._glyphs.dot} {{app.back}} close"
        about = "all keys" if self._shows_all else self._topic.title
        title, how = f"Help: {about}", with_keys(keys)
        has_room = len(title) + len(how) + _CORNERS <= self.view.size.width
        self.view.border_title = literal(f"{title}   ({how})" if has_room else title)
        below = page if has_room else f"{how} {self._glyphs.dot} {page}"
        self.view.border_subtitle = literal(below)
