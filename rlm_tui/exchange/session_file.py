"""A run of the library, kept in a file that the app imports."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from rlm_tui.domain.events import Event, SessionCreated
from rlm_tui.domain.long_texts import texts_of
from rlm_tui.domain.stored_form import digest, pieces_of
from rlm_tui.domain.values import ContextValue
from rlm_tui.errors import ExchangeError
from rlm_tui.exchange import jsonl


class SessionFile:
    """Takes in the events of a run, and writes them when its block is left.

    `rlm-tui import FILE` saves the session, to be reviewed, compared or branched:

        with SessionFile("run.jsonl", context=text) as keep:
            agent.generate_sync(context=text, query="...", on_event=keep)

    What there is is written after an error too. Runs one after the other make a file of
    several sessions.
    """

    def __init__(
        self, path: str | Path, *, context: ContextValue | None = None
    ) -> None:
        """Take a place.

        Args:
            path: of the file, which is overwritten.
            context: what is asked about; without it the session can be read, and not
                gone on with.
        """
        self._path = Path(path)
        self._context = context
        self._events: list[Event] = []
        self._texts: dict[str, str] = {}
        """Those that are too long to be inline, by their hashes."""

    def __call__(self, event: Event) -> None:
        """Take in an event, as `on_event`."""
        if event.transient:
            return
        if self._context is not None and isinstance(event, SessionCreated):
            name = digest(pieces_of(self._context))
            info = event.context.model_copy(update={"hash": name})
            event = event.model_copy(update={"context": info})
        self._events.append(event)
        self._texts |= {text.hash: text.full or "" for text in texts_of(event)}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Write what there is.

        Raises:
            ExchangeError: the file cannot be written.
        """
        if not self._events:
            return
        part = self._path.with_name(f"{self._path.name}.part")
        try:
            with part.open("w", encoding="utf-8", newline="\n") as file:
                file.writelines(jsonl.write_at_hand(self._events, self._pieces))
            part.replace(self._path)
        except OSError as failure:
            part.unlink(missing_ok=True)
            said = failure.strerror or failure
            raise ExchangeError(f"{self._path} cannot be written: {said}") from failure

    def _pieces(self, name: str) -> Iterator[str]:
        """The stored form of a text, or else of the context."""
        if name in self._texts:
            yield self._texts[name]
        elif self._context is not None:
            for piece in pieces_of(self._context):
                yield bytes(piece).decode("utf-8", "surrogatepass")
