"""What the app asks of a screen, if the screen can do it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from rlm_tui.controller import Controller
    from rlm_tui.ui.detail.subject import Tab
    from rlm_tui.ui.rows.tree import RowKey


@runtime_checkable
class ShowsSession(Protocol):
    """A screen over a run or a saved session."""

    controller: Controller

    def go_to(self, row: RowKey, tab: Tab | None = None) -> None:
        """Show a row of its tree."""


@runtime_checkable
class HasPanes(Protocol):
    """A screen that knows what esc and tab mean on it."""

    def go_back(self) -> bool:
        """Close the nearest thing that is open; false if nothing was."""

    def pane_step(self, step: int) -> None:
        """Focus the next or previous pane."""


@runtime_checkable
class Interruptible(Protocol):
    """A screen over a run that can be paused."""

    def interrupt(self) -> None:
        """Pause."""


@runtime_checkable
class Suspendable(Protocol):
    """A screen over something that stands still while the app is suspended."""

    def note_suspension(self) -> None:
        """The app goes to the shell."""


@runtime_checkable
class Touched(Protocol):
    """A screen that is drawn more often while somebody touches it."""

    def note_touch(self) -> None:
        """A key was pressed or the mouse was moved."""


@runtime_checkable
class Speaks(Protocol):
    """A screen that says in a line what came of what a person did."""

    def move_on(self) -> None:
        """They do something else."""


@runtime_checkable
class Reads(Protocol):
    """A first screen that can be drawn before it has read what it shows."""

    def read(self) -> None:
        """It is drawn: read."""


@runtime_checkable
class Asks(Protocol):
    """A screen with a line to ask in."""

    @property
    def is_asking(self) -> bool:
        """Whether the line is open."""
