"""The short lines above a text tell what a person made of it."""

from __future__ import annotations

import pytest

from rlm_tui.domain.decisions import Verb
from rlm_tui.domain.events_of_tickets import TicketDecided
from rlm_tui.domain.text import Text
from rlm_tui.ui.desk.run import Desk
from rlm_tui.ui.detail.facts import fact_lines
from rlm_tui.ui.detail.subject import subject_of
from rlm_tui.ui.rows.tree import RowKey
from rlm_tui.ui.style.glyphs import UNICODE
from rlm_tui.ui.text.lines import plain, width_of
from tests import factories


@pytest.mark.parametrize(
    ("verb", "said"),
    [("reject", "your words: too long"), ("answer", "your answer: too long")],
)
def test_what_was_refused_or_answered_has_the_words_of_it(
    verb: Verb, said: str
) -> None:
    text = Text.of("too long, " * 30)
    events = factories.waiting_session()
    decided = TicketDecided(node="0.1", ticket="0.1:query:1", verb=verb, text=text)
    session = factories.folded(*events, decided)
    desk = Desk(grace_s=0, clock=lambda: 0.0, is_review=True)
    desk.choose(session, RowKey("0.1"))
    subject = subject_of(session, desk, glyphs=UNICODE, read=lambda text: text.preview)
    assert subject is not None

    told = fact_lines(subject, 48)

    assert plain(told[-1]).startswith(said)
    assert width_of(told[-1]) <= 48
