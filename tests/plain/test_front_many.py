"""Many at once: only after a yes, and nothing that was not seen."""

from __future__ import annotations

import pytest

from rlm_tui.domain.events import Event, NodeStarted
from rlm_tui.domain.events_of_tickets import TicketWithdrawn
from rlm_tui.domain.text import Text
from tests import factories
from tests.plain.beds import plain

WAITING = factories.waiting_session()
FIRST, SECOND = "0.1:query:1", "0.2:query:1"


@pytest.mark.parametrize(
    ("answer", "verbs"),
    [("y", [("approve", FIRST), ("approve", SECOND)]), ("n", []), ("", [])],
)
async def test_many_are_approved_only_after_a_yes(
    answer: str, verbs: list[tuple[str, ...]]
) -> None:
    desk = plain(WAITING)

    await desk.type("a @all", answer)

    assert desk.verbs == verbs
    [question] = desk.said("ASK")
    assert question.startswith("Approve 2 stops (#1 #2; query), about $0.012?")


async def test_an_arrival_after_the_question_is_not_swept_in() -> None:
    desk = plain([*WAITING, *factories.numbered(factories.child_started("0.3"))])

    await desk.type_around("a @all", factories.held("0.3"), "y")

    assert desk.verbs == [("approve", FIRST), ("approve", SECOND)]
    assert desk.bed.journal.session.waiting == ("0.3:query:1",)


async def test_a_filter_chooses_among_the_announced() -> None:
    desk = plain(WAITING)

    await desk.type('reject "no" node:0.2', "y")

    assert desk.verbs == [("reject", SECOND, "no")]


class TestNothingUnseen:
    """No line decides what its writer cannot have seen."""

    async def test_a_line_from_before_the_stop_changed_does_nothing(self) -> None:
        desk = plain(WAITING, grace_s=0.4)
        gone = TicketWithdrawn(node="0.1", ticket=FIRST, reason="its node was aborted")

        await desk.type_around("status", gone, "a")

        assert desk.verbs == []
        [error] = desk.said("ERROR")
        assert error.startswith("the stop changed as you typed: #2 0.2 waits now")

    async def test_a_line_from_before_a_stop_was_announced_does_nothing(self) -> None:
        desk = plain(WAITING)
        desk.lines.feed(b"a\n")
        desk.bed.clock.now += 1

        await desk.type()

        assert desk.verbs == []

    async def test_a_script_that_waits_has_seen_what_came(self) -> None:
        desk = plain(WAITING, is_terminal=False)
        desk.lines.feed(b"wait\na\n")
        desk.bed.clock.now += 1

        await desk.type()

        assert desk.verbs == [("approve", FIRST)]

    async def test_the_same_line_twice_decides_one(self) -> None:
        desk = plain(WAITING, grace_s=0.4)

        await desk.type("a 1", "a")

        assert desk.verbs == [("approve", FIRST)]
        assert "as you typed: #2 0.2 waits now" in desk.said("ERROR")[0]

    async def test_a_stop_that_is_gone_is_not_another(self) -> None:
        desk = plain(WAITING)

        await desk.type("a 1", "a 1")

        assert desk.verbs == [("approve", FIRST)]
        assert desk.said("ERROR") == ["0.1 was already decided: approve"]

    async def test_a_number_that_was_not_announced_means_nothing(self) -> None:
        desk = plain(WAITING)

        await desk.type("a 7")

        assert desk.verbs == []
        assert desk.said("ERROR") == [
            "no stop #7 was announced; queue lists what waits"
        ]

    async def test_with_nothing_waiting_there_is_nothing_to_decide(self) -> None:
        desk = plain(factories.numbered(factories.created(), factories.root_started()))

        await desk.type("a")

        assert desk.said("ERROR") == ["nothing waits"]


def batch(size: int) -> list[Event]:
    """A batch whose elements all wait."""
    nodes = [
        NodeStarted(
            node=f"0.3.{i + 1}", node_kind="llm", index=i, prompt=Text.of(f"part {i}")
        )
        for i in range(size)
    ]
    held = [
        factories.held(node.node, owner=node.node, payload=node.prompt.preview)
        for node in nodes
    ]
    start = NodeStarted(node="0.3", node_kind="batch", elements=size)
    before = (factories.created(attended=True), factories.root_started(), start)
    return [*before, *nodes, *held]


async def test_a_batch_is_two_lines_whatever_its_size() -> None:
    desk = plain(factories.numbered(*batch(100)))

    await desk.type("a 0.3.50")

    first, rest = desk.said("STOP")
    assert first.startswith("#1 0.3.1 before sub-query, element 1 of 100")
    assert rest.startswith("#2 to #100: 99 more elements of batch 0.3")
    assert desk.verbs == [("approve", "0.3.50:query:1")]


async def test_what_has_ended_is_not_asked_about() -> None:
    desk = plain(factories.finished_session())

    await desk.type("x 0", "A")

    assert desk.said("ASK") == []
    assert desk.said("ERROR") == ["0 has already ended", "nothing waits"]


async def test_a_script_is_told_to_wait_first() -> None:
    desk = plain(WAITING, grace_s=9.0)
    desk.stops.again = "a script writes wait before it"

    await desk.type("a")

    assert desk.verbs == []
    assert desk.said("ERROR")[0].endswith(
        "Nothing was done; a script writes wait before it"
    )
