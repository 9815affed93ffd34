"""A file that is read says how the session stood when it was written."""

from __future__ import annotations

import pytest

from rlm_tui.domain.events import Event
from rlm_tui.domain.events_of_steering import IntentChanged
from rlm_tui.domain.reduce import replay
from rlm_tui.exchange import markdown, page
from rlm_tui.exchange.standing import standing
from rlm_tui.main.sharing import exported
from rlm_tui.storage.store import Store
from tests import factories
from tests.exchange.writing_out import whole

STARTED = factories.numbered(factories.created(), factories.root_started())
CALLING = factories.numbered(*STARTED, factories.call_started())
PAUSE = IntentChanged(intent="pause", actor="you")


@pytest.mark.parametrize(
    ("events", "said"),
    [
        (STARTED, "running"),
        (factories.waiting_session(), "waiting for a person at 2 stops"),
        (factories.numbered(*STARTED, PAUSE), "paused"),
        (factories.numbered(*CALLING, PAUSE), "pausing, 1 in flight"),
    ],
)
def test_what_goes_on_is_said_with_its_time(events: list[Event], said: str) -> None:
    session = replay(events)

    live, cut = standing(session, is_live=True), standing(session, is_live=False)

    assert live == f"{said}, as of 1970-01-01 00:16 UTC"
    assert cut == "interrupted, as of 1970-01-01 00:16 UTC"


def test_an_end_is_said_alone() -> None:
    assert standing(replay(factories.finished_session()), is_live=False) == "answered"


async def test_both_forms_say_it() -> None:
    session = replay(factories.waiting_session())

    for form in (markdown, page):
        text = "".join(
            [part async for part in form.write(session, whole, is_live=True)]
        )
        assert "waiting for a person at 2 stops, as of" in text
        assert "(none yet)" in text
        assert "interrupted" not in text


async def test_a_session_that_some_process_runs_is_live() -> None:
    async with Store.open(None) as store:
        for event in STARTED:
            await store.append(replay(STARTED).id, event)
        async with store.running(replay(STARTED).id):
            text = "".join(
                [part async for part in exported(store, replay(STARTED).id, "md")]
            )
        after = "".join(
            [part async for part in exported(store, replay(STARTED).id, "md")]
        )

    assert "| state | running, as of" in text
    assert "| state | interrupted, as of" in after
