"""A run whose events cannot be saved any more stops there, and says so."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from rlm_tui.domain.events import Warned
from rlm_tui.errors import StoreError
from rlm_tui.journal import Journal
from tests.engine.cut import Bed, approve_all, undisturbed
from tests.engine.live import PATIENCE_S, Live
from tests.fakes import FakeRepls

HELD = ("hold gate:query,final",)


def check_broken(journal: Journal) -> None:
    """Nothing looks as if it went on, or waited for a person."""
    session = journal.session
    assert session.status == "interrupted"
    assert session.error == "the power is gone"
    assert not session.is_running
    assert (session.waiting, session.in_flight, session.out_calls) == ((), 0, 0)


async def broken(bed: Bed, act: Callable[[Live], Awaitable[None]]) -> Live:
    """A run that came to its end while somebody did something."""
    repls, runs = FakeRepls(), list[Live]()

    async def play() -> None:
        async with bed.up(repls) as run, asyncio.timeout(PATIENCE_S):
            runs.append(run)
            await act(run)

    with pytest.raises(StoreError, match="the power is gone"):
        await play()
    check_broken(runs[0].journal)
    assert list(runs[0].journal.events) == bed.saved
    assert repls.open == []
    return runs[0]


async def test_a_decision_that_cannot_be_saved_ends_the_run() -> None:
    bed = Bed(rules=HELD)

    async def approve(run: Live) -> None:
        ticket = await run.held("query")
        bed.cut_after = len(bed.saved)
        with pytest.raises(StoreError):
            await run.handle.approve(ticket.id)
        await run.handle.stopped()

    await broken(bed, approve)

    assert len(bed.session.waiting) == 1  # it can be taken up


async def test_what_was_put_off_and_cannot_be_saved_ends_a_run_that_waits() -> None:
    bed = Bed(rules=HELD)

    async def put_off(run: Live) -> None:
        await run.held("query")
        bed.cut_after = len(bed.saved)
        run.journal.put_off(Warned(node="0", warning="loop", message="lost"))
        await run.handle.stopped()

    await broken(bed, put_off)


@pytest.mark.parametrize("rules", [(), HELD], ids=["alone", "held"])
async def test_at_whatever_event_it_comes_to_its_end(rules: tuple[str, ...]) -> None:
    whole = await undisturbed(rules=rules)

    for after in range(2, len(whole.saved), 3):
        bed = Bed(rules=rules)
        bed.cut_after = after

        await broken(bed, approve_all)
