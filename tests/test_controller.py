"""What a person is told when they press a key."""

from __future__ import annotations

import pytest

from rlm_tui.domain.events import NodeFinished, SessionFinished
from rlm_tui.domain.events_of_calls import CallStarted
from rlm_tui.domain.events_of_steering import IntentChanged
from rlm_tui.domain.events_of_tickets import TicketEdited, TicketWithdrawn
from rlm_tui.domain.text import Text
from rlm_tui.errors import SteeringError, StoreError
from tests.controllers import FIRST, Hand, after, over
from tests.factories import (
    approved,
    child_started,
    created,
    finished_session,
    held,
    numbered,
    root_started,
    waiting_session,
)


class TestWords:
    """Each verb gives back the line that the screen shows."""

    async def test_of_a_pause_with_calls_in_flight(self) -> None:
        call = CallStarted(node="0", iteration=1, model="m")
        events = numbered(created(), root_started(), call)

        words = await over(events, Hand()).pause()

        assert words == "pausing: 1 in flight, their replies are kept"

    async def test_of_a_pause_where_nothing_moves(self) -> None:
        assert (await over(after(), Hand()).pause()).startswith("paused: nothing moves")

    async def test_of_going_on(self) -> None:
        paused = numbered(*after()[:4], IntentChanged(intent="pause", reason="pause"))

        assert await over(paused, Hand()).resume() == "continuing"

    async def test_of_going_on_with_what_was_not_paused(self) -> None:
        words = await over(after()[:4], Hand()).resume()

        assert words == "it is running already"

    async def test_of_going_on_with_some_that_stay(self) -> None:
        words = await over(after(), Hand()).resume()

        assert (
            words
            == "it is running already; 2 still wait for you (rule 1: hold gate:query)"
        )

    async def test_of_going_on_with_one_that_stays(self) -> None:
        words = await over(after(approved()), Hand()).resume()

        assert (
            words
            == "it is running already; 1 still waits for you (rule 1: hold gate:query)"
        )

    async def test_of_a_limit_in_the_words_of_people(self) -> None:
        stop = held("0", "limit", hold="limit").model_copy(
            update={"limit": "max_iterations", "why": "max_iterations reached: 2 of 2"}
        )
        control = over(numbered(created(), root_started(), stop), Hand())

        going, raising, finishing = (
            await control.resume(),
            await control.approve("0:limit:1"),
            await control.reject("0:limit:1", ""),
        )

        assert going.endswith("1 still waits for you (limit of iterations: 2 of 2)")
        assert raising == "0 goes on, limit: iterations 20"
        assert finishing == "0: finishes with what there is"

    async def test_of_an_approval(self) -> None:
        hand = Hand()

        assert await over(after(), hand).approve(FIRST, shown_at=2.0) == "0.1: approved"
        assert hand.did == [("approve", FIRST, "2.0")]

    async def test_of_an_approval_with_an_edit(self) -> None:
        edit = TicketEdited(node="0.1", ticket=FIRST, text=Text.of("other"))

        words = await over(after(edit), Hand()).approve(FIRST)

        assert words == "0.1: approved as edited"

    async def test_of_an_edit(self) -> None:
        hand = Hand()

        words = await over(after(), hand).edit(FIRST, "other")

        assert words == "0.1: edit kept, nothing is sent until you approve it"
        assert hand.did == [("edit", FIRST, "other")]

    async def test_of_an_edit_that_changes_nothing(self) -> None:
        hand = Hand()

        words = await over(after(), hand).edit(FIRST, "Summarise section 14.")

        assert words == "0.1: unchanged"
        assert hand.did == [("revert", FIRST)]

    async def test_of_a_refusal_an_answer_and_an_abort(self) -> None:
        hand = Hand()
        control = over(after(), hand)

        assert await control.reject(FIRST, "no") == "0.1: refused"
        assert await control.answer(FIRST, "42") == "0.1: answered by you"
        assert await control.abort_node("0.1") == "0.1: aborting"
        assert "cancelling" in await control.abort_call("0")
        assert await control.abort_run() == "aborting the run"
        assert hand.did[-3:] == [
            ("abort", "0.1"),
            ("abort_call", "0"),
            ("abort", "0"),
        ]

    async def test_of_a_step_which_moves_the_lane_of_its_ticket(self) -> None:
        hand = Hand()

        words = await over(after(), hand).step("over", ticket=FIRST, node="0.1")

        assert words == "stepping over 0"
        assert hand.did == [("step", "over", "0", FIRST)]


