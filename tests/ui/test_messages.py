"""The line under everything, on which the screen answers."""

from __future__ import annotations

import pytest
from textual.events import Paste

from rlm_tui.ui.labels.status import NOTE_ROWS
from rlm_tui.ui.text.lines import plain
from tests import factories
from tests.ui.driving import note, opened, press, run_screen, settle
from tests.ui.fakes import bed

FULL = (
    "session store /home/somebody/.local/share/rlm-tui/sessions.db cannot grow, the "
    "disk is full; make room and start again: what was saved before is intact"
)


@pytest.mark.parametrize(("width", "rows"), [(60, 4), (80, 2), (200, 1)])
async def test_an_error_is_seen_with_what_to_do_about_it(width: int, rows: int) -> None:
    async with opened(bed(factories.waiting_session()), size=(width, 24)) as pilot:
        run_screen(pilot).say(FULL, is_error=True)
        await settle(pilot)

        note = run_screen(pilot).note
        assert note.size.height == len(note.lines) == rows
        assert "is intact" in plain(note.lines[-1])
        run_screen(pilot).say("fine")
        await settle(pilot)
        assert note.size.height == 1


async def test_a_message_leaves_room_for_what_it_is_about() -> None:
    async with opened(bed(factories.waiting_session()), size=(80, 24)) as pilot:
        run_screen(pilot).say(FULL * 9, is_error=True)
        await settle(pilot)

        assert run_screen(pilot).note.size.height == NOTE_ROWS


async def test_a_paste_is_no_row_of_keys_and_a_suspension_leaves_word() -> None:
    it = bed([*factories.waiting_session(), factories.child_started("0.9")])
    await it.journal.record(factories.call_started("0.9"))

    async with opened(it) as pilot:
        pilot.app.post_message(Paste("aXyq"))
        await settle(pilot)
        assert note(pilot).startswith("pasted text is for a text box")
        assert it.handle.verbs == []
        await press(pilot, "ctrl+z")
        assert note(pilot).startswith("suspended with 1 in flight: calls may have")
