"""The key `:` on any screen: what is about the app, and the verbs of the screen.

The language of commands is imported when the first one is typed: the start screen has
this key too, and is shown without it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from textual import getters
from textual.events import Paste

from rlm_tui.errors import RLMError, SteeringError
from rlm_tui.ui.contracts.app import KeepsLines, preferring
from rlm_tui.ui.hints.row import asking_row, hint_row
from rlm_tui.ui.keys.keymap import with_keys
from rlm_tui.ui.keys.verbs import call_verb, verbs_on
from rlm_tui.ui.screens.saying import Saying
from rlm_tui.ui.style.preferences import preference
from rlm_tui.ui.text.lines import Line, plain
from rlm_tui.ui.typed.problems import placed
from rlm_tui.ui.typed.questions import Question
from rlm_tui.ui.widgets.ask_bar import AskBar

if TYPE_CHECKING:
    from rlm_tui.commands import values

Result = TypeVar("Result")

_NO_PASTE = "pasted text is for a text box; here it does nothing ({app.help} helps)"


class CommandLine(Saying[Result], inherit_bindings=False):
    """Asks for a line of words and does what it says."""

    ask_bar = getters.query_one(AskBar)
    command_prompt = "such as set theme light, hints off, help, quit"

    def draw(self) -> None:
        """Show everything as it is now, the keys of an open line among it."""
        raise NotImplementedError

    def focus_back(self) -> None:
        """Focus what was in use before the line."""
        raise NotImplementedError

    def lines_typed(self, kind: str) -> list[str]:
        """Lines of a kind that were typed before, the newest last."""
        app = self.app
        return app.lines_typed("", kind) if isinstance(app, KeepsLines) else []

    @property
    def is_asking(self) -> bool:
        """Whether the line is open."""
        return self.is_mounted and bool(self.ask_bar.display)

    def ask(self, question: Question) -> None:
        """Ask for a line at the bottom of the screen."""
        self.ask_bar.ask(question)
        self.draw()

    def on_ask_bar_answered(self, message: AskBar.Answered) -> None:
        """Use the line that was asked for."""
        self.take_answer(message)

    def take_answer(self, message: AskBar.Answered) -> None:
        """Use a line; one that is refused stays open."""
        if message.question.lapse():
            self.ask_bar.look_again()
            return
        try:
            message.question.answer(message.text)
        except RLMError as error:
            self.ask_bar.refuse(error)
            return
        if self.ask_bar.question is message.question:
            self.close_question()

    def on_paste(self, _event: Paste) -> None:
        """What no text box takes is no row of keys."""
        self.say(with_keys(_NO_PASTE))

    def close_question(self) -> None:
        """Put the line away."""
        self.ask_bar.display = False
        self.focus_back()
        self.draw()

    def key_row(self, title: str, verbs: list[tuple[str, str]]) -> Line:
        """The keys of the screen, or those of the line while it is open."""
        question = self.ask_bar.question
        if self.is_asking and question is not None:
            return asking_row(
                question.title, question.enter, question.escape, self.size.width
            )
        return hint_row(title, verbs, self.size.width)

    def action_run_command(self) -> None:
        """Ask for a command."""
        self.ask_command("")

    def ask_command(self, value: str) -> None:
        """Ask for a command that begins with some words."""
        self.ask(
            Question(
                title="Command",
                prompt=self.command_prompt,
                enter="do it",
                escape="leave it",
                answer=self.run_line,
                value=value,
                read_back=self.read_command,
                complete=self.complete_command,
                history=self.lines_typed("command"),
            )
        )

    def read_command(self, said: str) -> Line:
        """What the command at the beginning of a line takes and does."""
        from rlm_tui.ui.typed.commands import command_usage

        return command_usage(said.lstrip(":"))

    def complete_command(self, said: str) -> Sequence[str]:
        """Whole lines that a beginning may become."""
        from rlm_tui.ui.typed.commands import app_completions, verb_completions

        return [*app_completions(said), *verb_completions(said, verbs_on(self))]

    def remember(self, kind: str, line: str) -> None:
        """Keep a typed line for the next time."""
        lines = self.lines_typed(kind)
        if line in lines:
            lines.remove(line)
        lines.append(line)

    def run_line(self, said: str) -> None:
        """Do what a line says.

        Raises:
            RLMError: it is no command, or cannot be done; it stays to be corrected.
        """
        from rlm_tui.commands.parse import parse_command

        if said.strip() and not self.called_verb(said):
            command = parse_command(said)
            self.remember("command", said)
            try:
                self.do_command(command)
            except RLMError as error:
                raise placed(error, said) from error

    def called_verb(self, said: str) -> bool:
        """Do what a line says if it is the word of a verb and no command."""
        from rlm_tui.ui.typed.commands import verb_said

        key = verb_said(said, verbs_on(self))
        if key is None:
            return False
        self.remember("command", said)
        # The line is put away first: keys act only while nothing is typed.
        self.call_later(partial(call_verb, self, key))
        return True

    def do_command(self, command: values.Command) -> None:
        """Do what is about the app.

        Raises:
            RLMError: it is about something else, or cannot be done.
        """
        from rlm_tui.commands import values

        match command:
            case values.Set(name, value):
                self._prefer(name, value)
            case values.Theme(name):
                self.say(preferring(self.app).prefer("theme", name))
            case values.Help(topic):
                self._explain_command(topic)
            case values.Open():
                self.call_later(self.app.run_action, "app_sessions")
            case values.Quit():
                self.call_later(self.app.run_action, "app_quit")
            case _:
                raise SteeringError(self.not_here())

    def not_here(self) -> str:
        """Why a command about a run does nothing here."""
        if any(hasattr(screen, "controller") for screen in self.app.screen_stack):
            return with_keys("that is about the run: {app.back} goes back to it first")
        return "that is about a run, and none is open here"

    def _prefer(self, name: str, value: str) -> None:
        app = preferring(self.app)
        if not name:
            self.call_later(self.app.run_action, "app_settings")
        elif not value:
            self.say(preference(name).says(app.preferences))
        else:
            self.say(app.prefer(name, value))

    def _explain_command(self, topic: str) -> None:
        from rlm_tui.ui.typed.commands import command_usage

        if not topic:
            self.call_later(self.app.run_action, "app_help")
        elif usage := plain(command_usage(topic)):
            self.say(usage)
        else:
            raise SteeringError(f"there is no command {topic}: help alone lists them")
