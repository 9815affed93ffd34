"""How quick the app is while a reply streams into the pane."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Iterator

from ui_driver import (
    EVERY_S,
    PRESSES,
    Hand,
    Nobody,
    Numbers,
    app_over,
    cpu_share,
    driven,
    latencies,
    whole,
)
from ui_tree import tree_of

from rlm_tui.controller import Controller
from rlm_tui.domain.events import IterationStarted
from rlm_tui.domain.events_of_calls import CallStarted, ReplyDelta
from rlm_tui.journal import Journal, save_nowhere, save_nowhere_now
from rlm_tui.ui.screens.run import RunScreen

SHOWN, A_SECOND = 20_000, 500
ROUNDS = 50
"""In a second; the pieces of a round come together, as from a process."""
WORDS = "The liability of each party is limited to the fees of one contract year. "


def pieces() -> Iterator[ReplyDelta]:
    """Words of a reply, a paragraph every hundred."""
    words = itertools.cycle(WORDS.split(" "))
    for number, word in enumerate(words, 1):
        end = "\n\n" if number % 100 == 0 else " "
        yield ReplyDelta(node="0", iteration=1, text=word + end)


async def stream() -> Numbers:
    """Scrolling in a reply of 20,000 pieces to which 500 a second are added."""
    journal = Journal(save=save_nowhere, save_now=save_nowhere_now, clock=time.time)
    for event in itertools.islice(tree_of(0, 0), 3):
        await journal.record(event)
    await journal.record(IterationStarted(node="0", iteration=1))
    await journal.record(CallStarted(node="0", iteration=1, model="m", messages=()))
    more = pieces()
    for piece in itertools.islice(more, SHOWN):
        await journal.record(piece)
    app = app_over(Controller(journal, handle=Nobody(), read_text=whole))

    async def measure(hand: Hand) -> Numbers:
        screen = app.screen
        assert isinstance(screen, RunScreen)
        view = screen.main_text
        await hand.press("2", lambda: len(view.rows) > 1_000)
        await hand.press_for("enter", lambda: app.focused)
        async with asyncio.TaskGroup() as group:
            feeding = group.create_task(_feed(journal, more))
            await hand.press("home", lambda: view.scroll_offset.y == 0)
            taken = await hand.walk(
                lambda: view.scroll_offset.y, presses=PRESSES, every=EVERY_S
            )
            keys = latencies(taken, hand)
            await hand.press("G", lambda: view.scroll_offset.y == view.max_scroll_y)
            await asyncio.sleep(2.0)  # while somebody is there it draws more often
            share = await cpu_share(5.0)
            feeding.cancel()
        return {**keys, "cpu": share}

    return await driven(app, measure)


async def _feed(journal: Journal, more: Iterator[ReplyDelta]) -> None:
    began = time.perf_counter()
    for round_ in itertools.count(1):
        for piece in itertools.islice(more, A_SECOND // ROUNDS):
            await journal.record(piece)
        await asyncio.sleep(max(0.0, began + round_ / ROUNDS - time.perf_counter()))
