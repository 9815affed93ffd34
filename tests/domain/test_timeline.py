"""A session can be seen as it was after each of its events."""

from __future__ import annotations

import pytest

from rlm_tui.domain import timeline as timelines
from rlm_tui.domain.event_log import EventLog
from rlm_tui.domain.events import Event, Warned
from rlm_tui.domain.reduce import replay
from rlm_tui.domain.timeline import Timeline
from tests import factories


def many(count: int) -> list[Event]:
    """A session with as many events and more."""
    begun: list[Event] = [factories.created(), factories.root_started()]
    more: list[Event] = [
        Warned(node="0", warning="loop", message=str(n)) for n in range(count)
    ]
    return factories.numbered(*begun, *more)


@pytest.mark.parametrize("position", [0, 1, 7, 17])
def test_the_session_at_a_position_is_the_fold_up_to_it(position: int) -> None:
    events = factories.waiting_session()
    timeline = Timeline(events)
    timeline.at(len(events))

    assert timeline.at(position) == replay(events[:position])


def test_what_was_folded_is_there_without_folding_it_again() -> None:
    events = factories.waiting_session()
    timeline = Timeline(events)
    whole = timeline.fold_on()

    assert whole == replay(events)
    assert timeline.at(len(events)) is whole


def test_folding_goes_on_where_it_was() -> None:
    events = factories.waiting_session()
    timeline = Timeline(events)
    timeline.fold_on()
    events.append(
        factories.approved("0.2:query:1", "0.2").model_copy(update={"seq": 18})
    )

    assert timeline.fold_on() == replay(events)


def test_of_a_long_session_few_moments_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(timelines, "EVERY", 2)
    monkeypatch.setattr(timelines, "MOST", 8)
    monkeypatch.setattr(timelines, "NEAR", 3)
    monkeypatch.setattr(timelines, "MOST_NEAR", 4)
    events = many(100)
    timeline = Timeline(events)
    timeline.fold_on()

    for position in (102, 101, 50, 49, 3, 77):
        assert timeline.at(position) == replay(events[:position])
    assert timeline.kept <= 8 + 4


def test_events_are_fetched_by_the_page_and_those_that_come_are_at_hand() -> None:
    events = many(600)
    asked: list[range] = []

    def fetch(numbers: range) -> list[Event]:
        asked.append(numbers)
        return events[numbers.start - 1 : numbers.stop - 1]

    log = EventLog(600, fetch)
    for event in events[600:]:
        log.append(event)

    assert (len(log), log[-1], log[601]) == (602, events[-1], events[601])
    assert asked == []
    assert log[598:602] == events[598:602]
    assert (log[0], log[599]) == (events[0], events[599])
    assert asked == [range(513, 601), range(1, 257)]
    assert list(log) == events
    with pytest.raises(IndexError):
        log[602]
