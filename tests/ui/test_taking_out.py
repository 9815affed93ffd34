"""A node is copied as Markdown, a text opened in the pager, two nodes compared."""

from __future__ import annotations

from rlm_tui.domain.events_of_steering import NodeMarked
from rlm_tui.exchange import markdown
from rlm_tui.ui.app import RlmTuiApp
from rlm_tui.ui.screens.compare import CompareScreen
from tests import factories
from tests.ui import sessions
from tests.ui.driving import note, opened, press, run_screen, settle
from tests.ui.fakes import bed


async def test_a_node_is_copied_as_markdown() -> None:
    it = bed(factories.finished_session(), is_review=True)
    app = RlmTuiApp(
        None, controller=it.controller, clock=it.clock, as_markdown=markdown.node_text
    )

    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "Y")

        assert "### 0 rlm · done" in app.clipboard
        assert "**Node 0, iteration 2**" in app.clipboard
        assert note(pilot).startswith("copied 0 as Markdown")


async def test_without_a_pager_it_says_which_variable_to_set() -> None:
    async with opened(bed(factories.waiting_session())) as pilot:
        await press(pilot, "v")

        assert note(pilot).startswith("set PAGER for this; z shows the text")


async def test_where_the_terminal_cannot_be_given_away_it_says_so() -> None:
    it = bed(factories.waiting_session())
    app = RlmTuiApp(
        None, controller=it.controller, clock=it.clock, environ={"PAGER": "less"}
    )

    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "v")

        assert "not supported" in note(pilot)


async def test_two_marked_nodes_are_compared() -> None:
    marks = [NodeMarked(node=path, marked=True) for path in ("0.1", "0.2")]
    it = bed(factories.numbered(*factories.waiting_session(), *marks))

    async with opened(it) as pilot:
        await press(pilot, "d")
        screen = pilot.app.screen
        assert isinstance(screen, CompareScreen)
        assert "1- Summarise section 14." in screen.view.plain_text
        assert "1+ Summarise sections 15 to 22." in screen.view.plain_text
        await press(pilot, "q")

        assert run_screen(pilot).is_current


async def test_an_edit_is_shown_with_and_without_its_original() -> None:
    async with opened(bed(sessions.edited())) as pilot:
        await press(pilot, "d")
        assert "2-" not in run_screen(pilot).main_text.plain_text
        assert "OR excludes" in run_screen(pilot).main_text.plain_text
        await press(pilot, "d")

        assert "2- List every" in run_screen(pilot).main_text.plain_text


async def test_where_nothing_was_changed_there_is_no_diff() -> None:
    async with opened(bed(factories.waiting_session())) as pilot:
        await press(pilot, "d")

        assert note(pilot).startswith("nothing was changed here")
