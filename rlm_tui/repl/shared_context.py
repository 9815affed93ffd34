"""Parts of contexts that are handed on as places in a file, and not as bytes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from rlm_tui.domain.values import ContextValue
from rlm_tui.frames import FrameError
from rlm_tui.repl.context_file import ContextFile, SharedText

_FREE_CHARS = 256 << 20
_TIMES_THE_TEXTS = 4


@dataclass(frozen=True, slots=True, eq=False)
class _Place:
    source: ContextFile
    part: SharedText


class Shelf:
    """Knows of which texts the bytes are in a file already.

    A text is known by its identity, and only while the query is open that handed it
    over: whoever changes it makes another text, which gets a file of its own.
    """

    def __init__(self) -> None:
        self._places: dict[int, list[_Place]] = {}

    def put(self, place: _Place) -> None:
        """Note where a text is."""
        self._places.setdefault(id(place.part.text), []).append(place)

    def remove(self, place: _Place) -> None:
        """Forget a note."""
        places = self._places[id(place.part.text)]
        places.remove(place)
        if not places:
            del self._places[id(place.part.text)]

    def window(self, context: ContextValue) -> ContextFile | None:
        """The place of a context in a file that is still open."""
        for place in self._places.get(id(context), ()):
            if place.source.file.is_open:
                return place.source.window(place.part)
        return None


class Lender:
    """Cuts the parts that one child hands on out of its context."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._source: ContextFile | None = None
        self._chars_left = 0

    def hold(self, source: ContextFile) -> None:
        """Take over the file of the child's context."""
        self._source = source
        whole = sum(len(text.text) for text in source.texts)
        self._chars_left = _FREE_CHARS + _TIMES_THE_TEXTS * whole

    def release(self) -> None:
        """Close the file; nothing can be lent any more."""
        if self._source is not None:
            self._source.close()
            self._source = None

    def loan(self) -> Loan:
        """What one query hands on, on the shelf until it is answered."""
        return Loan(self)

    def take_back(self, places: Iterable[_Place]) -> None:
        """Take parts off the shelf."""
        for place in places:
            self._shelf.remove(place)
            self._chars_left += len(place.part.text)

    def lend(self, number: int, offset: int, length: int) -> _Place:
        """Cut a part out and put it on the shelf.

        Raises:
            FrameError: there is no such part, or too much is lent already.
        """
        if self._source is None or number >= len(self._source.texts):
            raise FrameError("part of a text that is not in the context")
        whole = self._source.texts[number]
        if offset + length > len(whole.text):
            raise FrameError("part outside of its text")
        if length > self._chars_left:
            raise FrameError("flood of contexts")
        self._chars_left -= length
        place = _Place(self._source, whole.part(offset, length))
        self._shelf.put(place)
        return place


class Loan:
    """The parts that one query hands on."""

    def __init__(self, lender: Lender) -> None:
        self._lender = lender
        self._places: list[_Place] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """The query is answered."""
        self._lender.take_back(self._places)

    def cut(self, number: int, offset: int, length: int) -> str:
        """A part of one of the context's long texts.

        Raises:
            FrameError: there is no such part, or too much is lent already.
        """
        place = self._lender.lend(number, offset, length)
        self._places.append(place)
        return place.part.text
