"""A process that is killed at each event, and the session that goes on from there.

The run has sub-queries one by one and in a batch, a child with one of its own, and
stops at which a person edits, refuses and approves.
"""

from __future__ import annotations

import re
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from rlm_tui.domain.events import Event
from rlm_tui.domain.reduce import replay
from rlm_tui.storage.store import Store
from tests.e2e.victim import Victim
from tests.endpoint import Answer, Endpoint, Request
from tests.engine.cut import SCRIPT, in_flight, timeless

PARTS = 3
"""Of the run, each a test of its own: they can be run side by side."""


def by_pattern(request: Request) -> Answer:
    """The reply of the script whose pattern the prompt has."""
    [reply, *_] = [r for r in SCRIPT if re.search(r["match"], request.prompt)]
    return Answer(reply["text"])


async def saved(victim: Victim) -> tuple[str, list[Event]]:
    """The session in a victim's database."""
    async with Store.open(victim.db, read_only=True) as store:
        [summary] = await store.sessions()
        return summary.id, list(await store.load(summary.id))


def comparable(events: Sequence[Event]) -> object:
    """What the events lead to, whatever its id and its times."""
    session = timeless(replay(events))
    assert isinstance(session, dict)
    return session | {"id": ""}


@dataclass(frozen=True)
class Undisturbed:
    """What a run comes to that nobody kills."""

    session: object
    events: int
    requests: int


async def undisturbed(db: Path, endpoint: Endpoint) -> Undisturbed:
    """Let one run to its end."""
    victim = Victim(db, endpoint.port)
    endpoint.play_by(by_pattern)
    assert await victim.run() == 0
    _, events = await saved(victim)
    return Undisturbed(comparable(events), len(events), len(endpoint.requests))


@pytest.mark.parametrize("part", range(PARTS))
async def test_killed_at_any_event_it_ends_as_if_it_had_not_been(
    tmp_path: Path, part: int
) -> None:
    async with Endpoint() as endpoint:
        whole = await undisturbed(tmp_path / "whole.db", endpoint)
        number = max(2, whole.events * part // PARTS)
        while number < whole.events * (part + 1) // PARTS:
            victim = Victim(tmp_path / f"{number}.db", endpoint.port)
            endpoint.play_by(by_pattern)

            assert await victim.run(kill_at=number) == -signal.SIGKILL
            session, before = await saved(victim)
            assert await victim.run(session) == 0
            _, after = await saved(victim)

            assert comparable(after) == whole.session, number
            more = len(endpoint.requests) - whole.requests
            assert 0 <= more <= in_flight(before), number
            number = len(before) + 1  # those up to here were saved together


async def test_killed_again_and_again_it_ends_as_if_it_had_not_been(
    tmp_path: Path,
) -> None:
    async with Endpoint() as endpoint:
        whole = await undisturbed(tmp_path / "whole.db", endpoint)
        victim = Victim(tmp_path / "killed.db", endpoint.port)
        endpoint.play_by(by_pattern)

        session, out, deaths = "", 0, 0
        ended = await victim.run(kill_at=9)
        while ended == -signal.SIGKILL:
            session, before = await saved(victim)
            out, deaths = out + in_flight(before), deaths + 1
            ended = await victim.run(session, kill_at=len(before) + 9)
        _, after = await saved(victim)

        assert (ended, deaths > 5) == (0, True)
        assert comparable(after) == whole.session
        assert 0 <= len(endpoint.requests) - whole.requests <= out
