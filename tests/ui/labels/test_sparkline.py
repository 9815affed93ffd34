"""A row of little bars shows what the calls used, where there is room for it."""

from __future__ import annotations

import pytest

from rlm_tui.domain.events_of_steering import IntentChanged
from rlm_tui.insight.calls import PerCall
from rlm_tui.ui.labels.sparkline import bars_in, spark, spending_line
from rlm_tui.ui.style.glyphs import ASCII, UNICODE, Glyphs
from rlm_tui.ui.text.lines import plain
from tests import factories
from tests.ui import sessions
from tests.ui.driving import header, opened
from tests.ui.fakes import bed


@pytest.mark.parametrize(
    ("glyphs", "drawn"), [(UNICODE, "▁▃▅█"), (ASCII, "_-+#")], ids=["unicode", "ascii"]
)
def test_the_greatest_is_the_highest(glyphs: Glyphs, drawn: str) -> None:
    assert spark([0, 2, 4, 7], glyphs) == drawn


def test_nothing_spent_is_flat() -> None:
    assert spark([0, 0], UNICODE) == "▁▁"


def test_each_row_says_what_it_is() -> None:
    said = plain(spending_line(PerCall((1, 7, 7, 1), (7, 1, 1, 1)), UNICODE))

    assert said == "cost per call █▂▂▂  tokens ▂██▂"


def test_free_calls_have_tokens_alone() -> None:
    assert (
        plain(spending_line(PerCall((1, 7, 1, 1)), UNICODE)) == "tokens per call ▂█▂▂"
    )


@pytest.mark.parametrize("calls", [0, 3])
def test_a_few_calls_are_no_picture(calls: int) -> None:
    assert spending_line(PerCall((1,) * calls), UNICODE) == ()


@pytest.mark.parametrize(("width", "bars"), [(99, 0), (100, 8), (120, 12), (200, 24)])
def test_a_narrow_window_has_no_bars(width: int, bars: int) -> None:
    assert bars_in(width) == bars


@pytest.mark.parametrize(("width", "is_there"), [(99, False), (100, True)])
async def test_the_header_has_it_where_there_is_room(
    width: int, is_there: bool
) -> None:
    async with opened(bed(sessions.waiting()), size=(width, 30)) as pilot:
        assert ("cost per call " in header(pilot)) == is_there


async def test_it_gives_way_to_the_state_of_the_run() -> None:
    reason = "limit: " + "max_cost " * 5
    paused = IntentChanged(intent="pause", reason=reason)
    events = factories.numbered(*sessions.waiting(), paused)
    async with opened(bed(events), size=(100, 30)) as pilot:
        assert "per call" not in header(pilot)
        assert "contract.md" in header(pilot)
