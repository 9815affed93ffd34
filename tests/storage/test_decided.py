"""What a person decided is read without the rest of a session."""

from __future__ import annotations

from rlm_tui.domain.deeds import Deed, deeds_of
from rlm_tui.domain.events_of_tickets import TicketDecided, TicketEdited
from rlm_tui.domain.reduce import replay
from rlm_tui.domain.text import Text
from rlm_tui.storage.store import Store
from tests import factories


async def test_it_is_what_the_whole_session_tells(store: Store) -> None:
    edit = TicketEdited(node="0.1", ticket="0.1:query:1", text=Text.of("shorter"))
    mine = factories.approved().model_copy(update={"edited": True})
    by_rule = TicketDecided(
        node="0.2", ticket="0.2:query:1", verb="reject", actor="rule"
    )
    events = factories.numbered(*factories.waiting_session(), edit, mine, by_rule)
    await store.append_all("s_test01", events)

    found = await store.deeds("s_test01")

    assert list(found) == deeds_of(replay(events))
    assert found == (Deed("0.1", "approve", edited=True),)
    assert await store.deeds("s_none") == ()
