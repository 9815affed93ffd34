"""A column of the batch table takes room by what it holds."""

from __future__ import annotations

import pytest

from rlm_tui.domain.events import Event
from rlm_tui.domain.reduce import replay
from rlm_tui.ui.batch.columns import Holdings, Layout, head_line
from rlm_tui.ui.batch.view import View
from rlm_tui.ui.rows.elements import Elements
from rlm_tui.ui.style.glyphs import UNICODE
from rlm_tui.ui.text.lines import plain
from tests.ui import batches


def held(*more: Event, shared: str = "") -> Holdings:
    """What a batch of five holds, of which all but the first wait."""
    session = replay(batches.waiting(5, *more))
    elements = Elements("0.1").of(session, session.open_tickets)
    return Holdings.of(elements, shared)


def test_before_anything_came_back_the_prompt_has_all_the_room() -> None:
    layout = Layout.of(120, held())

    assert list(layout.columns) == ["idx", "state", "tokens", "cost"]
    assert layout.reply == 0
    assert layout.text == 120 - 2 - 6 - 13 - 7 - 9
    assert plain(head_line(layout, View(), UNICODE)).endswith("cost prompt")


def test_replies_get_a_column_as_soon_as_there_is_one() -> None:
    layout = Layout.of(120, held(*batches.answered(0, "none")))

    assert "time" in layout.columns
    assert layout.reply - layout.text in (0, 1)
    assert plain(head_line(layout, View(), UNICODE)).endswith("reply")


def test_short_prompts_leave_their_room_to_the_replies() -> None:
    shared = batches.ASK.replace("\n\n", "  ")
    layout = Layout.of(200, held(*batches.answered(0, "none"), shared=shared))

    assert layout.text < 60
    assert layout.reply > 90


@pytest.mark.parametrize(
    ("models", "width"), [(("gpt-5",), None), (("openai/gpt-5", "openai/o3"), 7)]
)
def test_the_model_is_told_where_it_differs(
    models: tuple[str, ...], width: int | None
) -> None:
    layout = Layout.of(120, Holdings(models=models))

    assert layout.columns.get("model") == width


def test_a_narrow_table_keeps_what_one_decides_by() -> None:
    layout = Layout.of(60, Holdings())

    assert list(layout.columns) == ["idx", "state", "cost"]
    assert layout.column_at(25) == "cost"
    assert layout.column_at(45) == "text"
