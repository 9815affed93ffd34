"""What is told of as it happens."""

from __future__ import annotations

from rlm_tui.domain.events import Event, NodeFinished, SessionFinished
from tests import factories
from tests.plain.beds import plain


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
