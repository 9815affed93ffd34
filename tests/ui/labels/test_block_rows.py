"""The row of a block tells what came of it."""

from __future__ import annotations

from rlm_tui.domain.events import Event, NodeFinished
from rlm_tui.domain.events_of_code import CodeExecuted, CodeStarted
from rlm_tui.domain.text import Text
from rlm_tui.ui.desk.attention import stop_at
from rlm_tui.ui.labels.look import Look
from rlm_tui.ui.labels.rows import row_line
from rlm_tui.ui.rows.stops import stops_of
from rlm_tui.ui.rows.tree import Row, RowKey
from rlm_tui.ui.style.glyphs import UNICODE
from rlm_tui.ui.text.lines import plain
from tests import factories
from tests.ui import sessions


def blocks(*endings: dict[str, object]) -> list[Event]:
    """A turn of three blocks, of which some have run."""
    events: list[Event] = [
        factories.created(),
        factories.root_started(),
        *factories.turn(),
    ]
    for number, ending in enumerate(endings, 1):
        at = {"node": "0", "iteration": 1, "block": number, "blocks": 3}
        code = {**at, "code": Text.of("print(1)")}
        events.append(CodeStarted.model_validate(code))
        if ending:
            values = {**code, "stdout": Text.of(""), "elapsed_s": 0.1, **ending}
            events.append(CodeExecuted.model_validate(values))
    return events


def shown(events: list[Event], block: int, width: int = 60) -> str:
    """The row of a block."""
    session = factories.folded(*events)
    waiting = {ticket.node: ticket for ticket in session.open_tickets}
    look = Look(UNICODE, session.saved_at + 3, waiting)
    row = Row("0", 1, 2, block=block)
    return " ".join(plain(row_line(session, row, width, look, cursor=False)).split())


def test_it_says_how_much_it_printed_or_why_it_failed_and_how_long_it_ran() -> None:
    error = "Traceback (most recent call last):\nValueError: no such section"
    printed: dict[str, object] = {"stdout": Text.of("x" * 412)}
    events = blocks(printed, {"status": "error", "error": error})

    assert shown(events, 1) == "✓ block 1 412 chars out 0.1s"
    assert shown(events, 2) == "✗ block 2 ValueError: no such section 0.1s"
    assert shown(events, 3) == "○ block 3 queued"
    assert shown(events, 1, 27) == "✓ block 1 412 chars"


def test_a_wide_row_tells_times_and_costs_in_columns() -> None:
    session = factories.folded(*sessions.waiting())
    look = Look(UNICODE, session.saved_at)
    rows = [Row("0"), Row("0", 1, 1), Row("0.1.1", None, 4)]
    said = [plain(row_line(session, row, 50, look, cursor=False)) for row in rows]

    assert [row[-15:] for row in said] == [
        "  it 2   $0.054",
        "  1.5s   $0.010",
        "  1.5s   $0.004",
    ]


def test_it_says_that_it_runs_or_was_refused_or_never_ran() -> None:
    refused: dict[str, object] = {"status": "refused"}
    events = blocks(refused, {})

    assert shown(events, 1).startswith("✗ block 1 refused")
    assert shown(events, 2) == "▸ block 2 runs for 3s"
    ended = [*blocks({}), NodeFinished(node="0", state="aborted")]
    assert shown(ended, 3).endswith("block 3 did not run")


def test_what_waits_at_a_block_is_shown_at_its_row() -> None:
    held = factories.held("0", "exec", owner="0").model_copy(update={"block": 2})
    events = [*blocks({"stdout": Text.of("1")}), held]
    session = factories.folded(*events)
    stops = stops_of(session, session.open_tickets)

    assert shown(events, 2) == "◆ block 2 WAIT exec"
    assert shown(events, 1).startswith("✓ block 1")
    assert stop_at(stops, RowKey("0", 1, 2)) == stops[0]
    assert stop_at(stops, RowKey("0", 1, 1)) is None
