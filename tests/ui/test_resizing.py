"""Windows of every size, one after the other: nothing that a person chose is lost."""

from __future__ import annotations

import random
from collections.abc import Iterator

from textual.pilot import Pilot
from textual.widgets import Input

from rlm_tui.domain.events import Event, NodeFinished
from rlm_tui.domain.text import Text
from rlm_tui.ui.screens.edit import EditScreen
from rlm_tui.ui.text.lines import plain
from tests import factories
from tests.ui.driving import opened, press, run_screen, settle
from tests.ui.fakes import bed

SIZES = ((80, 24), (120, 40), (200, 60), (60, 15), (40, 10))
CHILDREN = 80


def journey() -> list[tuple[int, int]]:
    """From every size to every other one, in an order that chance made once."""
    ways = {size: [other for other in SIZES if other != size] for size in SIZES}
    chance = random.Random(5)
    for others in ways.values():
        chance.shuffle(others)
    at, found = SIZES[0], []
    while ways[at]:
        at = ways[at].pop()
        found.append(at)
    return found


def many() -> list[Event]:
    """A query waits behind many that were answered, with a text that scrolls."""
    code = "\n".join(f"line_{number} = {number}" for number in range(200))

    def answered() -> Iterator[Event]:
        for number in range(1, CHILDREN + 1):
            yield factories.child_started(f"0.{number}")
            yield NodeFinished(node=f"0.{number}", state="done", answer=Text.of("yes"))

    started = factories.block(code=code)[0]
    last = f"0.{CHILDREN + 1}"
    return factories.numbered(
        factories.created(attended=True),
        factories.root_started(),
        *factories.turn(),
        started,
        *answered(),
        factories.child_started(last, prompt=code),
        factories.held(last, payload=code),
    )


async def resized(pilot: Pilot[None], size: tuple[int, int]) -> None:
    """The window has another size, and everything has been drawn for it."""
    await pilot.resize_terminal(*size)
    await pilot.pause()
    await pilot.pause()


async def test_the_cursor_of_the_tree_stays_in_view() -> None:
    async with opened(bed(many()), size=SIZES[0]) as pilot:
        tree = run_screen(pilot).tree_pane
        tree.focus()
        await settle(pilot)
        tree.go(CHILDREN - 10)
        await settle(pilot)
        chosen = tree.selected
        for size in journey():
            await resized(pilot, size)
            top = tree.scroll_offset.y

            assert pilot.app.focused is tree, size
            assert tree.selected == chosen, size
            assert top <= tree.at < top + tree.size.height, size


async def test_a_text_stays_where_it_was_read() -> None:
    async with opened(bed(many()), size=SIZES[0]) as pilot:
        await press(pilot, "enter", "home", *["down"] * 60)
        text = run_screen(pilot).main_text
        first = plain(text.rows[text.scroll_offset.y]).split()[0]
        for size in journey()[:6]:
            await resized(pilot, size)

            assert pilot.app.focused is text, size
            assert plain(text.rows[text.scroll_offset.y]).split()[0] == first, size


async def test_what_was_typed_stays_typed() -> None:
    async with opened(bed(many()), size=SIZES[0]) as pilot:
        await press(pilot, "r", *"too")
        for size in journey()[:6]:
            await resized(pilot, size)
            line = pilot.app.focused

            assert isinstance(line, Input), size
            assert line.value == "too", size
        await press(pilot, "escape", "e", *"new")
        for size in journey()[:6]:
            await resized(pilot, size)
            screen = pilot.app.screen

            assert isinstance(screen, EditScreen), size
            assert pilot.app.focused is screen.box, size
            assert screen.box.text.startswith("newline_0"), size
            assert screen.box.cursor_location == (0, 3), size
