"""What the tabs say of a block."""

from __future__ import annotations

import pytest

from rlm_tui.domain.events_of_code import BlockStatus
from rlm_tui.domain.text import Text
from rlm_tui.ui.desk.run import Desk
from rlm_tui.ui.detail.documents import lines_of, variables_in
from rlm_tui.ui.detail.subject import Tab, subject_of
from rlm_tui.ui.rows.tree import RowKey
from rlm_tui.ui.style.glyphs import UNICODE
from rlm_tui.ui.text.lines import Span, line, plain, width_of
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


def test_a_value_takes_one_row_where_there_is_room_for_most_of_it() -> None:
    row = line(Span("WORD  ", "strong"), "re.compile(" + "x" * 90)
    told = line("as they were before it 2 block 1, which still runs, " + "y" * 90)

    [cut_row, whole] = variables_in([row, told], 72, UNICODE)

    assert isinstance(cut_row, tuple)
    assert width_of(cut_row) == 72
    assert whole is told
    assert variables_in([row, told], 47, UNICODE) == [row, told]
