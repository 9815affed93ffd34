"""A session that goes on has what it was begun with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from rlm_tui.domain.events import RunStarted
from rlm_tui.main.launch import Workshop, request_of
from rlm_tui.main.reopening import reopen
from rlm_tui.main.settings import Settings

ELSEWHERE = "http://127.0.0.1:9/v1"
NEARER = "http://127.0.0.1:10/v1"


async def cut_session(settings: Settings) -> str:
    """A session that began and did not end; its id."""
    workshop = Workshop(settings, {})
    async with workshop.store() as store:
        loaded = await workshop.load_context([], b"some text")
        request = request_of(settings, "Why?")
        journal = await workshop.create(store, loaded, request, attended=True)
        await journal.record(RunStarted())
        return journal.session.id


@pytest.mark.parametrize(
    ("given", "asked"), [(None, ELSEWHERE), (ELSEWHERE, ELSEWHERE), (NEARER, NEARER)]
)
async def test_its_models_are_on_the_server_it_began_with(
    tmp_path: Path, given: str | None, asked: str
) -> None:
    begun = Settings(
        db=tmp_path / "s.db", model="echo", api_base=ELSEWHERE, isolation="process"
    )
    session = await cut_session(begun)
    workshop = Workshop(replace(begun, api_base=given), {})
    models = workshop.models()

    async with workshop.store() as store:
        found = await reopen(workshop, store, models, session)

    assert found.models is models.at(asked)
    await models.close()