class TestSets:
    """Many tickets at once: those that wait no longer are counted."""

    async def test_an_approval_of_many(self) -> None:
        hand = Hand()

        words = await over(after(), hand).approve_all([FIRST, "0.2:query:1"])

        assert words == "1 approved; 1 no longer waits"
        assert [did[:3] for did in hand.did] == [
            ("all", FIRST, "approve"),
            ("all", "0.2:query:1", "approve"),
        ]

    async def test_an_answer_says_the_place_in_the_batch(self) -> None:
        hand = Hand()
        element = child_started("0.3").model_copy(update={"index": 7})
        events = after(element, held("0.3"))

        await over(events, hand).answer_all(["0.3:query:1"], "part {idx} of 9")

        assert "part 7 of 9" in hand.did[0][3]

    async def test_edits_of_many(self) -> None:
        words = await over(after(), Hand()).edit_all({FIRST: "x", "0.2:query:1": "y"})

        assert words == "2 edited; nothing is sent until you approve"


class TestNotes:
    """Marks and notes are for people: they can be made of a saved session too."""

    async def test_a_mark_comes_and_goes(self) -> None:
        control = over(finished_session())

        assert await control.mark("0", True) == "0: marked"
        assert "marked" in control.session.nodes["0"].flags
        assert await control.mark("0", False) == "0: mark taken away"
        assert "marked" not in control.session.nodes["0"].flags

    async def test_a_note_is_kept_with_its_node(self) -> None:
        control = over(finished_session())

        assert await control.note("0", " look here ") == "0: noted"
        assert control.session.nodes["0"].note.preview == "look here"
        assert await control.note("0", "") == "0: note taken away"
        assert control.session.nodes["0"].flags == frozenset()

    async def test_a_note_needs_a_node(self) -> None:
        with pytest.raises(SteeringError, match=r"no node 0\.9"):
            await over(finished_session()).note("0.9", "x")


class TestRun:
    """Verbs on the run as a whole say what they did."""

    async def test_guidance_and_limits(self) -> None:
        hand = Hand()
        control = over(after(), hand)

        assert "goes out with its next call" in await control.guide("0", "hurry")
        assert await control.withdraw("0", 1) == "0: guidance 1 taken back"
        assert await control.set_limits(max_cost=2.5) == "limits: money $2.50"
        assert [did[0] for did in hand.did] == ["inject", "withdraw", "set_limits"]

    async def test_a_limit_is_refused_by_its_word(self) -> None:
        hand = Hand()

        with pytest.raises(SteeringError, match=r"^money must be 0 or more, not -5$"):
            await over(after(), hand).set_limits(max_cost=-5)

        assert hand.did == []

    async def test_variables(self) -> None:
        hand = Hand()
        control = over(after(), hand)

        page = await control.variable_page("0", "rows", 5)
        await control.look_at_variables("0")

        assert "x set" in await control.set_variable("0", "x", "[1]")
        assert hand.did == [
            ("look_at_variables", "0"),
            ("set_variable", "0", "x", "[1]"),
        ]
        assert (page.expression, page.start, page.has_more) == ("rows", 5, False)

    async def test_a_pause_of_a_part(self) -> None:
        control = over(after(), Hand())

        assert await control.latch("node", "0.1") == "you paused 0.1 and below"
        let_go = await control.unlatch("model", "gpt-5")
        assert let_go == "you let model gpt-5 go on"

    async def test_rules(self) -> None:
        control = over(after(), Hand())

        rules = ["hold gate:query", "hold gate:exec off"]
        assert await control.set_rules(rules) == "1 rule in force, 1 off"
        assert await control.set_rules(["hold gate:query off", "pass depth>=2"]) == (
            "1 rule in force, 1 off; you are not asked any more when gate is query"
        )
        with pytest.raises(SteeringError, match="nonsense"):
            await control.set_rules(["nonsense"])

    async def test_only_a_failure_is_tried_again(self) -> None:
        hand = Hand()
        failed = after(held("0.1", "error", hold="error", ticket="e"))

        assert await over(failed, hand).retry("e") == "0.1: once more"
        assert "with m2" in await over(failed, hand).retry("e", "m2")
        with pytest.raises(SteeringError, match="sub-query: it cannot be run again"):
            await over(after(), hand).retry(FIRST)
        assert hand.did == [("retry", "e", "None"), ("retry", "e", "m2")]

    async def test_steps_further_than_the_next_gate(self) -> None:
        hand = Hand()
        control = over(after(), hand)

        assert await control.run_to("0.2") == "running to 0.2"
        assert await control.until("depth>=2") == "running until depth>=2"
        with pytest.raises(SteeringError, match="dpth"):
            await control.until("dpth>=2")
        words = await control.step("into", ticket=None, node="0", count=3)
        assert words == "stepping into 0, 3 times"

    async def test_another_model_and_another_result(self) -> None:
        hand = Hand()
        control = over(after(), hand)

        assert "goes to m2" in await control.choose_model(FIRST, "m2")
        await control.pick(FIRST, 2)
        assert hand.did == [("choose_model", FIRST, "m2"), ("pick", FIRST, "2")]


