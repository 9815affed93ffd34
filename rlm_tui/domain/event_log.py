"""The events of a saved session as a sequence of which little is at hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import overload

from rlm_tui.domain.events import Event

PAGE = 256
"""Events that are fetched together."""
PAGES = 8
"""Pages that are kept at hand."""


class EventLog(Sequence[Event]):
    """Fetches saved events by the page; what has happened since is at hand."""

    def __init__(self, count: int, fetch: Callable[[range], Sequence[Event]]) -> None:
        """Take what there is.

        Args:
            count: how many events are saved.
            fetch: gives those with some numbers, which begin with 1.
        """
        self._saved = count
        self._fetch = fetch
        self._pages: dict[int, Sequence[Event]] = {}
        self._added: list[Event] = []

    def append(self, event: Event) -> None:
        """Take in what has happened."""
        self._added.append(event)

    def __len__(self) -> int:
        return self._saved + len(self._added)

    @overload
    def __getitem__(self, index: int) -> Event: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Event]: ...
    def __getitem__(self, index: int | slice) -> Event | Sequence[Event]:
        if isinstance(index, slice):
            return [self._at(place) for place in range(*index.indices(len(self)))]
        place = index + len(self) if index < 0 else index
        if not 0 <= place < len(self):
            raise IndexError(f"there is no event {index}")
        return self._at(place)

    def _at(self, place: int) -> Event:
        if place >= self._saved:
            return self._added[place - self._saved]
        number, place_in = divmod(place, PAGE)
        return self._page(number)[place_in]

    def _page(self, number: int) -> Sequence[Event]:
        found = self._pages.get(number)
        if found is None:
            if len(self._pages) >= PAGES:
                del self._pages[next(iter(self._pages))]
            start = number * PAGE + 1
            numbers = range(start, min(start + PAGE, self._saved + 1))
            found = self._pages[number] = self._fetch(numbers)
        return found
