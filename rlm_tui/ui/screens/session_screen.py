"""What every screen over a session holds: the session as drawn, and its pace."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence

from textual.timer import Timer

from rlm_tui.controller import Controller
from rlm_tui.domain.events import Event
from rlm_tui.domain.session import Session, Ticket
from rlm_tui.errors import RLMError
from rlm_tui.ui.contracts.app import KeepsTyping
from rlm_tui.ui.desk.ticket import TicketDesk
from rlm_tui.ui.screens.command_line import CommandLine
from rlm_tui.ui.screens.pace import Pace
from rlm_tui.ui.screens.run_options import RunOptions
from rlm_tui.ui.screens.saying import Said
from rlm_tui.ui.terminal.clipboard import copied
from rlm_tui.ui.typed.lapses import Lapsing


class SessionScreen(CommandLine[object], inherit_bindings=False):
    """Follows a session and has one line to speak and one to ask in."""

    desk: TicketDesk
    """What lies before the person, and whether the keys that decide it are on."""

    def __init__(self, controller: Controller, options: RunOptions) -> None:
        super().__init__()
        self.controller = controller
        self.options = options
        self.session: Session = controller.session
        """The session as drawn."""
        self.is_review = controller.is_review
        self._is_stale = False
        self._is_coming = False
        """Whether a drawing has been arranged."""
        self._pace = Pace()
        self._seconds: Timer | None = None

    @property
    def message(self) -> str:
        """What is said; empty: nothing is."""
        return self.said.words

    @property
    def note_is_error(self) -> bool:
        """Whether it is about something that went wrong."""
        return self.said.is_error

    def show_said(self) -> None:
        """Draw the message line."""
        self.draw_note()

    def draw_note(self) -> None:
        """Draw the message line."""
        raise NotImplementedError

    def follow(self, *, ticks: bool = False) -> None:
        """Follow the session from now on; with ticks clocks move on by themselves."""
        self._unsubscribe = self.controller.subscribe(self.take)
        self.ask_bar.display = False
        self.note_touch()  # by whoever opened it
        if ticks and self.controller.is_live:
            self._seconds = self.set_interval(1.0, self.each_second)

    def on_unmount(self) -> None:
        """Stop following."""
        self._unsubscribe()

    def each_second(self) -> None:
        """Once a second the clocks move on; after the end none does."""
        if not self.controller.is_live:
            self._rest()
        elif not self.is_covered and (
            self.session.in_flight or self._pace.ticks(self.loop_time())
        ):
            self.draw_clocks()

    def _rest(self) -> None:
        """There is nothing to do every second until something happens again."""
        if self._seconds is not None:
            self._seconds.pause()

    def draw_clocks(self) -> None:
        """Draw what time alone has changed."""
        self.draw()

    def on_screen_resume(self) -> None:
        """Draw what has happened under another screen."""
        self.call_after_refresh(self.draw)

    def tickets_shown(self) -> tuple[Sequence[Ticket], str]:
        """What waits and can be decided together, and where the person sees it."""
        raise NotImplementedError

    def take(self, _session: Session, _event: Event) -> None:
        """Note that there is something new; drawing comes later, once for many."""
        self._is_stale = True
        if self._seconds is not None:
            self._seconds.resume()
        if not self._is_coming:
            self._is_coming = True
            self.call_later(self._draw_soon)

    def _draw_soon(self) -> None:
        """Draw as soon as it is time, if the last drawing has not shown all."""
        wait = self.until_drawing_s
        if wait > 0 and self._is_stale:
            self.set_timer(wait, self._draw_soon)
            return
        self._is_coming = False
        if self._is_stale:
            self.draw()
            self._look_again()

    def _look_again(self) -> None:
        """What is being asked may be about nothing any more."""
        self.ask_bar.look_again()
        for screen in self.app.screen_stack:
            if isinstance(screen, Lapsing):
                screen.look_again()

    def note_drawing(self) -> None:
        """What is new is being drawn now."""
        self._is_stale = False
        self._pace.drawn(self.loop_time())

    @property
    def until_drawing_s(self) -> float:
        """How long what comes now would wait."""
        return self._pace.wait_s(self.loop_time())

    def note_touch(self) -> None:
        """A person has done something: for a moment its effects are shown sooner."""
        self._pace.touched(self.loop_time())

    @property
    def is_at_rest(self) -> bool:
        """Whether the person has done nothing for a while."""
        return self._pace.is_at_rest(self.loop_time())

    def heed(self) -> None:
        """Something else is preferred now."""
        self.desk.grace.seconds = self.options.grace_s
        self.desk.advances = self.options.preferences().advance
        if self.is_mounted:
            self.draw()

    @property
    def is_covered(self) -> bool:
        """Whether a screen lies over this one that lets nothing of it be seen."""
        stack = self.app.screen_stack
        above = stack[stack.index(self) + 1 :] if self in stack else []
        return any(not screen.is_modal for screen in above)

    async def copy(self, text: str, what: str = "") -> None:
        """Copy a text and say where it has gone."""
        through_terminal = self.app.copy_to_clipboard
        environ = self.options.environ
        try:
            done = await copied(
                text, environ=environ, through_terminal=through_terminal
            )
        except RLMError as error:
            self.say(str(error), is_error=True)
        else:
            self.say(done.in_words(what))

    def look_at_variables(self, node: str) -> None:
        """Ask the code of a node what it has made so far, if it waits."""
        self.run_worker(self._see_variables(node), group="look", exclusive=True)

    async def _see_variables(self, node: str) -> None:
        try:
            await self.controller.look_at_variables(node)
        except RLMError:
            return  # it went on meanwhile: what it had before is shown

    def note_suspension(self) -> None:
        """Leave word of it for the moment when the app comes back."""
        flying = self.controller.session.in_flight
        if self.controller.is_live and flying:
            self.say(f"suspended with {flying} in flight: calls may have timed out")

    def open_box(self, opening: Coroutine[None, None, None]) -> None:
        """Open a box beside the screen; what is typed from now on is for it."""
        worker = self.run_worker(opening, group="edit", exclusive=True)
        if isinstance(self.app, KeepsTyping):
            self.app.type_ahead(worker)

    def show_progress(self, words: str) -> None:
        """Say what is being done."""
        self.say(words)

    def forget_message(self) -> None:
        """What it was about is gone; what went wrong may not have been read yet."""
        is_read = self.said.is_over(self.loop_time(), is_touched=True)
        if is_read or not self.said.is_error:
            self.said = Said()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a text box is open no key but those of the app acts."""
        return not self.is_asking

    def lines_typed(self, kind: str) -> list[str]:
        """Lines of a kind that were typed before, the newest last."""
        return self.options.histories(self.controller.session.id).setdefault(kind, [])
