"""What is told of as it happens."""

from __future__ import annotations

from rlm_tui.domain.events import Event, NodeFinished, RunStarted, SessionFinished
from tests import factories
from tests.plain.beds import plain
from tests.ui import batches


async def test_why_a_call_failed_is_said_once() -> None:
    error = "404: there is no such model"
    failed = factories.call_failed().model_copy(
        update={"error": error, "retry_in_s": None}
    )
    held = factories.held("0", "error", owner="0", hold="error").model_copy(
        update={"why": error}
    )
    begun = [factories.created(), factories.root_started(), *factories.turn()]
    calls = [event for event in begun if event.kind != "call_finished"]
    end: list[Event] = [
        NodeFinished(node="0", state="failed", error=error),
        SessionFinished(status="failed", error=error),
    ]
    it = plain(factories.numbered(*calls, failed, held, *end))

    await it.type()

    assert "\n".join(it.paper).count(error) == 1
    assert it.said("FINISHED") == ["run finished: failed"]


async def test_files_that_were_left_out_are_named() -> None:
    begun = factories.created()
    less = begun.context.model_copy(update={"skipped": ("b.bin is a binary file",)})
    started = RunStarted(isolation="confined")
    events = (begun.model_copy(update={"context": less}), started)
    it = plain(factories.numbered(*events))

    await it.type()

    assert "(1 left out: b.bin is a binary file); confined" in it.said("RUN")[0]


async def test_that_nothing_moves_is_said_once_behind_the_stops_of_a_batch() -> None:
    it = plain(batches.waiting(4))

    await it.type("queue")

    labels = [line.split(" ")[0] for line in it.paper]
    assert it.said("WAITING") == ["for you at 4 stops, #1 first; nothing else moves"]
    assert labels[: labels.index("LIST")][-2:] == ["STOP", "WAITING"]


async def test_while_elements_are_to_come_nothing_is_said_of_rest() -> None:
    it = plain(batches.waiting(4, except_=(1, 2, 3)))

    await it.type("queue")

    assert len(it.said("STOP")) == 2
    assert it.said("WAITING") == []


async def test_a_batch_that_still_arrives_is_not_told_of_in_pieces() -> None:
    events = batches.waiting(4)
    late = next(i for i, e in enumerate(events) if getattr(e, "node", "") == "0.1.4")
    early = [event for event in events if getattr(event, "node", "") != "0.1.4"]
    it = plain(factories.numbered(*early))

    await it.type_around("", events[late], "queue")

    assert it.said("STOP")[1].startswith("#2 to #3: 2 more elements of batch 0.1")
