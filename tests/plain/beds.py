"""Plain mode over a run without an engine: lines in, lines out."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from rlm_tui.domain.events import Event
from rlm_tui.outside import OutsideText
from rlm_tui.plain.desk import Desk, kept_nowhere, no_editor
from rlm_tui.plain.front import Front
from rlm_tui.plain.leaving import Ways
from rlm_tui.plain.lines import Lines
from rlm_tui.plain.stops import Stops
from rlm_tui.plain.voice import Voice
from rlm_tui.rulefiles import RuleFolder
from tests.ui.fakes import Bed, FakeClock, bed


class WatchedLines(Lines):
    """Lines that say when the last one was obeyed."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__(clock)
        self.are_all_obeyed = asyncio.Event()

    async def starve(self) -> None:
        self.are_all_obeyed.set()
        await super().starve()


@dataclass
class Plain:
    """A person in plain mode, and all they were told."""

    bed: Bed
    front: Front
    lines: WatchedLines
    stops: Stops
    paper: list[str] = field(default_factory=list)

    async def type(self, *lines: str) -> list[str]:
        """Write lines, let them be obeyed, and give back what was said."""
        said = len(self.paper)
        self.lines.feed("".join(f"{line}\n" for line in lines).encode())
        self.lines.feed(b"")
        await self.front.run()
        return self.paper[said:]

    async def type_around(self, before: str, event: Event, after: str = "") -> None:
        """Write a line, let something happen once it was obeyed, write another."""
        self.lines.feed(f"{before}\n".encode())
        async with asyncio.TaskGroup() as group:
            group.create_task(self.front.run())
            await self.lines.are_all_obeyed.wait()
            await self.bed.journal.record(event)
            self.lines.feed(f"{after}\n".encode())
            self.lines.feed(b"")

    def said(self, label: str) -> list[str]:
        """What was said under a label."""
        head = f"{label} "
        return [line.removeprefix(head) for line in self.paper if line.startswith(head)]

    @property
    def verbs(self) -> list[tuple[str, ...]]:
        """What the run was asked to do."""
        return [verb for verb in self.bed.handle.verbs if verb != ("wait",)]


def plain(
    events: Iterable[Event],
    folder: Path = Path("nowhere"),
    *,
    is_review: bool = False,
    is_terminal: bool = True,
    grace_s: float = 0.0,
    editor: Callable[[OutsideText], Awaitable[str | None]] = no_editor,
    export: Callable[[str], Awaitable[str]] = kept_nowhere,
    ways: Ways | None = None,
) -> Plain:
    """Plain mode where the events end."""
    over = bed(events, is_review=is_review)
    paper: list[str] = []
    lines = WatchedLines(over.clock)
    stops = Stops(over.clock, grace_s=grace_s)

    def write(text: str) -> None:
        paper.extend(text.splitlines() if text != "\a" else [text])

    voice = Voice(write, ascii_only=False, has_bell=True)
    rules = RuleFolder(folder)
    desk = Desk(
        over.controller,
        voice,
        lines,
        stops,
        rules,
        over.clock,
        outside=editor,
        export=export,
        ways=ways,
    )
    front = Front(desk, is_terminal=is_terminal, settle_s=0.0)
    return Plain(over, front, lines, stops, paper)
