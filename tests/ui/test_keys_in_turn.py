"""Keys that come together: each meets what the one before it has led to."""

from __future__ import annotations

from textual.app import App
from textual.events import Event, Key, Paste
from textual.keys import key_to_character
from textual.pilot import Pilot

from rlm_tui.ui.app_typing import KeysInTurn
from rlm_tui.ui.screens.help import HelpScreen
from rlm_tui.ui.widgets.dialog import Dialog
from tests import factories
from tests.ui.driving import opened, run_screen, settle
from tests.ui.fakes import bed
from tests.ui.launchers import FakeLauncher
from tests.ui.test_start_screen import start_screen

TICKET = "0.1:query:1"


async def burst(pilot: Pilot[None], *keys: str) -> None:
    """Have keys arrive at once; a word is pasted."""
    for key in keys:
        character = key_to_character(key)
        is_word = " " in key
        pilot.app.post_message(Paste(key) if is_word else Key(key, character))
    await settle(pilot)


async def test_a_path_and_a_question_land_in_their_boxes() -> None:
    async with start_screen(FakeLauncher(given=None)) as it:
        it.screen.path.focus()
        await it.pilot.pause()
        await burst(it.pilot, *"path", "enter", *"Why", "enter")

        assert it.screen.path.value == "path"
        assert [request.question for request in it.app.asked] == ["Why"]


async def test_an_answer_is_written_in_its_box_and_sent_by_the_key_after_it() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await burst(pilot, "equals_sign", "4", "2", "a", "ctrl+s", "a")

        assert it.handle.verbs == [("answer", TICKET, "42a")]


async def test_a_command_typed_at_once_is_carried_out() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await burst(pilot, "colon", *"pause", "enter", "6")

        assert it.handle.verbs == [("pause",)]
        assert run_screen(pilot).tab == "events"


async def test_a_dialog_takes_what_is_typed_behind_the_key_that_opened_it() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await burst(pilot, "X", "X", "enter", "question_mark", "escape", "p")

        assert not isinstance(pilot.app.screen, Dialog | HelpScreen)
        assert it.handle.verbs == [("pause",)]


async def test_what_was_kept_meanwhile_comes_before_what_was_typed_since() -> None:
    app = App[None]()
    taken: list[str] = []

    async def take(event: Event) -> None:
        assert isinstance(event, Key)
        taken.append(event.key)

    turns = KeysInTurn(app, take)
    async with app.run_test() as pilot:
        await turns.begin()
        is_first_held = turns.holds(Key("a", "a"))
        is_next_held = turns.holds(Key("b", "b"))
        turns.put_first((Key("i", "i"), Key("j", "j")))
        await pilot.pause()

    assert (is_first_held, is_next_held) == (False, True)
    assert taken == ["i", "j", "b"]
