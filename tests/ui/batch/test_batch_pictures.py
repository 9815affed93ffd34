"""What the batch screen looks like."""

from __future__ import annotations

import pytest

from rlm_tui.domain.events import Event, NodeFinished
from rlm_tui.domain.events_of_tickets import TicketDecided, TicketEdited
from rlm_tui.domain.text import Text
from tests import factories
from tests.ui import batches
from tests.ui.fakes import bed
from tests.ui.test_pictures import LARGE, SMALL, Compare, app_at, pressing


def of_every_kind() -> list[Event]:
    """A hundred contracts; some were tried, one is out, most wait."""
    shorter = batches.prompt(5).replace("Answer with JSON.", 'Say "none" if absent.')
    return batches.waiting(
        100,
        *batches.answered(0, '{"year": 2023, "cap": "none"}'),
        *batches.answered(1, '{"year": 2023, "cap": "12 months fees"}'),
        *batches.answered(2, "I cannot find a cap in this text."),
        TicketEdited(node="0.1.6", ticket=batches.ticket(5), text=Text.of(shorter)),
        TicketDecided(node="0.1.7", ticket=batches.ticket(6), verb="approve"),
        factories.call_started("0.1.7"),
        TicketDecided(
            node="0.1.8",
            ticket=batches.ticket(7),
            verb="answer",
            text=Text.of('{"cap": "none"}'),
        ),
        NodeFinished(
            node="0.1.8",
            state="answered",
            answer=Text.of('{"year": 2024, "cap": "none"}'),
        ),
        TicketDecided(
            node="0.1.9",
            ticket=batches.ticket(8),
            verb="reject",
            text=Text.of("too broad"),
        ),
        NodeFinished(
            node="0.1.9",
            state="rejected",
            error='[The operator refused this query before it ran: "too broad".]',
        ),
    )


TO_THE_EDITED = ("down", "down")


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
def test_the_table(size: tuple[int, int], snap_compare: Compare) -> None:
    app = app_at(bed(of_every_kind()))

    keys = pressing("enter", *TO_THE_EDITED)
    assert snap_compare(app, terminal_size=size, run_before=keys)


@pytest.mark.parametrize("tab", ["1", "3", "4"])
def test_the_pane_of_a_batch(tab: str, snap_compare: Compare) -> None:
    app = app_at(bed(of_every_kind()))

    assert snap_compare(app, terminal_size=SMALL, run_before=pressing(tab))
