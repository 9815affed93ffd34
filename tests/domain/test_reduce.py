"""A session is what its events say."""

from __future__ import annotations

from typing import get_args

from rlm_tui.domain.events import (
    EVENT,
    Event,
    NodeFinished,
    NodeStarted,
    RunStarted,
    SessionFinished,
)
from rlm_tui.domain.events_of_calls import CallFailed, ReplyDelta
from rlm_tui.domain.events_of_tickets import (
    TicketDecided,
    TicketEdited,
    TicketWithdrawn,
)
from rlm_tui.domain.limits import Usage
from rlm_tui.domain.reduce import FOLDS, reduce, replay
from rlm_tui.domain.session import Session
from rlm_tui.domain.text import Text
from tests.factories import (
    approved,
    block,
    call_finished,
    call_started,
    child_started,
    created,
    finished_session,
    folded,
    held,
    numbered,
    root_started,
    turn,
    waiting_session,
)
from tests.storage.samples import samples


def test_cost_of_a_child_counts_for_all_above_it() -> None:
    session = folded(
        created(),
        root_started(),
        child_started("0.1", "rlm"),
        child_started("0.1.1"),
        call_started("0.1.1"),
        call_finished("0.1.1", cost=0.25),
    )

    assert [session.nodes[n].total.cost for n in ("0", "0.1", "0.1.1")] == [0.25] * 3
    assert session.nodes["0"].usage == Usage()


def test_states_below_are_counted_on_every_ancestor() -> None:
    session = folded(
        created(),
        root_started(),
        child_started("0.1", "rlm"),
        child_started("0.1.1"),
        held("0.1.1", owner="0.1"),
    )

    assert dict(session.nodes["0"].below) == {"waiting": 1, "held": 1}
    assert dict(session.nodes["0.1"].below) == {"held": 1}


def test_a_parent_waits_while_a_child_is_open_and_then_goes_on() -> None:
    events = numbered(
        created(),
        root_started(),
        *turn(),
        *block(),
        child_started("0.1"),
        NodeFinished(node="0.1", state="done", answer=Text.of("ok")),
    )

    assert replay(events[:-1]).nodes["0"].state == "waiting"
    assert replay(events).nodes["0"].state == "executing"


def test_in_flight_counts_calls_and_running_code_only() -> None:
    events = numbered(
        created(),
        root_started(),
        *turn(),
        *block()[:1],
        child_started("0.1"),
        call_started("0.1"),
        child_started("0.2"),
        held("0.2"),
    )

    assert [replay(events[:n]).in_flight for n in (2, 4, 6, 7, 8, 10)] == [
        0,
        1,
        1,
        0,
        1,
        1,
    ]


def test_a_decided_ticket_leaves_the_queue_and_is_kept() -> None:
    session = replay(
        [*waiting_session(), *numbered(approved())],
    )

    assert session.waiting == ("0.2:query:1",)
    assert session.tickets["0.1:query:1"].verb == "approve"
    assert session.nodes["0.1"].state == "queued"


def test_an_edit_is_kept_beside_the_original_until_it_is_decided() -> None:
    edited = Text.of("Summarise section 14 PLEASE.")
    session = folded(
        created(),
        root_started(),
        child_started(),
        held(),
        TicketEdited(node="0.1", ticket="0.1:query:1", text=edited),
    )

    ticket = session.tickets["0.1:query:1"]
    assert ticket.outgoing == edited
    assert ticket.payload == Text.of("Summarise section 14.")
    assert ticket.is_open
    assert "edited" not in session.nodes["0.1"].flags


def test_an_edit_brings_its_estimate_and_an_old_record_keeps_the_price() -> None:
    text = Text.of("x" * 400)
    edited = TicketEdited(node="0.1", ticket="0.1:query:1", text=text)
    begun = (created(), root_started(), child_started(), held())

    old = folded(*begun, edited).tickets["0.1:query:1"]
    new = folded(*begun, edited.model_copy(update={"cost": 0.5}))

    assert old.input_tokens == 18_200 - old.payload.tokens + 100
    assert old.cost == 0.006
    assert new.tickets["0.1:query:1"].cost == 0.5


