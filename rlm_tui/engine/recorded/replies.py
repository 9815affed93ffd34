"""What a node of the record came to, as the code that asks again receives it."""

from __future__ import annotations

from rlm_tui.domain.events import NodeFinished
from rlm_tui.engine.children import ABORTED
from rlm_tui.engine.steering.crossing import whole
from rlm_tui.repl.base import Reply


class NotInRecordError(Exception):
    """A block that is run again asks for what it did not ask for the first time."""

    def __str__(self) -> str:
        return "this was not asked when the session was recorded; it is not sent now"


def past_reply(end: NodeFinished) -> Reply:
    """The reply that a query got."""
    match end.state:
        case "done" | "answered":
            assert end.answer is not None, f"{end.node} was {end.state} with nothing"
            return Reply(whole(end.answer))
        case "rejected":
            return Reply(end.error or "", "rejected")
        case "failed":
            return Reply(end.error or "", "error")
        case "aborted":
            return Reply(f"[{end.error}]" if end.error else ABORTED, "aborted")
