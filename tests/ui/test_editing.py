"""Edits: the person's own editor, drafts that last, counts that follow the text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from textual.widgets import TextArea

from rlm_tui.domain.events import SessionFinished
from rlm_tui.domain.text import Text
from rlm_tui.errors import StoreError
from rlm_tui.ui.app import RlmTuiApp
from rlm_tui.ui.desk.drafts import Drafts
from rlm_tui.ui.screens.edit import EditScreen
from rlm_tui.ui.style.glyphs import UNICODE
from rlm_tui.ui.text.estimates import estimate_of_edit
from rlm_tui.ui.text.lines import plain
from tests import factories
from tests.ui.driving import note, opened, press, run_screen, settle
from tests.ui.fakes import Bed, bed
from tests.ui.launchers import FakeLauncher

FIRST = "0.1:query:1"


@dataclass
class FakeKeeper:
    """Keeps drafts in memory; fails if told to."""

    texts: dict[str, str] = field(default_factory=dict)
    fails: bool = False

    async def load(self) -> dict[str, str]:
        return dict(self.texts)

    async def save(self, texts: Mapping[str, str]) -> None:
        if self.fails:
            raise StoreError("the disk is full")
        self.texts = dict(texts)


async def test_without_an_editor_of_its_own_e_says_which_variables_to_set() -> None:
    async with opened(bed(factories.waiting_session())) as pilot:
        await press(pilot, "E")

        assert note(pilot).startswith("set VISUAL or EDITOR for this; e edits here")


async def test_where_the_terminal_cannot_be_given_away_the_text_box_opens() -> None:
    it = bed(factories.waiting_session())
    app = RlmTuiApp(
        None, controller=it.controller, clock=it.clock, environ={"EDITOR": "true"}
    )

    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        it.clock.now += 1
        await press(pilot, "E")

        assert isinstance(app.screen, EditScreen)
        await press(pilot, "ctrl+g")
        assert "not supported" in plain(app.screen.hints.lines[0])


def app_keeping(it: Bed, keeper: FakeKeeper) -> RlmTuiApp:
    """The app over a run whose drafts go to a keeper."""
    launcher = FakeLauncher()
    launcher.keeper = keeper
    return RlmTuiApp(launcher, controller=it.controller, clock=it.clock, grace_ms=0)


async def test_a_draft_outlives_the_app() -> None:
    keeper = FakeKeeper()
    first = app_keeping(bed(factories.waiting_session()), keeper)
    async with first.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "e", "end", *"T", "ctrl+home", "delete", "s")
        await press(pilot, "ctrl+end", "backspace", *" NOT", "escape")

    again = app_keeping(bed(factories.waiting_session()), keeper)
    async with again.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        assert "e edit draft" in plain(run_screen(pilot).hints.lines[0])
        await press(pilot, "e")

        assert again.screen.query_one(TextArea).text == "summarise section 14. NOT"


async def test_a_decision_throws_the_draft_away_for_good() -> None:
    keeper = FakeKeeper({f"answer {FIRST}": "42"})
    it = bed(factories.waiting_session())
    async with app_keeping(it, keeper).run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "a")

    assert it.handle.verbs == [("answer", FIRST, "42")]
    assert keeper.texts == {}


async def test_an_approval_tells_of_the_draft_that_it_leaves_out() -> None:
    it = bed(factories.waiting_session())

    async with opened(it) as pilot:
        await press(pilot, "e", *" now", "escape", "a")

        assert "approved; your draft was not used" in run_screen(pilot).said.words
    assert it.handle.verbs == [("approve", FIRST)]


async def test_the_end_of_the_run_throws_drafts_away() -> None:
    keeper = FakeKeeper({f"edit {FIRST}": "half"})
    it = bed(factories.waiting_session())
    async with app_keeping(it, keeper).run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await it.journal.record(SessionFinished(status="stopped"))
        await settle(pilot)
        await settle(pilot)

    assert keeper.texts == {}


async def test_a_draft_that_cannot_be_kept_is_said_to_be() -> None:
    keeper = FakeKeeper(fails=True)
    it = bed(factories.waiting_session())
    async with app_keeping(it, keeper).run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "e", "z", "escape")

        assert note(pilot).startswith("the disk is full")


async def test_what_changes_during_a_save_is_saved_too() -> None:
    keeper = FakeKeeper()
    drafts = Drafts(keeper)
    drafts.edits["t"] = "one"
    await drafts.save()
    drafts.edits["t"] = "two"
    await drafts.save()

    assert keeper.texts == {"edit t": "two"}


def test_the_estimate_follows_the_length_of_the_edit() -> None:
    held = factories.numbered(*factories.waiting_session())
    ticket = bed(held).controller.session.tickets[FIRST]
    said = estimate_of_edit(ticket, ticket.payload.chars, glyphs=UNICODE)
    longer = estimate_of_edit(ticket, 400_000, glyphs=UNICODE)

    assert (said, longer) == ("~$0.006", "~$0.039")


async def test_code_that_was_changed_before_it_ran_is_shown_as_a_diff() -> None:
    *before, started, executed = factories.waiting_session()[:7]
    changed = {"code": Text.of("print(2)"), "proposed": Text.of("print(1)")}
    it = bed([*before, started, executed.model_copy(update=changed)])

    async with opened(it) as pilot:
        await press(pilot, "3")
        text = run_screen(pilot).main_text.plain_text

    assert "1- print(1)" in text
    assert "1+ print(2)" in text