class TestRefusals:
    """A verb that does not apply says why, and does nothing."""

    async def test_in_review_nothing_acts(self) -> None:
        control = over(waiting_session())

        assert control.is_review
        with pytest.raises(SteeringError, match="saved session"):
            await control.approve(FIRST)

    async def test_after_the_end_nothing_acts(self) -> None:
        control = over(finished_session(), Hand())

        assert not control.is_live
        with pytest.raises(SteeringError, match="the run has ended"):
            await control.pause()

    async def test_a_ticket_that_was_decided(self) -> None:
        with pytest.raises(SteeringError, match="already decided: approve"):
            await over(after(approved()), Hand()).reject(FIRST, "no")

    async def test_a_ticket_that_was_withdrawn(self) -> None:
        gone = TicketWithdrawn(node="0.1", ticket=FIRST, reason="its node was aborted")

        with pytest.raises(SteeringError, match="withdrawn: its node was aborted"):
            await over(after(gone), Hand()).approve(FIRST)

    async def test_a_ticket_that_never_was(self) -> None:
        with pytest.raises(SteeringError, match="no ticket 0:call:9"):
            await over(after(), Hand()).approve("0:call:9")

    @pytest.mark.parametrize(
        ("gate", "verb", "offered"),
        [
            ("call", "reject", "approved, answered by you"),
            ("final", "answer", "approved, rejected, run again"),
            ("result", "answer", "approved, rejected, run again"),
            ("limit", "answer", "raised by half, finished"),
        ],
    )
    async def test_a_verb_that_the_gate_does_not_offer(
        self, gate: str, verb: str, offered: str
    ) -> None:
        hand = Hand()
        control = over(numbered(created(), root_started(), held("0", gate)), hand)

        with pytest.raises(SteeringError, match=f"only {offered}"):
            await getattr(control, verb)(f"0:{gate}:1", "words")

        assert hand.did == []

    async def test_nothing_to_edit_at_a_limit(self) -> None:
        events = numbered(created(), root_started(), held("0", "limit", hold="limit"))

        with pytest.raises(SteeringError, match="reached: there is no text to edit"):
            await over(events, Hand()).edit("0:limit:1", "x")

    async def test_no_edit_to_take_back(self) -> None:
        with pytest.raises(SteeringError, match="no edit to take back"):
            await over(after(), Hand()).revert(FIRST)

    async def test_a_node_that_has_ended(self) -> None:
        end = NodeFinished(node="0.1", state="done")

        with pytest.raises(SteeringError, match=r"0\.1 has already ended"):
            await over(after(approved(), end), Hand()).abort_node("0.1")


async def test_a_long_text_is_read_from_the_store() -> None:
    control = over(finished_session())

    assert await control.text(Text.of("short")) == "short"
    assert await control.text(Text("s", 9_000, "hash")) == "whole of 9000"


async def test_waiting_for_a_saved_session_returns_at_once() -> None:
    await over(finished_session()).wait()


async def test_waiting_raises_what_stopped_the_engine() -> None:
    with pytest.raises(StoreError):
        await over([*waiting_session()], Hand()).wait()


async def test_an_interrupted_session_can_be_told_from_an_ended_one() -> None:
    ended = over(after(SessionFinished(status="stopped")), Hand())

    assert over(after(), Hand()).is_live
    assert not ended.is_live
