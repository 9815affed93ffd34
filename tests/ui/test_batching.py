"""`A` on the run screen lets all through that wait, after one question."""

from __future__ import annotations

from textual.widgets import Static

from rlm_tui.ui.widgets.dialog import Dialog
from tests import factories
from tests.ui import batches
from tests.ui.driving import note, opened, press, run_screen, settle
from tests.ui.fakes import bed


async def test_all_of_a_batch_go_after_one_question() -> None:
    it = bed(batches.waiting(5))

    async with opened(it) as pilot:
        await press(pilot, "A")
        assert isinstance(pilot.app.screen, Dialog)
        asked = str(pilot.app.screen.query_one("#dialog-question", Static).content)
        await press(pilot, "y", "A")
        assert note(pilot).startswith("nothing waits here")

    assert "Approve 5 sub-queries?" in asked
    assert it.handle.verbs == [("approve", batches.ticket(n)) for n in range(5)]


async def test_what_arrives_while_the_question_stands_is_not_swept_in() -> None:
    it = bed(batches.waiting(5, except_={4}))

    async with opened(it) as pilot:
        await press(pilot, "A")
        await it.journal.record(batches.element_held(4))
        await press(pilot, "y")

    assert len(it.handle.verbs) == 4
    assert it.controller.session.waiting == (batches.ticket(4),)


async def test_the_key_that_asks_cannot_answer_and_enter_means_no() -> None:
    it = bed(batches.waiting(5))

    async with opened(it) as pilot:
        await press(pilot, "A", "A", "a", "enter")

        assert run_screen(pilot).is_current
    assert it.handle.verbs == []


async def test_a_does_not_decide_what_only_the_table_shows() -> None:
    it = bed(batches.waiting(5))

    async with opened(it) as pilot:
        await press(pilot, "a", "e", "r", "equals_sign")

        assert note(pilot).startswith("that key is for one of the 5: enter shows them")
    assert it.handle.verbs == []


async def test_an_answer_that_is_not_used_yet_is_not_passed_over() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await press(pilot, "equals_sign", "4", "2", "ctrl+s")
        await press(pilot, "A", "y")

    assert it.handle.verbs == [("approve", "0.2:query:1")]


async def test_keys_are_off_for_a_moment_after_a_set_was_decided() -> None:
    it = bed(batches.waiting(5))

    async with opened(it, grace_ms=400) as pilot:
        it.clock.now += 1
        await press(pilot, "A", "y")
        await it.journal.record(factories.child_started("0.2"))
        await it.journal.record(factories.held("0.2"))
        await settle(pilot)
        await press(pilot, "a")

    assert ("approve", "0.2:query:1") not in it.handle.verbs


async def test_the_pane_of_a_batch_says_what_asked_and_what_came_back() -> None:
    it = bed(batches.waiting(5, *batches.answered(0, '{"cap": "none"}')))

    async with opened(it) as pilot:
        seen = {}
        for key in "12345":
            await press(pilot, key)
            seen[key] = run_screen(pilot).main_text.plain_text

    assert "4 ◆ wait for you" in seen["1"]
    assert "1 ✓ done" in seen["1"]
    assert "…2024-03 between Delta SA" in seen["1"]
    assert "asked by 0 it 2 block 1, line 2" in seen["3"]
    assert "2→ caps = llm_query_batched(prompts)" in seen["3"]
    assert '0 ✓ {"cap": "none"}' in seen["4"]
    assert "its replies go to 0" in seen["5"]


async def test_a_yes_from_before_the_question_was_seen_does_not_count() -> None:
    it = bed(batches.waiting(5))

    async with opened(it) as pilot:
        dialog = Dialog("All?", verb="approve")
        pilot.app.push_screen(dialog)
        await dialog.run_action("confirm")
        await press(pilot)

        assert pilot.app.screen is dialog
        await press(pilot, "y")
        assert pilot.app.screen is not dialog


async def test_a_set_records_when_each_of_it_was_shown() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        it.clock.now += 5
        await press(pilot, "A", "y")

        assert it.handle.shown_at == {
            "0.1:query:1": it.clock.now - 5,
            "0.2:query:1": it.clock.now,
        }
