"""What screens ask of the app."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from textual.app import App
from textual.worker import Worker

from rlm_tui.ui.style.preferences import Preferences

if TYPE_CHECKING:
    from rlm_tui.ui.contracts.launcher import AskRequest, Launcher, StartRequest
    from rlm_tui.ui.detail.subject import Tab
    from rlm_tui.ui.rows.tree import RowKey


@runtime_checkable
class OpensSessions(Protocol):
    """Puts a session on the screen; errors come back through `show_error`."""

    @property
    def live_session(self) -> str:
        """The id of the session that is live in this app; empty if none is."""

    def open_run(self, request: StartRequest) -> None:
        """Begin a run and show it."""

    def open_review(
        self, session_id: str, row: RowKey | None = None, tab: Tab | None = None
    ) -> None:
        """Show a saved session, at a row of its tree and in a tab if they are named."""

    def open_resumed(self, session_id: str) -> None:
        """Go on with a session that was cut, and show it."""

    def open_comparison(self, one: str, other: str) -> None:
        """Show two saved sessions side by side."""

    def open_branch(
        self, session_id: str, at: int | None = None, node: str | None = None
    ) -> None:
        """Ask whether to branch at an event or at the last stop; then show that.

        Of several things that then wait, that at `node` is shown.
        """

    def open_follow_up(self, request: AskRequest) -> None:
        """Ask a further question of an answer, and show what becomes of it."""


@runtime_checkable
class HasLauncher(Protocol):
    """An app that knows saved sessions."""

    launcher: Launcher | None


@runtime_checkable
class KeepsLines(Protocol):
    """An app that remembers what was typed."""

    def lines_typed(self, session_id: str, kind: str) -> list[str]:
        """Lines of a kind in a session, the newest last; without an id, elsewhere."""


@runtime_checkable
class Preferring(Protocol):
    """An app that takes what a person prefers."""

    preferences: Preferences

    def prefer(self, name: str, said: str) -> str:
        """Take another value; what to say of it."""


@runtime_checkable
class KeepsTyping(Protocol):
    """An app in which nothing that is typed for a box acts before it is there."""

    def type_ahead(self, opening: Worker[None]) -> None:
        """A box is being opened."""


def preferring(app: App[object]) -> Preferring:
    """The app as that."""
    if not isinstance(app, Preferring):
        raise TypeError(f"{type(app).__name__} takes no preferences")
    return app


def opener(app: App[object]) -> OpensSessions:
    """The app as that."""
    if not isinstance(app, OpensSessions):
        raise TypeError(f"{type(app).__name__} opens no sessions")
    return app
