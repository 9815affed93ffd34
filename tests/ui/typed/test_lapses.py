"""A question that is open when what it asks about ends behind it."""

from __future__ import annotations

from rlm_tui.domain.events import NodeFinished, SessionFinished
from rlm_tui.domain.events_of_tickets import TicketWithdrawn
from rlm_tui.ui.screens.actions.aborting import doing_now
from rlm_tui.ui.screens.edit import EditScreen
from rlm_tui.ui.text.lines import plain
from rlm_tui.ui.typed.lapses import node_lapse, run_lapse, ticket_lapse
from rlm_tui.ui.widgets.abort_dialog import AbortDialog
from rlm_tui.ui.widgets.bar import Bar
from rlm_tui.ui.widgets.dialog import Dialog
from tests import factories
from tests.ui.driving import opened, press, run_screen
from tests.ui.fakes import bed


def test_a_question_about_tickets_holds_until_the_last_is_decided() -> None:
    waiting = factories.folded(*factories.waiting_session())
    one, other = waiting.open_tickets
    gone = TicketWithdrawn(node="0.2", ticket=other.id, reason="the node was aborted")
    decided = [*factories.waiting_session(), factories.approved(one.id), gone]

    left = factories.folded(*decided[:-1])
    assert ticket_lapse(waiting, [one, other]) == ""
    assert ticket_lapse(left, [one, other]) == ""
    assert ticket_lapse(left, [one]) == "0.1 does not wait any more: approved by you"
    session = factories.folded(*decided)
    said = "0.2 does not wait any more: withdrawn: the node was aborted"
    assert ticket_lapse(session, [other]) == said
    assert ticket_lapse(session, [one, other]) == "none of them waits any more"


def test_a_question_about_nodes_holds_until_the_last_has_ended() -> None:
    events = [*factories.waiting_session(), NodeFinished(node="0.1", state="done")]
    session = factories.folded(*events)
    ended = factories.folded(*events, SessionFinished(status="answered"))

    assert node_lapse(session, ["0.1", "0.2"]) == ""
    assert node_lapse(session, ["0.1"]) == "0.1 has ended meanwhile: done"
    assert run_lapse(session) == ""
    assert run_lapse(ended) == "the run has ended: answered"


async def test_a_yes_does_nothing_when_what_it_was_for_is_over() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await press(pilot, "A")
        for ticket in it.controller.session.waiting:
            await it.handle.approve(ticket)
        it.handle.verbs.clear()
        await press(pilot, "y")

        dialog = pilot.app.screen
        assert isinstance(dialog, Dialog)
        assert dialog.lapsed == "none of them waits any more"
        assert it.handle.verbs == []

        await press(pilot, "enter", "ctrl+q")
        await it.handle.abort("0")
        await press(pilot, "y")
        quitting = pilot.app.screen
        assert isinstance(quitting, Dialog)
        assert quitting.lapsed.startswith("the run has ended, and is saved: ctrl+q")
        await press(pilot, "enter")
        assert run_screen(pilot).session.status == "stopped"


async def test_what_is_written_for_a_stop_that_is_gone_is_not_used() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await press(pilot, "r")
        await it.handle.approve("0.1:query:1")
        await press(pilot, *"no", "enter")
        said = plain(run_screen(pilot).ask_bar.says.lines[0])
        assert said == "0.1 does not wait any more: approved by you; esc closes this"
        await press(pilot, "escape", "e", "x")
        await it.handle.abort("0")
        await press(pilot, "ctrl+s")

        editing = pilot.app.screen
        assert isinstance(editing, EditScreen)
        assert "not used any more" in plain(editing.header.lines[0])
        await press(pilot, "escape")
        assert run_screen(pilot).desk.drafts == {}
        assert it.handle.verbs[0] == ("approve", "0.1:query:1")
        assert [verb[0] for verb in it.handle.verbs] == ["approve", "abort"]


async def test_only_the_call_that_was_shown_is_cancelled() -> None:
    it = bed([*factories.waiting_session()[:4], factories.call_started()])
    doing = doing_now(it.controller.session, "0")

    async with opened(it) as pilot:
        shown = [doing]
        dialog = AbortDialog("0", ends="0", doing=lambda: shown[0])
        pilot.app.push_screen(dialog)
        await press(pilot)
        shown[0] = "code block 1 of iteration 2"
        await press(pilot, "o")

        assert doing == "the model call of iteration 1"
        assert pilot.app.screen is dialog
        hints = dialog.query_one("#dialog-hints", Bar)
        assert shown[0] in plain(hints.lines[1])
