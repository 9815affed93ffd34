"""Words that a person types for a ticket: refusals, edits, answers, drafts."""

from __future__ import annotations

import pytest
from textual.widgets import Input, TextArea

from rlm_tui.ui.screens.edit import EditScreen
from rlm_tui.ui.text.lines import plain
from tests import factories
from tests.ui.driving import note, opened, press, run_screen
from tests.ui.fakes import bed

FIRST, SECOND = "0.1:query:1", "0.2:query:1"


async def test_a_refusal_takes_the_words_that_were_typed() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await press(pilot, "r", *"too broad", "enter")

        assert it.handle.verbs == [("reject", FIRST, "too broad")]


async def test_escape_takes_a_refusal_back() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await press(pilot, "r", "a", "escape")

        assert it.handle.verbs == []
        assert not run_screen(pilot).is_asking


async def test_letters_in_a_text_box_are_letters() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await press(pilot, "r", *"a x c approve", "f5", "f8")

        assert pilot.app.screen.query_one(Input).value == "a x c approve"
        assert it.handle.verbs == []


async def test_an_edit_is_kept_shown_and_not_sent() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await press(pilot, "e", "end", *" PLEASE", "ctrl+s")

        assert it.handle.verbs == [("edit", FIRST, "Summarise section 14. PLEASE")]
        assert (
            "1+ Summarise section 14. PLEASE" in run_screen(pilot).main_text.plain_text
        )
        assert "nothing is sent" in note(pilot)


async def test_a_draft_comes_back_and_v_throws_it_away() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await press(pilot, "e", "end", *" NOT", "escape", "e")
        assert pilot.app.screen.query_one(TextArea).text.endswith(" NOT")
        await press(pilot, "escape", "V", "e")

        assert pilot.app.screen.query_one(TextArea).text == "Summarise section 14."
        assert it.handle.verbs == []


@pytest.mark.parametrize("key", ["ctrl+j", "f5"])
async def test_keep_and_approve_does_both(key: str) -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await press(pilot, "e", "X", key)

        assert [verb[0] for verb in it.handle.verbs] == ["edit", "approve"]


async def test_v_takes_an_answer_back_before_the_edit() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await press(pilot, "e", "end", *" X", "escape", "equals_sign", *"42", "ctrl+s")
        await press(pilot, "V")
        assert note(pilot).startswith("your answer is thrown away: the draft stands")
        await press(pilot, "V")

        said = note(pilot)
    assert said.startswith("your draft is thrown away: the original stands")
    assert it.handle.verbs == []


async def test_an_answer_is_used_only_with_a() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await press(pilot, "equals_sign")
        assert isinstance(pilot.app.screen, EditScreen)
        assert "You write the reply to 0.1" in plain(pilot.app.screen.about.lines[0])
        await press(pilot, *"42", "ctrl+s")
        assert it.handle.verbs == []
        assert "not used yet" in run_screen(pilot).main_text.plain_text
        await press(pilot, "a")

        assert it.handle.verbs == [("answer", FIRST, "42")]


async def test_while_words_are_typed_the_hints_say_whom_they_are_for() -> None:
    it = bed(factories.waiting_session())

    async with opened(it, size=(80, 24)) as pilot:
        await press(pilot, "r", "n", "o")
        hints = " ".join(plain(row) for row in run_screen(pilot).hints.lines)
        await press(pilot, "escape")
        after = " ".join(plain(row) for row in run_screen(pilot).hints.lines)

    assert hints.strip() == "Refuse 0.1  enter refuse it  esc take it back"
    assert "a approve" in after


async def test_a_draft_that_was_left_is_named_in_the_hints() -> None:
    it = bed(factories.waiting_session())

    async with opened(it, size=(80, 24)) as pilot:
        await press(pilot, "e", "z", "escape")
        hints = plain(run_screen(pilot).hints.lines[0])

    assert "a approve original  e edit draft" in hints


async def test_an_answer_that_doubts_itself_ends_with_the_way_back_to_it() -> None:
    *before, end = factories.finished_session()
    doubted = end.model_copy(update={"confidence": 0.25})

    async with opened(bed([*before, doubted]), size=(60, 20)) as pilot:
        screen = run_screen(pilot)

        assert "! NOT SURE" in plain(screen.header.lines[0])
        assert note(pilot).startswith("see it again: rlm-tui review s_test01 ")
