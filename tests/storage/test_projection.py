"""The list of sessions counts what the events say, however many are saved together."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from rlm_tui.domain.events import Event, NodeFinished, NodeStarted, SessionFinished
from rlm_tui.domain.events_of_calls import CallFailed, CallFinished, CallStarted
from rlm_tui.domain.limits import Usage
from rlm_tui.domain.reduce import reduce, replay
from rlm_tui.domain.session import Session
from rlm_tui.domain.text import Text
from rlm_tui.storage.base import SessionSummary
from rlm_tui.storage.projection import COUNTED_AT
from rlm_tui.storage.store import Store
from tests.storage.samples import SESSION, created


def asked(number: int) -> Iterator[Event]:
    """The events of one sub-query; each fifth call fails first."""
    node = f"0.{number}"
    yield NodeStarted(node=node, node_kind="llm", depth=1)
    yield CallStarted(node=node, iteration=1, model="m")
    if number % 5 == 0:
        yield CallFailed(
            node=node, iteration=1, error_type="E", error="e", usage=Usage(1, cost=0.25)
        )
        yield CallStarted(node=node, iteration=1, attempt=2, model="m")
    yield CallFinished(
        node=node, iteration=1, reply=Text.of("yes"), usage=Usage(1, cost=0.5)
    )
    yield NodeFinished(node=node, state="done")


def events() -> list[Event]:
    """A session that goes past what is counted at once twice."""
    found: list[Event] = [created(), NodeStarted(node="0", node_kind="rlm")]
    for number in count(1):
        found += asked(number)
        if len(found) > 2 * COUNTED_AT:
            break
    return [event.stamped(seq=seq, at=1.0) for seq, event in enumerate(found, 1)]


def counts(summary: SessionSummary) -> tuple[int, int, float | None]:
    return summary.nodes, summary.calls, summary.cost


def counted(session: Session) -> tuple[int, int, float]:
    return len(session.nodes), session.usage.calls, session.usage.cost


@pytest.mark.parametrize("together", [1, 7, COUNTED_AT, 1_000])
async def test_nodes_and_calls_are_counted_at_every_moment(
    store: Store, together: int
) -> None:
    whole, session = events(), Session()

    for first in range(0, len(whole), together):
        await store.append_all(SESSION, whole[first : first + together])
        [summary] = await store.sessions()
        for event in whole[first : first + together]:
            session = reduce(session, event)

        assert counts(summary) == counted(session)


async def test_what_was_counted_stays_when_a_session_is_opened_again(
    path: Path,
) -> None:
    whole = events()
    end = SessionFinished(status="answered").stamped(seq=len(whole) + 1, at=2.0)
    async with Store.open(path) as store:
        await store.append_all(SESSION, whole[:300])

    async with Store.open(path) as store:
        await store.append_all(SESSION, [*whole[300:], end])
        [summary] = await store.sessions()

    assert counts(summary) == counted(replay(whole))
    assert summary.status == "answered"


async def test_one_price_that_nobody_knows_makes_the_sum_unknown(store: Store) -> None:
    unknown = CallFinished(
        node="0", iteration=1, reply=Text.of("?"), usage=Usage(1, unpriced_calls=1)
    )
    whole = events()

    await store.append_all(SESSION, whole)
    await store.append(SESSION, unknown.stamped(seq=len(whole) + 1, at=2.0))

    [summary] = await store.sessions()
    assert summary.cost is None
