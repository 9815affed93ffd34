"""What the tabs say of a block."""

from __future__ import annotations

import pytest

from rlm_tui.domain.events_of_code import BlockStatus
from rlm_tui.domain.text import Text
from rlm_tui.ui.desk.run import Desk
from rlm_tui.ui.detail.documents import lines_of
from rlm_tui.ui.detail.subject import Tab, subject_of
from rlm_tui.ui.rows.tree import RowKey
from rlm_tui.ui.style.glyphs import UNICODE
from rlm_tui.ui.text.lines import plain
from tests import factories


def tab(name: Tab, row: RowKey, *statuses: BlockStatus) -> str:
    """A tab at a row, where blocks of the root have ended so."""
    events = []
    for number, status in enumerate(statuses, 1):
        started, executed = factories.block(stdout="")
        at = {"block": number, "blocks": len(statuses)}
        code = Text.of(f"step({number})")
        events.append(started.model_copy(update={**at, "code": code}))
        events.append(executed.model_copy(update={**at, "status": status}))
    begun = (factories.created(), factories.root_started(), *factories.turn())
    session = factories.folded(*begun, *events)
    desk = Desk(grace_s=0, clock=lambda: 0.0)
    desk.choose(session, row)
    subject = subject_of(session, desk, glyphs=UNICODE, read=lambda text: text.preview)
    assert subject is not None
    return "\n".join(
        plain(row) for row in lines_of(subject, name) if isinstance(row, tuple)
    )


@pytest.mark.parametrize(
    ("status", "said"), [("ok", "it printed nothing"), ("final", "it gave the answer")]
)
def test_a_block_without_output_says_why_there_is_none(
    status: BlockStatus, said: str
) -> None:
    assert said in tab("output", RowKey("0", 1), status)


def test_the_tabs_of_a_block_leave_out_the_others() -> None:
    code = tab("code", RowKey("0", 1, 2), "ok", "ok")

    assert "step(2)" in code
    assert "step(1)" not in code
    assert "block 1" not in tab("output", RowKey("0", 1, 2), "ok", "ok")
    assert "block 1" in tab("output", RowKey("0", 1), "ok", "ok")
