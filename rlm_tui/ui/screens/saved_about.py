"""What is known of the saved session under the cursor, below the list of them."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual import getters, on

from rlm_tui.domain.deeds import Deed
from rlm_tui.errors import RLMError
from rlm_tui.storage.base import SessionSummary
from rlm_tui.ui.contracts.app import opener
from rlm_tui.ui.contracts.launcher import Library
from rlm_tui.ui.labels.look import Look
from rlm_tui.ui.saved.labels import summary_lines, summary_title
from rlm_tui.ui.screens.saved_verbs import SavedVerbs
from rlm_tui.ui.widgets.bar import Bar
from rlm_tui.ui.widgets.session_list import SessionList


class SavedAbout(SavedVerbs):
    """Its question, its state, what a person decided in it, and its answer."""

    about = getters.query_one("#sessions-about", Bar)

    def __init__(self, library: Library) -> None:
        super().__init__(library)
        self._deeds: dict[tuple[str, int], Sequence[Deed]] = {}
        """By session and number of its events: a run that goes on has more."""

    def look(self) -> Look:
        """How it is drawn."""
        raise NotImplementedError

    @on(SessionList.Moved)
    def _show_about(self, event: SessionList.Moved) -> None:
        event.stop()
        self.draw_about(event.summary)
        if event.summary is not None and _key(event.summary) not in self._deeds:
            reading = self._read_deeds(event.summary)
            self.run_worker(reading, group="deeds", exclusive=True)

    async def _read_deeds(self, summary: SessionSummary) -> None:
        try:
            self._deeds[_key(summary)] = await self.library.deeds(summary.id)
        except RLMError as error:
            self.say(str(error), is_error=True)
            return
        if self.is_mounted and self.listing.selected == summary:
            self.draw_about(summary)

    def draw_about(self, summary: SessionSummary | None) -> None:
        """Draw what is known; what is read of it comes when it has been."""
        self.about.set_class(summary is None, "-nothing")
        if summary is None:
            self.about.border_title = None
            self.about.show()
            return
        look = self.look()
        self.about.border_title = Text(summary_title(summary, look))
        width = max(1, self.size.width - 4)
        deeds = self._deeds.get(_key(summary), ())
        live = opener(self.app).live_session
        self.about.show(*summary_lines(summary, width, look, deeds=deeds, live=live))


def _key(summary: SessionSummary) -> tuple[str, int]:
    return summary.id, summary.events
