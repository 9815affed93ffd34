"""What the pages of a served app share: the session that one of them was on.

A page that is loaded again is a new process with the same words. They would begin
another run, which costs what the first did; so it goes back to the session in their
place.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rlm_tui.errors import SessionNotFoundError
from rlm_tui.main.asked import Asked, OpensAs, Saved

if TYPE_CHECKING:
    from rlm_tui.main.launch import Workshop

NOTE = "RLM_PAGES"
"""The variable that names the file which the pages share."""
TRIES, TRY_AGAIN_S = 20, 0.1
"""A page that is loaded again may come before the process of the last one has ended."""


class Pages:
    """The note that pages leave to those that are opened after them."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        named = environ.get(NOTE, "")
        self._file = Path(named) if named else None

    def note(self, session: str) -> None:
        """Remember the session that a page is on."""
        if self._file is not None:
            self._file.write_text(session, encoding="utf-8")

    async def goes_on(self, workshop: Workshop, asked: Asked) -> Asked:
        """What a page asks for: what the words say, or the session of another page.

        Raises:
            StoreError: the sessions cannot be read.
        """
        if self._file is None or not self._file.exists() or asked.reviews:
            return asked
        session = self._file.read_text(encoding="utf-8")
        try:
            opens_as = await _opens_as(workshop, session)
        except SessionNotFoundError:  # deleted, or only in the memory of that process
            return asked
        begins = asked.saved is None and not asked.question
        if opens_as == "review" and begins:
            return asked  # with its first screen, for another question
        return replace(asked, saved=Saved(session, opens_as), question="")


async def _opens_as(workshop: Workshop, session: str) -> OpensAs:
    """Whether it can be gone on with, or read: also while another page has it."""
    async with workshop.store(read_only=True) as store:
        for _ in range(TRIES):
            if not store.is_running(session):
                break
            await asyncio.sleep(TRY_AGAIN_S)
        status = (await store.summary(session)).status
    return "resume" if status == "interrupted" else "review"
