"""Help says what every mark on the screen means."""

from __future__ import annotations

import pytest

from rlm_tui.ui.hints.help import HelpTopic, help_lines
from rlm_tui.ui.keys.key import TITLES
from rlm_tui.ui.style.glyphs import ASCII, UNICODE, Glyphs
from rlm_tui.ui.text.lines import plain

_DRAWING = {
    *("folded", "unfolded", "upward", "cursor", "here", "dot", "ellipsis"),
    *("rule", "bar", "bullet", "bars", "is_ascii"),
}
"""What lays a screen out and says nothing of a run."""


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII], ids=["unicode", "ascii"])
@pytest.mark.parametrize("shows_all", [False, True])
def test_every_mark_is_in_the_legend(glyphs: Glyphs, shows_all: bool) -> None:
    lines = [plain(row) for row in help_lines(HelpTopic(), glyphs, shows_all=shows_all)]
    start = lines.index("Marks")
    legend = " ".join(lines[start + 1 : lines.index("Words")])
    marks = [name for name in Glyphs._fields if name not in _DRAWING]

    for mark in (getattr(glyphs, name) for name in marks):
        assert f" {mark} " in f" {legend} " or f" {mark}1 " in legend


def test_all_keys_begin_with_those_of_the_screen() -> None:
    topic = HelpTopic(groups=("review", "view"))

    lines = [plain(row) for row in help_lines(topic, UNICODE, shows_all=True)]

    titles = [TITLES[group] for group in (*topic.groups, "anywhere")]
    places = [lines.index(title) for title in titles]
    assert places == sorted(places)
    assert places[0] == 1
    assert all(lines.count(title) == 1 for title in TITLES.values())


def test_the_names_of_keys_stand_apart_from_what_they_do() -> None:
    rows = help_lines(HelpTopic(), UNICODE, shows_all=True)

    names = [row[0].text for row in rows if len(row) == 3 and row[0].style == "key"]
    assert names
    assert all(name.endswith("  ") for name in names)
