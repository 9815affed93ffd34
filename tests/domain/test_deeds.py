"""What a person decided is counted and said in words."""

from __future__ import annotations

from rlm_tui.domain.deeds import Deed, deeds_in_words, deeds_of
from rlm_tui.domain.events_of_tickets import TicketDecided, TicketEdited
from rlm_tui.domain.text import Text
from tests import factories


def test_what_was_edited_is_counted_among_what_was_approved_and_named() -> None:
    deeds = [
        Deed("0.1.1", "approve", edited=True),
        Deed("0.1.2", "approve", edited=False),
        Deed("0.1.3", "reject", edited=False),
        Deed("0.1.4", "answer", edited=False),
    ]

    assert deeds_in_words(deeds) == (
        "2 approved, 1 of them edited (0.1.1), 1 refused, 1 answered by hand"
    )
    assert deeds_in_words([]) == ""


def test_of_many_edited_nodes_the_first_are_named() -> None:
    deeds = [Deed(f"0.{number}", "approve", edited=True) for number in range(1, 6)]

    assert deeds_in_words(deeds).endswith("5 of them edited (0.1, 0.2, 0.3, …)")


def test_only_what_a_person_decided_counts() -> None:
    edit = TicketEdited(node="0.1", ticket="0.1:query:1", text=Text.of("shorter"))
    mine = factories.approved()
    by_rule = TicketDecided(
        node="0.2", ticket="0.2:query:1", verb="reject", actor="rule"
    )
    session = factories.folded(*factories.waiting_session(), edit, mine, by_rule)

    assert deeds_of(session) == [Deed("0.1", "approve", edited=True)]
    assert deeds_of(factories.folded(*factories.waiting_session())) == []
