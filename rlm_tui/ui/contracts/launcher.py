"""What the app asks of whoever started it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeAlias

from rlm_tui.domain.limits import Limits
from rlm_tui.tell import Tell, tell_nobody
from rlm_tui.ui.desk.drafts import Keeper

if TYPE_CHECKING:
    from rlm_tui.controller import Controller
    from rlm_tui.domain.branching import Forecast
    from rlm_tui.domain.compare import Comparison
    from rlm_tui.domain.deeds import Deed
    from rlm_tui.domain.events import ContextInfo
    from rlm_tui.domain.text import Text
    from rlm_tui.storage.base import Hit, SessionSummary


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """One line of the model list."""

    name: str
    """As `--model` takes it."""
    note: str
    """Such as `key found`, `set OPENAI_API_KEY`, `rules, no key needed`."""
    is_usable: bool = True


Doubt: TypeAlias = Callable[[str], str]
"""What probably keeps a model from being used; empty: nothing known yet."""


def no_doubt(_model: str) -> str:
    """Where nobody knows what speaks against a model."""
    return ""


@dataclass(frozen=True, slots=True)
class StartRequest:
    """What the start screen hands over."""

    question: str
    model: str
    sub_model: str | None = None
    limits: Limits = field(default_factory=Limits)
    ask: str = "watch"
    """`watch`, `query`, `code`, `all` or `spend`."""
    step: bool = False
    """Hold before the first call."""


class Library(Protocol):
    """Verbs on saved sessions; each gives back a line, or raises `RLMError`."""

    async def search(self, words: str) -> list[Hit]:
        """Places in any session where all the words are, the newest first."""
        ...

    async def deeds(self, session_id: str) -> Sequence[Deed]:
        """What a person decided in it, one after the other."""
        ...

    async def disk_use(self) -> int:
        """Bytes that all sessions take."""
        ...

    async def rename(self, session_id: str, title: str) -> str:
        """Give it another name; an empty one takes the name away."""
        ...

    async def note(self, session_id: str, text: str) -> str:
        """Write a note on it; an empty one takes the note away."""
        ...

    async def mark(self, session_id: str, *, marked: bool) -> str:
        """Mark it, or take the mark away."""
        ...

    async def delete(self, session_id: str) -> str:
        """Remove it for good."""
        ...

    async def export(self, session_id: str, file: str) -> str:
        """Write it to a file, in the format that the ending says."""
        ...


Says: TypeAlias = Callable[[str], None]
"""Hears in a few words what is being done."""


def says_nothing(_words: str) -> None:
    """Where nobody listens."""


@dataclass(frozen=True, slots=True)
class AskRequest:
    """A further question to a saved session."""

    session: str
    question: str
    sources: Sequence[str] = ()
    """Files and folders of a context that comes with it."""
    piped: bytes | None = None
    """The same, where it came in on standard input."""


@dataclass(frozen=True, slots=True)
class TakenUp:
    """A saved session that is live again, or a branch of one."""

    controller: Controller
    notice: str = ""
    """What a person should know, such as a context file that has changed."""


class Launcher(Protocol):
    """Starts runs and opens saved sessions; errors are `RLMError` with one line."""

    @property
    def defaults(self) -> StartRequest:
        """What the flags and settings chose; the question may be empty."""
        ...

    async def get_ready(self) -> None:
        """Load what a run needs: the first screen is there, and nobody waits yet.

        Raises:
            StoreError: nothing can be saved.
        """

    @property
    def database(self) -> str:
        """Where sessions are kept, for people."""
        ...

    @property
    def library(self) -> Library:
        """What can be done with saved sessions."""
        ...

    @property
    def names_text(self) -> bool:
        """Whether files were chosen; nothing is known of them yet."""
        ...

    async def context(self) -> ContextInfo | None:
        """What the chosen files hold; `None` if none were named.

        Raises:
            ContextError: they cannot be read.
        """
        ...

    async def choose_context(self, path: str) -> ContextInfo:
        """Take other files as the context."""
        ...

    async def models(self) -> list[ModelChoice]:
        """What can be used here."""
        ...

    def doubt(self, model: str) -> str:
        """What probably keeps a model from being used; empty: nothing known yet."""
        ...

    async def start(
        self, request: StartRequest, *, says: Says = says_nothing
    ) -> Controller:
        """Begin a run; it goes on beside the app.

        Args:
            request: what was chosen.
            says: hears what is being done.
        """
        ...

    async def sessions(self) -> list[SessionSummary]:
        """Saved sessions, newest first."""
        ...

    async def review(self, session_id: str, *, tell: Tell = tell_nobody) -> Controller:
        """Open a saved session for reading.

        Args:
            session_id: which one.
            tell: hears how far that is, if it takes a while.
        """
        ...

    def drafts(self, session_id: str) -> Keeper:
        """Where the drafts of a session are kept."""
        ...

    async def resume(self, session_id: str) -> TakenUp:
        """Go on with a session that was cut."""
        ...

    async def forecast_branch(self, session_id: str, at: int | None) -> Forecast:
        """What a branch at an event would take over and may cost; without a number,
        at the last stop."""
        ...

    async def branch(self, session_id: str, at: int) -> TakenUp:
        """Make a branch and go on with it; a run that is live is interrupted."""
        ...

    async def ask(self, request: AskRequest) -> TakenUp:
        """Go on from an answer with a question; a run that is live is interrupted."""
        ...

    async def compare(self, one: str, other: str) -> Comparison:
        """Hold two saved sessions against each other."""
        ...

    async def read_text(self, text: Text) -> str:
        """The whole of a text of any saved session."""
        ...

    def stop(self) -> Awaitable[None]:
        """Interrupt the run that is live, if any, and wait until it is saved."""
        ...
