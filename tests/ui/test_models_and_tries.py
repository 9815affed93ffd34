"""Another model for one call, another attempt beside it, and running to a place."""

from __future__ import annotations

from textual.pilot import Pilot
from textual.widgets import Input

from rlm_tui.domain.events import Event
from rlm_tui.domain.events_of_tickets import Result
from rlm_tui.domain.text import Text
from rlm_tui.ui.app import RlmTuiApp
from rlm_tui.ui.contracts.launcher import ModelChoice
from rlm_tui.ui.screens.attempts import AttemptsScreen
from rlm_tui.ui.screens.models import ModelScreen, choices_for
from rlm_tui.ui.style.glyphs import UNICODE
from rlm_tui.ui.text.lines import plain
from rlm_tui.ui.widgets.text_view import TextView
from tests import factories
from tests.ui.driving import note, opened, press, run_screen, settle
from tests.ui.fakes import Bed, bed
from tests.ui.launchers import FakeLauncher

FIRST = "0.1:query:1"
RESULT = "0.1:result:1"

TWO = (
    Result(model="openai/gpt-5-mini", text=Text.of("Clause 14.1 alone.")),
    Result(model="openai/gpt-5", text=Text.of("Clauses 14.1 and 14.3.")),
)


def at_a_result(*attempts: Result) -> Bed:
    """A run in which a sub-query has come back and waits to be handed on."""
    before: list[Event] = factories.waiting_session()[:-3]
    held = factories.held("0.1", "result", ticket=RESULT, payload="Clause 14.1.")
    changed = {"of": "query", "attempts": attempts}
    return bed(factories.numbered(*before, held.model_copy(update=changed)))


def top(pilot: Pilot[None]) -> ModelScreen:
    """The list of models on top."""
    screen = pilot.app.screen
    assert isinstance(screen, ModelScreen)
    return screen


async def test_a_typed_model_is_taken_for_what_waits() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await press(pilot, "M", *"ollama/new", "enter")

        assert it.handle.verbs == [("choose_model", FIRST, "ollama/new")]


async def test_the_models_of_the_run_and_those_that_are_usable_are_offered() -> None:
    it = bed(factories.waiting_session())
    app = RlmTuiApp(
        FakeLauncher(), controller=it.controller, clock=it.clock, grace_ms=0
    )

    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "M")
        listing = top(pilot).listing
        lines = [listing.render_line(y).text for y in range(4)]
        await press(pilot, "down", "enter")

    assert "gpt-5-mini" in lines[0]
    assert "as now" in lines[0]
    assert any("offline" in said for said in lines)
    assert it.handle.verbs == [("choose_model", FIRST, "openai/gpt-5")]


async def test_what_speaks_against_a_typed_name_is_told_whole() -> None:
    doubt = "no provider is named 'opnai'; did you mean openai/gpt-5?"
    it = bed(factories.waiting_session())
    screen = ModelScreen(
        "which?", (), UNICODE, enter="", says="once", doubt=lambda _name: doubt
    )

    async with opened(it) as pilot:
        await pilot.app.push_screen(screen)
        await press(pilot, *"opnai/gpt-5")

        assert [plain(row).strip() for row in screen.note.lines] == [doubt]


async def test_escape_takes_no_model() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await press(pilot, "M", "M", "x", "escape")

        assert it.handle.verbs == []
        assert run_screen(pilot).is_current


async def test_a_code_stop_has_no_model() -> None:
    held = factories.held("0", "exec", owner="0")
    it = bed(factories.numbered(*factories.waiting_session()[:-4], held))

    async with opened(it) as pilot:
        await press(pilot, "M")

        assert note(pilot).startswith("before the code runs: no model is asked there")


async def test_r_runs_it_again_with_another_model() -> None:
    it = at_a_result()

    async with opened(it) as pilot:
        await press(pilot, "R", *"openai/gpt-5", "enter")

        assert it.handle.verbs[0][:2] == ("retry", RESULT)
        assert "openai/gpt-5" in it.handle.verbs[0]


async def test_where_nothing_can_be_run_again_r_says_so() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await press(pilot, "R")

        assert note(pilot).startswith("before sub-query: it cannot be run again, only")


async def test_attempts_are_shown_side_by_side_and_one_is_chosen() -> None:
    it = at_a_result(*TWO)

    async with opened(it) as pilot:
        assert "R 2 tries" in plain(run_screen(pilot).hints.lines[0])
        await press(pilot, "R")
        screen = pilot.app.screen
        assert isinstance(screen, AttemptsScreen)
        shown = [view.plain_text for view in screen.query(TextView) if view.display]
        assert shown == ["Clause 14.1 alone.", "Clauses 14.1 and 14.3."]
        await press(pilot, "left", "enter")

        assert it.handle.verbs == [("pick", RESULT, "1")]


async def test_in_a_narrow_window_one_attempt_is_shown_at_a_time() -> None:
    async with opened(at_a_result(*TWO), size=(60, 20)) as pilot:
        await press(pilot, "R", "left")
        views = pilot.app.screen.query(TextView)
        shown = [view.plain_text for view in views if view.display]

    assert shown == ["Clause 14.1 alone."]


async def test_one_more_attempt_can_be_asked_for_beside_them() -> None:
    it = at_a_result(*TWO)

    async with opened(it) as pilot:
        await press(pilot, "R", "R")
        top(pilot)
        assert it.handle.verbs == []
        await press(pilot, "enter")

        assert it.handle.verbs[0][:2] == ("retry", RESULT)


async def test_t_runs_to_the_node_under_the_cursor() -> None:
    it = bed(factories.numbered(*factories.waiting_session()[:-1]))

    async with opened(it) as pilot:
        await press(pilot, "down", "t")

        assert it.handle.verbs == [("run_to", "0.2")]
        assert note(pilot).startswith("running to 0.2; still waiting for you: 1")


async def test_t_on_what_already_waits_says_so() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await press(pilot, "t")

        assert it.handle.verbs == []
        assert note(pilot).startswith("0.1 already waits")


async def test_commands_run_until_step_often_and_run_again() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        for said in ("until gate:final", "step into 3", "model openai/gpt-5 0.2"):
            await press(pilot, "colon")
            pilot.app.screen.query_one(Input).value = said
            await press(pilot, "enter")

        assert it.handle.verbs[:2] == [("until", "gate:final"), ("approve", FIRST)]
        assert ("choose_model", "0.2:query:1", "openai/gpt-5") in it.handle.verbs


def test_a_typed_name_comes_first_unless_it_is_in_the_list() -> None:
    models = [ModelChoice("openai/gpt-5", ""), ModelChoice("offline", "")]

    assert [m.name for m in choices_for("gpt", models)] == ["gpt", "openai/gpt-5"]
    assert [m.name for m in choices_for("offline", models)] == ["offline"]
    assert choices_for("", models) == models


def test_what_speaks_against_a_typed_name_stands_beside_it() -> None:
    [typed] = choices_for("gpt", [], lambda name: f"{name} has no provider")

    assert typed.note == "gpt has no provider"