def test_an_approved_edit_marks_the_node() -> None:
    session = folded(
        created(),
        root_started(),
        child_started(),
        held(),
        TicketDecided(node="0.1", ticket="0.1:query:1", verb="approve", edited=True),
    )

    assert "edited" in session.nodes["0.1"].flags


def test_a_withdrawn_ticket_is_no_longer_open() -> None:
    session = folded(
        created(),
        root_started(),
        child_started(),
        held(),
        TicketWithdrawn(
            node="0.1", ticket="0.1:query:1", reason="its node was aborted"
        ),
    )

    assert session.waiting == ()
    assert not session.tickets["0.1:query:1"].is_open


def test_parked_time_is_not_charged() -> None:
    session = folded(
        created(),
        RunStarted(),
        root_started(),
        child_started(),
        held(),
        approved(),
        SessionFinished(status="answered"),
    )

    assert (session.active_s, session.parked_s) == (4.0, 1.0)


def test_a_reply_replaces_the_draft_that_streamed() -> None:
    before = folded(created(), root_started(), *turn()[:2])
    drafting = reduce(before, ReplyDelta(node="0", iteration=1, text="Ye"))
    after = reduce(drafting, call_finished(reply="Yes."))

    assert drafting.nodes["0"].iterations[0].draft == "Ye"
    assert after.nodes["0"].iterations[0].draft == ""
    assert after == reduce(before, call_finished(reply="Yes."))


def test_a_failed_call_is_charged_and_kept_beside_the_next() -> None:
    session = folded(
        created(),
        root_started(),
        *turn()[:2],
        CallFailed(
            node="0",
            iteration=1,
            error_type="busy",
            error="rate limit",
            usage=Usage(calls=1, input_tokens=10, estimated=True),
            retry_in_s=2.0,
        ),
        call_started().model_copy(update={"attempt": 2}),
        call_finished(),
    )

    [iteration] = session.nodes["0"].iterations
    assert [failure.error for failure in iteration.failures] == ["rate limit"]
    assert session.usage.calls == 2
    assert "retried" in session.nodes["0"].flags


def test_a_sub_query_that_never_left_is_not_counted() -> None:
    answered = NodeFinished(node="0.1", state="answered", answer=Text.of("42"))
    session = folded(created(), root_started(), child_started(), answered)

    assert session.sub_queries == 0
    assert session.nodes["0.1"].flags == {"answered"}


def test_the_root_is_not_a_sub_query() -> None:
    session = folded(created(), root_started(), child_started())

    assert session.sub_queries == 1


def test_folding_what_was_written_and_read_back_gives_the_same_session() -> None:
    for events in (waiting_session(), finished_session()):
        read = [EVENT.validate_json(EVENT.dump_json(event)) for event in events]

        assert replay(read) == replay(events)


def test_batch_elements_carry_their_position() -> None:
    batch = NodeStarted(node="0.1", node_kind="batch", elements=2)
    element = child_started("0.1.1").model_copy(update={"index": 0})
    session = folded(created(), root_started(), batch, element)

    assert session.nodes["0.1"].elements == 2
    assert session.nodes["0.1.1"].index == 0
    assert session.sub_queries == 1


def test_every_kind_of_event_changes_a_session_somehow() -> None:
    kinds = get_args(get_args(Event)[0])

    assert set(FOLDS) == set(kinds)


def test_the_session_before_an_event_stays_as_it_was() -> None:
    session = Session()
    seen: list[tuple[Session, dict[str, object]]] = []
    for event in samples():
        session = reduce(session, event)
        seen.append((session, dict(vars(session))))

    assert all(vars(kept) == then for kept, then in seen)
    assert len({id(kept) for kept, _ in seen}) == len(seen)
