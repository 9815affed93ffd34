"""A session that is opened by its outline is the one that its events make."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rlm_tui.domain.copying import replace
from rlm_tui.domain.events import Event
from rlm_tui.domain.outline import Outline, opened, outline_of
from rlm_tui.domain.reduce import reduce, replay
from rlm_tui.domain.saved_nodes import SavedNode, told_alone
from rlm_tui.domain.session import Node, Session
from tests.engine.cut import Bed, approve_all
from tests.factories import finished_session, waiting_session
from tests.storage.samples import samples


class Fetching:
    """Gives nodes their texts out of a list of events, and keeps whose."""

    def __init__(self, events: Sequence[Event]) -> None:
        self._events = events
        self.asked: list[str] = []

    def __call__(self, node: str, numbers: Sequence[int]) -> Node:
        self.asked.append(node)
        return told_alone(node, [self._events[number - 1] for number in numbers])


def reopened(events: Sequence[Event], fetch: Fetching | None = None) -> Session:
    """The session after its outline was written and read."""
    outline = outline_of(replay(events), events)
    return opened(outline, fetch or Fetching(events))


def gone_on(session: Session, events: Sequence[Event]) -> Session:
    """The session after more events."""
    for event in events:
        session = reduce(session, event)
    return session


@pytest.mark.parametrize(
    "events", [samples(), waiting_session(), finished_session()], ids=len
)
def test_it_is_equal_wherever_the_outline_ends(events: list[Event]) -> None:
    whole = replay(events)

    for seq in range(1, len(events) + 1):
        session = reopened(events[:seq])

        assert session == replay(events[:seq])
        assert gone_on(reopened(events[:seq]), events[seq:]) == whole


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    rules=st.sampled_from([(), ("hold gate:query",), ("hold gate:exec,result",)]),
    share=st.floats(0.05, 1),
)
def test_it_is_equal_for_runs_with_batches_and_children(
    rules: tuple[str, ...], share: float
) -> None:
    bed = Bed(rules=rules)

    async def run() -> None:
        async with bed.up() as live:
            await approve_all(live)

    asyncio.run(run())
    seq = max(1, int(share * len(bed.saved)))

    session = gone_on(reopened(bed.saved[:seq]), bed.saved[seq:])

    assert session == replay(bed.saved)


def test_nothing_is_fetched_for_what_a_tree_shows() -> None:
    fetch = Fetching(samples())

    session = reopened(samples(), fetch)
    shown = [
        (node.state, node.turns, node.total, node.below, node.children, node.place)
        for node in session.nodes.values()
    ]

    assert len(shown) == 2
    assert fetch.asked == []


def test_the_texts_of_a_node_are_fetched_once() -> None:
    fetch = Fetching(samples())
    node = reopened(samples(), fetch).nodes["0"]

    texts = (node.prompt, node.iterations, node.answer, node.note)

    assert texts[0] == replay(samples()).nodes["0"].prompt
    assert fetch.asked == ["0"]


def test_what_has_happened_since_stays_when_texts_are_fetched() -> None:
    node = reopened(samples()).nodes["0"]

    changed = replace(node, error="since")

    assert isinstance(changed, SavedNode)
    assert not changed.is_fetched
    assert (changed.prompt, changed.error) == (node.prompt, "since")


def test_a_node_is_another_one_if_any_field_is() -> None:
    events = finished_session()
    node = reopened(events).nodes["0"]
    whole = replay(events).nodes["0"]

    assert node == whole
    assert whole == node
    assert node != replace(whole, error="x")
    somebody: object = "0"
    assert node != somebody


@pytest.mark.parametrize("part", ["frame", "rows", "told"])
def test_what_is_no_outline_is_refused(part: str) -> None:
    events = finished_session()
    found = outline_of(replay(events), events)
    parts = {"frame": found.frame, "rows": found.rows, "told": found.told}
    torn = Outline(found.seq, **{**parts, part: parts[part][:-1]})

    with pytest.raises(ValueError, match=r"."):
        opened(torn, Fetching(events))
