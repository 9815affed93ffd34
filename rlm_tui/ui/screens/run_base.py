"""What the run screen holds, and how one moves and reads in it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.binding import BindingType

from rlm_tui.controller import Controller
from rlm_tui.domain.session import Ticket
from rlm_tui.ui.contracts.app import preferring
from rlm_tui.ui.desk.landmarks import Landmarks, landmark_beside
from rlm_tui.ui.desk.run import Desk
from rlm_tui.ui.detail.subject import TAB_OF, Subject, Tab, subject_of
from rlm_tui.ui.keys import keymap
from rlm_tui.ui.keys.keymap import with_keys
from rlm_tui.ui.rows.sieve import Sieve
from rlm_tui.ui.rows.stops import Stop
from rlm_tui.ui.screens.panes import Panes
from rlm_tui.ui.screens.run_options import RunOptions
from rlm_tui.ui.text.searching import search_words
from rlm_tui.ui.text.stored import Texts
from rlm_tui.ui.typed.questions import Question
from rlm_tui.ui.widgets.text_view import TextView
from rlm_tui.wording import node_kind

_NO_STOP = {
    1: "nothing waited or was decided after this; {review.forward} goes one event on",
    -1: "nothing waited or was decided before this; {review.back} goes one event back",
}
"""What is said where there is no stop to go to, by direction."""


class RunBase(Panes, inherit_bindings=False):
    """The state of a run screen: nothing here acts on the run."""

    BINDINGS: ClassVar[list[BindingType]] = keymap.bindings(
        "ticket", "run", "view", "review"
    )
    desk: Desk

    def __init__(self, controller: Controller, options: RunOptions) -> None:
        super().__init__(controller, options)
        self.desk = Desk(
            grace_s=options.grace_s, clock=options.clock, is_review=self.is_review
        )
        self.desk.advances = options.preferences().advance
        drafts = options.drafts(controller.session.id)
        self.desk.drafts, self.desk.answers = drafts.edits, drafts.answers
        self.tab: Tab = "prompt"
        self.texts = Texts(controller.text)
        self.landmarks = Landmarks()
        self.replay_speed: int | None = None
        """How fast a saved session is shown again; `None`: it is not."""
        self.shows_diff = True
        """Whether an edit is shown against its original."""
        self.as_written = False
        """Whether replies are shown as they were written and not as Markdown."""
        self.sieve: Sieve | None = None
        """What leaves only some rows of the tree."""
        self._newest: str | None = None
        self._touched: set[str] = set()

    @property
    def follows(self) -> bool:
        """Whether the cursor goes to each new node."""
        return self.options.preferences().follow

    def subject(self) -> Subject | None:
        """What the detail pane is about."""
        return subject_of(
            self.session,
            self.desk,
            glyphs=self.options.glyphs,
            read=self.texts.read,
            shows_diff=self.shows_diff,
            as_written=self.as_written,
        )

    @property
    def batch_shown(self) -> Stop | None:
        """What waits of the batch that is shown."""
        wanted = self.desk.batch
        return next((s for s in self.stops if wanted and s.batch == wanted), None)

    def tickets_shown(self) -> tuple[Sequence[Ticket], str]:
        """What can be let through at once: of the batch that is shown, else all."""
        if self.batch_shown is None:
            return self.desk.open_tickets(self.session), "all that waits"
        node = self.session.nodes[self.desk.selected.node]
        return self.batch_shown.tickets, f"{node.id}, a {node_kind(node)}"

    def show_error(self, message: str) -> None:
        """Say what another screen could not do."""
        self.say(message, is_error=True)

    def go_back(self) -> bool:
        """Close the nearest thing that is open; false if nothing was."""
        if self.is_asking:
            self.close_question()
        elif self.has_class("-zoomed"):
            self.remove_class("-zoomed")
        elif self.main_text.stop_search():
            self.say("the search was stopped")
        elif self.main_text.has_search:
            self.main_text.search("")
            self.say("")
        elif self.sieve is not None:
            self.sieve = None
            self.forget_message()
            self.draw()
        elif self.position is not None:
            self._go_to(None)
        elif self.controller.is_live:
            goes_on = self.session.intent == "run"
            pauses = "does not stop the run; {run.pause} pauses, "
            says = pauses if goes_on else "has nothing to close; "
            self.say(with_keys(f"{{app.back}} {says}{{app.quit}} leaves"))
        elif len(self.app.screen_stack) > 1:
            return False
        else:
            self.say(with_keys("{app.back} has nothing to close; {app.leave} leaves"))
        return True

    def action_stops_next(self) -> None:
        """Go to the next ticket."""
        self._step_stop(1)

    def action_stops_previous(self) -> None:
        """Go to the previous ticket."""
        self._step_stop(-1)

    def _step_stop(self, step: int) -> None:
        if self.is_review:
            self.with_whole(partial(self._go_to_stop, step))
            return
        self.forget_message()
        if self.desk.step(self.session, step) is None:
            self.say("nothing waits")
        self.draw()

    def _go_to_stop(self, step: int) -> None:
        """Show a saved session as it was when it stopped next, or before."""
        events = self.controller.events
        here = self.position or self.gone_to
        if here is None:  # the whole session lies before its beginning and its end
            before, after = 0, len(events) + 1
            here = before if step > 0 else after
        there = landmark_beside(self.landmarks.of(events), here, step)
        if there is None:
            self.say(with_keys(_NO_STOP[step]))
            return
        session = self.timeline.at(there.position)
        self.desk.choose_landmark(session, there)
        if there.ticket:
            self.tab = TAB_OF[session.tickets[there.ticket].gate]
        self._go_to(there.position)

    def show_tab(self, tab: Tab) -> None:
        """Show a tab of the detail pane; the log tells of all events."""
        if tab == "events":
            self.with_whole(partial(self._show_tab, tab))
        else:
            self._show_tab(tab)

    def _show_tab(self, tab: Tab) -> None:
        self.tab = tab
        self.forget_message()
        self.reveal_text()
        self.draw()

    def action_tab_prompt(self) -> None:
        """Tab 1."""
        self.show_tab("prompt")

    def action_tab_reasoning(self) -> None:
        """Tab 2."""
        self.show_tab("reasoning")

    def action_tab_code(self) -> None:
        """Tab 3."""
        self.show_tab("code")

    def action_tab_output(self) -> None:
        """Tab 4."""
        self.show_tab("output")

    def action_tab_vars(self) -> None:
        """Tab 5."""
        self.show_tab("vars")

    def action_tab_events(self) -> None:
        """Tab 6."""
        self.show_tab("events")

    def action_view_search(self) -> None:
        """Ask for a text to search."""
        if self.is_one_at_a_time:
            self.bring("detail")
        self.ask(
            Question(
                title="Search",
                prompt="search in this pane",
                enter="find it",
                escape="close",
                answer=self.search,
            )
        )

    def search(self, needle: str) -> None:
        """Mark a text in the pane and go to it."""
        self.main_text.search(needle)

    def on_text_view_searched(self, message: TextView.Searched) -> None:
        """Say what was found, or how far one has looked."""
        self.say(search_words(message.found))

    def action_view_match_next(self) -> None:
        """Next match."""
        self._step_match(1)

    def action_view_match_previous(self) -> None:
        """Previous match."""
        self._step_match(-1)

    def _step_match(self, step: int) -> None:
        if not self.main_text.next_match(step):
            self.say(with_keys("nothing is searched for: {view.search} searches"))

    def action_view_zoom(self) -> None:
        """One pane over the whole window, or all."""
        self.toggle_class("-zoomed")

    def action_view_follow(self) -> None:
        """Follow the newest node, or stop."""
        preferring(self.app).prefer("follow", "off" if self.follows else "on")
        self.say("following the newest node" if self.follows else "follow is off")
        self.draw()
