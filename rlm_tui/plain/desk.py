"""What the commands of plain mode work with: a run, a voice, lines and stops."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from rlm_tui.controller import Controller
from rlm_tui.domain.session import Node, Session, Ticket
from rlm_tui.errors import SteeringError
from rlm_tui.outside import OutsideText
from rlm_tui.plain.leaving import Ways
from rlm_tui.plain.lines import Line, Lines
from rlm_tui.plain.paging import Pages
from rlm_tui.plain.stops import Stops
from rlm_tui.plain.voice import Voice
from rlm_tui.plain.walking import Place
from rlm_tui.rulefiles import RuleFolder

END_OF_TEXT = "."
"""A line that ends a text of several lines; one that is to be part of it has two."""


async def no_editor(_text: OutsideText) -> str | None:
    """Where there is no terminal to give to an editor.

    Raises:
        SteeringError: always.
    """
    raise SteeringError("an editor needs a terminal: write the text as in e TEXT")


async def kept_nowhere(_file: str) -> str:
    """Where no store keeps the session.

    Raises:
        SteeringError: always.
    """
    raise SteeringError("this session is kept nowhere it could be read from")


@dataclass(frozen=True, slots=True)
class Desk:
    """One person's place at a run or a saved session."""

    controller: Controller
    voice: Voice
    lines: Lines
    stops: Stops
    rules: RuleFolder
    clock: Callable[[], float]
    outside: Callable[[OutsideText], Awaitable[str | None]] = no_editor
    """A text through the person's own editor; `None` if it was left as it was."""
    export: Callable[[str], Awaitable[str]] = kept_nowhere
    """Writes the session to a file, whose ending says the format."""
    ways: Ways | None = None
    """To go on in other sessions; `None` where this one is open for reading alone."""
    pages: Pages = field(default_factory=Pages)
    place: Place = field(default_factory=Place)

    @property
    def session(self) -> Session:
        """The session as it stands, or as it was where one has walked to."""
        return self.place.session(self.controller)

    def show(self, label: str, text: str) -> None:
        """A text, as far as it goes on one page."""
        self.pages.show(self.voice, label, text)

    def node(self, path: str) -> Node:
        """A node; without a path that of the stop that verbs act on, or the root.

        Raises:
            SteeringError: there is none.
        """
        session = self.session
        focus = session.tickets.get(self.stops.focus or "")
        if not path and focus is not None:
            path = focus.node
        found = session.nodes.get(path or "0")
        if found is None:
            raise SteeringError(f"there is no node {path or '0'}")
        return found

    def guided(self, path: str) -> str:
        """The RLM node that words for `path`, or for what waits, go to."""
        node = self.node(path)
        if path or node.kind == "rlm":
            return node.id
        return self.session.tickets[self.stops.focus or ""].owner

    async def ask(self, question: str) -> str:
        """One line.

        Raises:
            SteeringError: the input has ended.
        """
        self.voice.say("ASK", question)
        return (await self._line()).text.strip()

    async def ask_text(self, question: str) -> str | None:
        """Lines up to one with a dot alone; `None` if that is the first."""
        self.voice.say("ASK", f"{question} A line with only a dot ends it.")
        found: list[str] = []
        while (text := (await self._line()).text) != END_OF_TEXT:
            found.append("." if text == ".." else text)
        return "\n".join(found) if found else None

    async def confirm(self, question: str) -> bool:
        """Whether the next line is a y."""
        answer = await self.ask(f"{question} y does it, anything else does not.")
        return answer.lower() in ("y", "yes")

    async def _line(self) -> Line:
        line = await self.lines.take()
        if line is None:
            raise SteeringError("the input has ended: nothing was done")
        return line

    def done(self, words: str) -> None:
        """Say what a verb did."""
        self.voice.say("OK", words)

    def several(self, words: str, rows: Sequence[tuple[str, str]]) -> None:
        """How many there are, and each with its label."""
        self.voice.say("LIST", words)
        for label, text in rows:
            self.voice.say(label, text)

    def number(self, ticket: Ticket) -> str:
        """A stop as it was announced, with its node."""
        return f"{self.stops.number(ticket)} {ticket.node}"
