"""Lines that go on in another session, in place of the one they are written to."""

from __future__ import annotations

from dataclasses import dataclass, field

from rlm_tui.controller import Controller
from rlm_tui.domain.branching import Forecast
from rlm_tui.domain.events import SessionFinished
from rlm_tui.domain.text import Text
from rlm_tui.errors import SteeringError
from tests import factories
from tests.plain.beds import plain
from tests.ui.fakes import bed


@dataclass
class FakeWays:
    """Notes what it is asked for; every other session is the same one."""

    asked: list[tuple[object, ...]] = field(default_factory=list)
    other: Controller = field(
        default_factory=lambda: bed(factories.waiting_session()).controller
    )

    async def forecast(self, session: str, at: int | None) -> Forecast:
        if at == 99:
            raise SteeringError("there is no 99")
        return Forecast(at=at or 0, replies=2, calls=0, cost=0.0, has_ended=True)

    async def branch(self, session: str, at: int) -> Controller:
        self.asked.append(("branch", session, at))
        return self.other

    async def ask(self, session: str, question: str) -> Controller:
        self.asked.append(("ask", session, question))
        return self.other


async def test_a_branch_begins_after_a_y_and_takes_the_place_of_the_run() -> None:
    ways = FakeWays()
    it = plain(factories.waiting_session(), ways=ways)

    await it.type("branch 3", "n", "branch 3", "y", "status")

    assert ways.asked == [("branch", "s_test01", 3)]
    assert it.front.goes_on_with is ways.other
    assert it.said("OK") == ["nothing was done"]
    assert it.said("STATUS") == []
    assert it.said("ASK")[0].startswith(
        "Branch s_test01 at event 3? 2 recorded replies cost nothing; no call is "
        "known that came after. The run that is live is interrupted, and saved. y"
    )


async def test_a_branch_without_a_number_is_at_the_stop_that_verbs_act_on() -> None:
    ways = FakeWays()
    it = plain(factories.waiting_session(), ways=ways)

    await it.type("B", "y")

    ticket, _ = it.bed.journal.session.open_tickets
    assert ways.asked == [("branch", "s_test01", ticket.seq)]


async def test_what_cannot_be_branched_is_said_and_the_run_stays() -> None:
    it = plain(factories.waiting_session(), ways=FakeWays())

    await it.type("branch 99", "ask who?", "status")

    assert it.said("ERROR") == [
        *("there is no 99", "there is no answer yet that could be asked about")
    ]
    assert it.front.goes_on_with is None
    assert it.said("STATUS") != []


async def test_a_further_question_is_asked_of_an_answer() -> None:
    ways = FakeWays()
    it = plain(factories.finished_session(), ways=ways)

    await it.type("ask", "who signs?")

    assert ways.asked == [("ask", "s_test01", "who signs?")]
    assert it.said("ASK") == ["What is the question?"]


async def test_what_a_limit_has_cut_short_is_no_answer_to_ask_about() -> None:
    ways, before = FakeWays(), factories.finished_session()[:-1]
    cut = SessionFinished(status="limit", answer=Text.of("perhaps"))
    it = plain(factories.numbered(*before, cut), ways=ways)

    await it.type("ask who signs?")

    assert ways.asked == []
    assert it.said("ERROR") == ["there is no answer yet that could be asked about"]
