"""A folded row shows what is most urgent below it, and that something was changed."""

from __future__ import annotations

from rlm_tui.domain.events import Event, NodeStarted, Place
from rlm_tui.domain.events_of_tickets import (
    TicketDecided,
    TicketEdited,
    TicketWithdrawn,
)
from rlm_tui.domain.session import Session
from rlm_tui.domain.text import Text
from rlm_tui.ui.labels.folded import above
from rlm_tui.ui.labels.look import Look
from rlm_tui.ui.labels.rows import row_line
from rlm_tui.ui.rows.tree import Row
from rlm_tui.ui.style.glyphs import UNICODE
from rlm_tui.ui.text.lines import plain
from tests import factories
from tests.ui import batches

BATCH = Row("0.1", None, 2, can_fold=True, is_folded=True)
TURN = Row("0", 2, 1, can_fold=True, is_folded=True)
ELEMENT = Row("0.1.2", None, 3)


def edited(text: str | None) -> Event:
    kept = None if text is None else Text.of(text)
    return TicketEdited(node="0.1.2", ticket=batches.ticket(1), text=kept)


def shown(session: Session, row: Row) -> str:
    waiting = {ticket.node: ticket for ticket in session.open_tickets}
    look = Look(UNICODE, 1_025.0, waiting, above_edits=above(session.edited))
    return plain(row_line(session, row, 60, look, cursor=False)).strip()


def test_what_was_edited_is_marked_on_all_rows_that_hide_it() -> None:
    session = factories.folded(*batches.waiting(5, edited("another"), except_=[4]))

    assert shown(session, BATCH).startswith("▹ ◆ 0.1 batch 5 ± ◆4 ○1")
    assert shown(session, TURN).startswith("▹ ◆ it 2 ± ◆4 ○1")
    assert shown(session, ELEMENT).startswith("◆ 0.1.2 ± another")


def test_an_edit_counts_while_it_stands_and_when_it_was_sent() -> None:
    def node(*events: Event) -> frozenset[str]:
        return factories.folded(*batches.waiting(5, edited("x"), *events)).edited

    ticket = batches.ticket(1)
    sent = TicketDecided(node="0.1.2", ticket=ticket, verb="approve", edited=True)
    refused = TicketDecided(node="0.1.2", ticket=ticket, verb="reject")
    gone = TicketWithdrawn(node="0.1.2", ticket=ticket, reason="aborted")

    assert node() == node(sent) == {"0.1.2"}
    assert node(edited(None)) == node(refused) == node(gone) == frozenset()


def test_without_an_edit_nothing_is_marked() -> None:
    session = factories.folded(*batches.waiting(5))

    assert "±" not in shown(session, BATCH) + shown(session, TURN)


def failed_once(*, asks: bool) -> Session:
    """A turn whose first block failed, beside one that did not."""
    run, ran = factories.block()
    ended = ran.model_copy(update={"status": "error", "error": "ValueError: no"})
    at = Place(iteration=1, block=1, line=1)
    asked = [NodeStarted(node="0.1", node_kind="llm", place=at)] if asks else []
    return factories.folded(
        factories.created(),
        factories.root_started(),
        *factories.turn(reply="I count them.\n\n```repl\nx\n```"),
        run,
        *asked,
        ended,
        *factories.turn(number=2),
    )


def test_a_turn_whose_code_failed_is_marked_so_and_folded_tells_why() -> None:
    row = Row("0", 1, 1, can_fold=True)
    folded = row._replace(is_folded=True)

    assert shown(failed_once(asks=False), folded).startswith("▹ ✗ it 1  ValueError: no")
    assert shown(failed_once(asks=True), folded).startswith("▹ ✗ it 1 ○1  ValueError")
    assert shown(failed_once(asks=True), row).startswith("▾ ✗ it 1  I count them")


def test_a_folded_node_tells_of_its_own_code_that_failed() -> None:
    root = Row("0", None, 0, can_fold=True, is_folded=True)

    assert "✗1" in shown(failed_once(asks=False), root)
