"""The first screen: what to ask, about which text, by which model, how far."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.events import ScreenResume
from textual.widget import Widget
from textual.widgets import Input, TextArea

from rlm_tui.errors import RLMError
from rlm_tui.sanitize import safe_line
from rlm_tui.ui.contracts.app import opener
from rlm_tui.ui.keys import keymap
from rlm_tui.ui.keys.keymap import with_keys
from rlm_tui.ui.screens.command_line import CommandLine
from rlm_tui.ui.screens.start_hints import explanation, hints_for
from rlm_tui.ui.style.glyphs import UNICODE, Glyphs
from rlm_tui.ui.text.lines import Span, cut_words, line
from rlm_tui.ui.widgets.ask_bar import AskBar
from rlm_tui.ui.widgets.bar import Bar
from rlm_tui.ui.widgets.context_preview import ContextPreview
from rlm_tui.ui.widgets.hint_bar import HintBar
from rlm_tui.ui.widgets.limit_boxes import NotALimitError
from rlm_tui.ui.widgets.problem_line import ProblemLine
from rlm_tui.ui.widgets.question_box import QuestionBox
from rlm_tui.ui.widgets.run_choices import NotAChoiceError, RunChoices, titled
from rlm_tui.ui.widgets.session_list import SessionList

if TYPE_CHECKING:
    from rlm_tui.domain.events import ContextInfo
    from rlm_tui.ui.contracts.launcher import Launcher, StartRequest
    from rlm_tui.ui.hints.help import HelpTopic

_NO_SESSIONS = "none yet: every question is saved by itself, with its text, in clear"
_RECENT = 50
_HEADER = line(
    Span(" rlm-tui", "strong"), Span("  ask a text of any length and watch every step")
)


class StartScreen(CommandLine[object]):
    """Reads the text while the question is typed, and hands over a whole request."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *keymap.bindings("start"),
        *keymap.bindings_of("run.command"),
    ]
    path = getters.query_one("#path", Input)
    path_problem = getters.query_one("#path-problem", ProblemLine)
    preview = getters.query_one(ContextPreview)
    question = getters.query_one(QuestionBox)
    problem = getters.query_one("#problem", ProblemLine)
    choices = getters.query_one(RunChoices)
    recent = getters.query_one(SessionList)
    help_line = getters.query_one("#start-help", Bar)
    hints = getters.query_one(HintBar)

    def __init__(
        self,
        launcher: Launcher,
        *,
        glyphs: Glyphs = UNICODE,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__()
        self._launcher = launcher
        self._glyphs = glyphs
        self._clock = clock
        self._text: ContextInfo | None = None
        self._path = ""
        """The last one that was asked for."""
        self._is_reading = True
        self._is_asked = False
        """Whether to start as soon as the text is read."""
        self._is_starting = False
        self._was_shown = False

    def compose(self) -> ComposeResult:
        """From top to bottom; what is between header and hints scrolls if it must."""
        defaults = self._launcher.defaults
        yield Bar(id="start-header")
        with VerticalScroll(id="start-body", can_focus=False):
            with titled("Text"):
                yield Input(compact=True, id="path")
            yield ProblemLine(id="path-problem")
            yield ContextPreview(id="context")
            yield QuestionBox(
                defaults.question,
                placeholder="your question about the text",
                id="question",
            )
            yield ProblemLine(id="problem")
            yield RunChoices(defaults)
            yield SessionList(ends="context", id="recent")
        yield Bar(id="start-help")
        yield HintBar(id="start-hints")
        yield AskBar(id="ask")

    def on_mount(self) -> None:
        """Show what is known; all else is read behind the first frame."""
        self.ask_bar.display = False
        self.query_one("#start-header", Bar).show(_HEADER)
        self.question.border_title = "Question"
        self.recent.border_title = "Recent sessions"
        self.question.move_cursor(self.question.document.end)
        self._is_reading = self._launcher.names_text
        if self._is_reading:
            self.preview.show_reading("")
        else:
            self._show_context()
        has_text = self._is_reading or self.question.text
        box = self.question if has_text else self.path
        # All of it is there when it is drawn for the first time.
        self.set_focus(box)
        self._explain_box(box)

    def read(self) -> None:
        """Read the text, the models and the saved sessions beside the screen."""
        if self._is_reading and not self._path:
            self._read_context(self._launcher.context())
        self.run_worker(self._read_models(), group="models")
        self._list_sessions()

    def on_screen_resume(self, event: ScreenResume) -> None:
        """A session may have been added or changed since."""
        # All of it has its styles when it is shown for the first time.
        event.refresh_styles = self._was_shown
        if self._was_shown:
            self._list_sessions()
        self._was_shown = True

    def _list_sessions(self) -> None:
        self.run_worker(self._read_sessions(), group="sessions", exclusive=True)

    def show_progress(self, words: str) -> None:
        """Say what is being done until the run is there."""
        self.help_line.show(line(f" {safe_line(words)}"))

    def show_error(self, message: str) -> None:
        """Say in one line why it did not start; the person can try again."""
        self._is_starting = False
        if not self.choices.points_at(message):
            self.problem.say(message)

    def draw(self) -> None:
        """The keys are those of what has the focus, and change with it."""

    def focus_back(self) -> None:
        """Focus the list of sessions, where letters are keys."""
        self.recent.focus()

    def show_said(self) -> None:
        """Draw the line, or what explains the box that the cursor is in."""
        if self.said.words:
            style = "failed" if self.said.is_error else ""
            said = line(Span(f" {self.said.words}", style))
            self.help_line.show(cut_words(said, self.size.width))
        elif self.focused is not None:
            told = explanation(self.focused)
            self.help_line.show(line(Span(f" {told}", "muted")))

    def help_topic(self) -> HelpTopic:
        """What its help says first."""
        from rlm_tui.ui.hints.help import HelpTopic  # when it is asked for

        return HelpTopic(
            "start",
            with_keys(
                "Type a question about the text and press Enter. A model answers it by "
                "writing code that looks at the text, and you see each step. "
                "{app.pane_next} goes to the next box."
            ),
            ("start", "anywhere"),
        )

    def on_descendant_focus(self) -> None:
        """Explain the box that the cursor is in."""
        # Of several quick changes the events may arrive in another order.
        if self.focused is not None:
            self._explain_box(self.focused)

    def action_start_ask(self) -> None:
        """Start, or say what is missing."""
        self._clear_problems()
        self._choose_path()
        request = self._request()
        if request is None or self._is_starting:
            return
        if self._is_reading:
            self._is_asked = True
            self.help_line.show(line(" It starts as soon as the text is read."))
            return
        self._is_starting = True
        opener(self.app).open_run(request)

    def action_start_leave(self) -> None:
        """From a text box to the list of sessions, where letters are keys."""
        if not self.ask_bar.display and not isinstance(self.focused, Input | TextArea):
            raise SkipAction
        self.close_question()

    def _request(self) -> StartRequest | None:
        question = self.question.text.strip()
        if self._text is None and not self._is_reading:
            self.path_problem.say("name a file or a folder first")
            self.path.focus()
        elif not question:
            self.problem.say("type a question first")
            self.question.focus()
        else:
            return self._with_choices(question)
        return None

    def _with_choices(self, question: str) -> StartRequest | None:
        try:
            return replace(self.choices.read(), question=question)
        except NotAChoiceError as error:
            is_limit = isinstance(error.__cause__, NotALimitError)
            (self.choices.problem if is_limit else self.problem).say(str(error))
            error.box.focus()
            return None

    @on(QuestionBox.Asked)
    @on(Input.Submitted, "#limits Input")
    @on(Input.Submitted, "ModelList Input")
    def _ask(self) -> None:
        self.action_start_ask()

    @on(Input.Submitted, "#path")
    @on(Input.Blurred, "#path")
    def _choose_path(self) -> None:
        path = self.path.value.strip()
        if not path or path == self._path:
            return
        self._path = path
        self._clear_problems()
        self.preview.show_reading(path)
        if self.path.has_focus:
            self.question.focus()
        self._read_context(self._launcher.choose_context(path))

    @on(SessionList.Opened)
    def _open_session(self, event: SessionList.Opened) -> None:
        event.stop()
        opener(self.app).open_review(event.session_id)

    def _read_context(self, reading: Awaitable[ContextInfo | None]) -> None:
        self._is_reading = True
        self.run_worker(self._take_context(reading), group="context", exclusive=True)

    async def _take_context(self, reading: Awaitable[ContextInfo | None]) -> None:
        try:
            self._text = await reading
        except RLMError as error:
            self._refuse_context(str(error))
            return
        self._is_reading = False
        self._show_context()
        if self._text is None:
            self._is_asked = False
            if not self.question.text:
                self.path.focus()
        elif self._is_asked:
            self._is_asked = False
            self.action_start_ask()

    def _refuse_context(self, message: str) -> None:
        self._is_reading = self._is_asked = False
        self._path = ""
        self._show_context()
        self.path_problem.say(message)
        if not self.question.text:
            self.path.focus()

    def _show_context(self) -> None:
        if self._text is None:
            self.preview.show_nothing()
            self.path.placeholder = "path of a file or a folder"
            return
        self.preview.show_context(self._text, self._glyphs)
        self.path.placeholder = "another file or folder, if you like"

    async def _read_models(self) -> None:
        self.choices.offer(await self._launcher.models(), self._launcher.doubt)

    async def _read_sessions(self) -> None:
        from rlm_tui.ui.labels.look import Look  # behind the first frame
        from rlm_tui.ui.saved.rows import rows_of

        look = Look(self._glyphs, self._clock())
        try:
            found = await self._launcher.sessions()
        except RLMError as error:
            self.recent.show((), look, empty=safe_line(str(error)))
        else:
            none = f"{_NO_SESSIONS}: {safe_line(self._launcher.database)}"
            self.recent.show(rows_of(found[:_RECENT]), look, empty=none)

    def _explain_box(self, focused: Widget) -> None:
        self.show_said()
        is_typing = isinstance(focused, Input | TextArea)
        self.hints.show_hints(*hints_for(focused), is_typing=is_typing)

    def _clear_problems(self) -> None:
        for place in self.query(ProblemLine):
            place.clear()
        self.choices.show_doubts()
