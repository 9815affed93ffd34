"""How quick the pane is over an output of a hundred megabytes."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterator
from functools import partial

from ui_driver import Hand, Nobody, Numbers, app_over, driven, quantile

from rlm_tui.controller import Controller
from rlm_tui.domain.events import (
    ContextInfo,
    Event,
    IterationStarted,
    NodeStarted,
    RunStarted,
    SessionCreated,
)
from rlm_tui.domain.events_of_calls import CallFinished, CallStarted
from rlm_tui.domain.events_of_code import CodeExecuted, CodeStarted
from rlm_tui.domain.limits import Limits, Usage
from rlm_tui.domain.text import Text
from rlm_tui.journal import Journal, save_nowhere
from rlm_tui.ui.rows.tree import RowKey
from rlm_tui.ui.screens.run import RunScreen

CHARS = 100_000_000
OPENED = 20
PAGES = 100
MARK = "the very last line"


def output() -> str:
    """A log with a mark in its last line."""
    line = "2026-01-01 12:00:00 INFO worker 17 took 0.004 s for clause 14.2 of it\n"
    return line * (CHARS // len(line)) + MARK + "\n"


ODD = {
    "one line": "x" * CHARS,
    "empty lines": "\n" * CHARS,
    "wide": ("漢字かな交じり文" * 30 + "\n") * (CHARS // 3 // 241),
}
"""Texts of 100 MB that are not like a log."""


def run_that_printed(*outputs: Text) -> Iterator[Event]:
    """A run with a turn for each output."""
    yield SessionCreated(
        session="s_bench",
        question=Text.of("What?"),
        context=ContextInfo(label="log"),
        model="m",
        sub_model="m",
        limits=Limits(),
        attended=True,
    )
    yield RunStarted(isolation="")
    yield NodeStarted(node="0", node_kind="rlm", model="m", prompt=Text.of("What?"))
    for number, stdout in enumerate(outputs, 1):
        yield from turn_that_printed(number, stdout)


def turn_that_printed(number: int, stdout: Text) -> Iterator[Event]:
    """A call and its block, which is done."""
    yield IterationStarted(node="0", iteration=number)
    yield CallStarted(node="0", iteration=number, model="m", messages=())
    yield CallFinished(
        node="0", iteration=number, reply=Text.of("x"), usage=Usage(), elapsed_s=1.0
    )
    block = {"node": "0", "iteration": number, "block": 1, "code": Text.of("print(x)")}
    yield CodeStarted.model_validate({**block, "blocks": 1})
    yield CodeExecuted.model_validate(
        {**block, "stdout": stdout, "status": "ok", "elapsed_s": 1.0}
    )


async def long_output() -> Numbers:
    """Opening it, paging in it, going to its end, and finding what is there."""
    texts = [Text.of(text) for text in (*ODD.values(), output())]
    wholes = {text.hash: text.full or "" for text in texts}

    async def stored(text: Text) -> str:
        return wholes[text.hash]

    journal = Journal(save=save_nowhere, clock=time.time)
    saved = [dataclasses.replace(text, full=None) for text in texts]
    for event in run_that_printed(*saved):
        await journal.record(event)
    app = app_over(Controller(journal, handle=Nobody(), read_text=stored))

    async def measure(hand: Hand) -> Numbers:
        screen = app.screen
        assert isinstance(screen, RunScreen)
        view = screen.main_text
        first = await hand.press("4", lambda: len(view.rows) > 1_000_000)
        opened, small = list[float](), list[float]()
        for _ in range(OPENED):
            small.append(await hand.press_for("3", lambda: screen.tab))
            opened.append(await hand.press("4", lambda: len(view.rows) > 1_000_000))
        await hand.press_for("enter", lambda: app.focused)
        await hand.press("home", lambda: view.scroll_offset.y == 0)
        paged = await hand.walk(
            lambda: view.scroll_offset.y, keys=["pagedown"], presses=PAGES, every=0.02
        )
        ended = await hand.press("G", lambda: MARK in shown(screen))
        await hand.press("home", lambda: view.scroll_offset.y == 0)
        screen.action_view_search()
        screen.ask_bar.entry.value = MARK
        found = await hand.press("enter", lambda: MARK in shown(screen))
        odd = {}
        for number, what in enumerate(ODD, 1):
            go = partial(screen.go_to, RowKey("0", number), "output")
            await hand.press_for("3", lambda: screen.tab)
            odd[what] = await hand.have(go, lambda: len(view.rows) > 100_000)
        return {
            **odd,
            "small": quantile(small, 0.5),
            "first": first,
            "open p50": quantile(opened, 0.5),
            "open p95": quantile(opened, 0.95),
            "page p95": quantile(paged, 0.95),
            "end": ended,
            "found": found,
        }

    return await driven(app, measure)


def shown(screen: RunScreen) -> str:
    """What the pane shows now."""
    view = screen.main_text
    rows = (view.line_at(y) for y in range(view.size.height))
    return "\n".join(
        "".join(span.text for span in row.line) for row in rows if row is not None
    )
