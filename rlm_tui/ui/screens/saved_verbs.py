"""What can be done with the session under the cursor of the list."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from textual import getters

from rlm_tui.errors import RLMError
from rlm_tui.sanitize import safe_line
from rlm_tui.storage.base import SessionSummary
from rlm_tui.ui.contracts.app import opener
from rlm_tui.ui.contracts.launcher import Library
from rlm_tui.ui.keys.keymap import with_keys
from rlm_tui.ui.screens.command_line import CommandLine
from rlm_tui.ui.screens.stages import Stages
from rlm_tui.ui.typed.questions import Question
from rlm_tui.ui.widgets.ask_bar import AskBar
from rlm_tui.ui.widgets.dialog import Dialog
from rlm_tui.ui.widgets.session_list import SessionList
from rlm_tui.wording import count

_ENDED = frozenset({"answered", "forced", "stopped", "limit", "failed"})
"""How a session stands that has nothing left to go on with."""


class SavedVerbs(CommandLine[object]):
    """Names, notes, marks, exports and deletes; the list is read again after it."""

    listing = getters.query_one(SessionList)

    def __init__(self, library: Library) -> None:
        super().__init__()
        self.library = library
        self.problem = ""
        """Why the list is not what was asked for."""

    def show_said(self) -> None:
        """Draw the line."""
        self.draw()

    def say(self, message: str, *, is_error: bool = False) -> None:
        """Show a line; what was said of the list gives way to it."""
        self.problem = ""
        super().say(message, is_error=is_error)

    def run_line(self, said: str) -> None:
        """Do what a command says, and put the line away."""
        super().run_line(said)
        self.close_question()

    async def read(self) -> None:
        """Read the list."""
        raise NotImplementedError

    def action_saved_rename(self) -> None:
        """Ask for a name."""
        self._ask_for(
            "rename",
            "a name for the session; empty: its question again",
            lambda session, text: self.library.rename(session.id, text),
            value=lambda session: session.title,
        )

    def action_saved_note(self) -> None:
        """Ask for a note."""
        self._ask_for(
            "note",
            "a note on the session; an empty line takes it away",
            lambda session, text: self.library.note(session.id, text),
            value=lambda session: session.note,
        )

    def action_saved_export(self) -> None:
        """Ask for a file."""
        self._ask_for(
            "export",
            "a file that ends in .jsonl .rlms.jsonl .md .html or .otel.jsonl",
            lambda session, text: self._export(session.id, text.strip()),
            value=lambda session: f"{session.id}.html",
        )

    async def _export(self, session_id: str, file: str) -> str:
        with Stages(self.app) as stages:
            stages.say(f"writing {safe_line(file)}")
            return await self.library.export(session_id, file)

    def action_saved_resume(self) -> None:
        """Go on with a session that was cut."""
        if (session := self.listing.selected) is None:
            return
        if session.status in _ENDED:
            way = "{saved.branch} goes another way from its last stop"
            self.say(with_keys(f"{session.id} has ended: {way}"))
        else:
            opener(self.app).open_resumed(session.id)

    def action_saved_branch(self) -> None:
        """Go another way from where the session last waited."""
        if (session := self.listing.selected) is not None:
            opener(self.app).open_branch(session.id)

    def action_saved_compare(self) -> None:
        """Show where a session differs from its parent, or from the marked one."""
        session = self.listing.selected
        if session is None:
            return
        others = [one.id for one in self.marked if one.id != session.id]
        other = next(iter(others), session.parent)
        if other is None:
            self.say(
                with_keys(
                    "{saved.mark} marks a session; "
                    "{saved.compare} on another one compares the two"
                )
            )
        else:
            opener(self.app).open_comparison(other, session.id)

    @property
    def marked(self) -> list[SessionSummary]:
        """The sessions that a person has marked."""
        raise NotImplementedError

    def action_saved_mark(self) -> None:
        """Mark the session, or take the mark away."""
        if (session := self.listing.selected) is not None:
            self._do(self.library.mark(session.id, marked=not session.marked))

    def action_saved_delete(self) -> None:
        """Ask whether to delete the session."""
        if (session := self.listing.selected) is None:
            return
        if session.status == "running":
            self.say(f"{session.id} is running: end it first", is_error=True)
            return

        def delete_if(confirmed: bool | None) -> None:
            if confirmed:
                self._do(self.library.delete(session.id))

        title = safe_line(session.title or session.question)[:60]
        question = (
            f"Delete {session.id} for good, with all its texts?\n{title}\n"
            f"{count(session.nodes, 'node')}, {count(session.events, 'event')}"
        )
        self.app.push_screen(Dialog(question, verb="delete"), delete_if)

    def _ask_for(
        self,
        title: str,
        prompt: str,
        use: Callable[[SessionSummary, str], Awaitable[str]],
        *,
        value: Callable[[SessionSummary], str],
    ) -> None:
        session = self.listing.selected
        if session is None:
            return
        self.ask(
            Question(
                title=title,
                prompt=prompt,
                enter=title,
                escape="leave",
                answer=lambda text: self._do(use(session, text)),
                value=value(session),
            )
        )

    def take_answer(self, message: AskBar.Answered) -> None:
        """Use a line; it stays until the verb is done."""
        try:
            message.question.answer(message.text)
        except RLMError as error:
            self.ask_bar.refuse(error)

    def focus_back(self) -> None:
        """Focus the list."""
        self.listing.focus()

    def _do(self, verb: Awaitable[str]) -> None:
        self.run_worker(self._done(verb), group="verb")

    async def _done(self, verb: Awaitable[str]) -> None:
        """A question whose line was refused stays open."""
        try:
            self.say(await verb)
        except RLMError as error:
            if self.ask_bar.display:
                self.ask_bar.refuse(error)
            self.say(str(error), is_error=True)
        else:
            self.close_question()
            await self.read()
        self.draw()
