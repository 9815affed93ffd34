"""A page of a served app that is opened again goes back to its session."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from rlm_tui.domain.events import SessionFinished
from rlm_tui.main import pages
from rlm_tui.main.asked import Asked, Saved
from rlm_tui.main.launch import Workshop
from rlm_tui.main.pages import NOTE, Pages
from rlm_tui.main.settings import Settings
from tests.main.test_reopening import cut_session

BEGINS = Asked(["a.md"], "Why?")


class Bed:
    """The sessions of a served app, and what its pages share."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(db=folder / "s.db", model="echo", isolation="process")
        self.workshop = Workshop(self.settings, {})
        self.pages = Pages({NOTE: str(folder / "session")})

    async def cut(self) -> str:
        """A session that a page was on when it was closed."""
        session = await cut_session(self.settings)
        await asyncio.to_thread(self.pages.note, session)
        return session

    async def opened(self, asked: Asked = BEGINS) -> Asked:
        """What the next page asks for."""
        return await self.pages.goes_on(self.workshop, asked)


@pytest.fixture
def bed(tmp_path: Path) -> Bed:
    return Bed(tmp_path)


async def test_the_first_page_does_what_the_words_say(bed: Bed) -> None:
    assert await bed.opened() is BEGINS
    assert await Pages({}).goes_on(bed.workshop, BEGINS) is BEGINS


@pytest.mark.parametrize("asked", [BEGINS, Asked(saved=Saved("s_0", "branch"))])
async def test_a_run_that_was_cut_goes_on(bed: Bed, asked: Asked) -> None:
    session = await bed.cut()

    found = await bed.opened(asked)

    assert found.saved == Saved(session, "resume")
    assert not found.is_complete


async def test_what_is_opened_for_reading_stays_so(bed: Bed) -> None:
    await bed.cut()
    reads = Asked(saved=Saved("s_0", "review"))

    assert await bed.opened(reads) is reads


async def test_a_run_of_another_page_is_read(
    bed: Bed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "TRY_AGAIN_S", 0)
    session = await bed.cut()

    async with bed.workshop.store() as store, store.running(session):
        found = await bed.opened()

    assert found.saved == Saved(session, "review")


async def test_an_answer_is_read_or_another_question_asked(bed: Bed) -> None:
    session = await bed.cut()
    async with bed.workshop.store() as store:
        ended = SessionFinished(status="answered", seq=9, at=1.0)
        await store.append(session, ended)

    assert (await bed.opened()).saved == Saved(session, "review")
    first_screen = replace(BEGINS, question="")
    assert await bed.opened(first_screen) is first_screen


async def test_a_session_that_is_gone_is_begun_anew(bed: Bed) -> None:
    session = await bed.cut()
    async with bed.workshop.store() as store:
        await store.delete(session)

    assert await bed.opened() is BEGINS
