"""Taking a text elsewhere, and comparing two."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

from textual.app import SuspendNotSupported

from rlm_tui.domain.session import Node
from rlm_tui.errors import RLMError
from rlm_tui.outside import pager_command, private_file, run_on_terminal
from rlm_tui.sanitize import safe
from rlm_tui.ui.detail.copying import copied_text
from rlm_tui.ui.keys.keymap import with_keys
from rlm_tui.ui.screens.compare import CompareScreen
from rlm_tui.ui.screens.run_base import RunBase
from rlm_tui.ui.terminal.handover import with_the_terminal
from rlm_tui.ui.text.diff import diff_lines
from rlm_tui.ui.text.paragraphs import Paragraphs


class Reading(RunBase):
    """The keys `y`, `Y`, `v`, `W` and `d`."""

    def action_view_copy_node(self) -> None:
        """Copy the selected node, with all below it, as Markdown."""
        self.with_whole(self._copy_selected)

    def _copy_selected(self) -> None:
        node = self.session.nodes.get(self.desk.selected.node)
        if node is not None:
            self.run_worker(self._copy_node(node), group="copy", exclusive=True)

    async def _copy_node(self, node: Node) -> None:
        try:
            text = await self.options.as_markdown(
                self.session, node, self.controller.text
            )
        except RLMError as error:
            self.say(str(error), is_error=True)
            return
        text = await asyncio.to_thread(safe, text)
        await self.copy(text, f"{node.id} as Markdown")

    def action_view_copy(self) -> None:
        """Copy the text of the pane."""
        self.run_worker(self._take_pane(self.copy), group="copy", exclusive=True)

    def action_view_pager(self) -> None:
        """Open the text of the pane in the person's pager."""
        self.open_box(self._take_pane(self._page))

    async def _take_pane(self, take: Callable[[str], Awaitable[None]]) -> None:
        """Do something with the whole text of the pane, once all of it is at hand."""
        try:
            if not self.texts.is_complete:
                await self.texts.fetch()
                self.draw()
        except RLMError as error:
            self.say(str(error), is_error=True)
            return
        subject = self.subject()
        if subject is not None:
            shown = self.main_text.document
            await take(await asyncio.to_thread(copied_text, subject, self.tab, shown))

    async def _page(self, text: str) -> None:
        try:
            instead = with_keys("{view.zoom} shows the text in the whole window")
            command = pager_command(self.options.environ, instead=instead)
            async with private_file(text, ".txt") as path:
                await with_the_terminal(
                    self.app, partial(run_on_terminal, command, path)
                )
        except (RLMError, SuspendNotSupported) as error:
            self.say(str(error), is_error=True)

    def action_view_written(self) -> None:
        """Show replies as Markdown, or as they were written."""
        self.as_written = not self.as_written
        shown = "as they were written" if self.as_written else "as Markdown"
        where = with_keys("{tab.reasoning} goes to them")
        self.say(f"replies are shown {shown}; {where}")
        self.draw()

    def action_view_diff(self) -> None:
        """Compare two marked nodes; else show an edit as a diff, or without."""
        marked = sorted(
            (node for node in self.session.nodes.values() if "marked" in node.flags),
            key=lambda node: [int(step) for step in node.id.split(".")],
        )
        if len(marked) == 2:
            self.open_box(self._compare(*marked))
            return
        subject = self.subject()
        ticket = subject.ticket if subject is not None else None
        if ticket is None or (ticket.edit is None and ticket.text is None):
            self.say(
                with_keys(
                    "nothing was changed here; "
                    "{node.mark} marks two nodes to be compared"
                )
            )
            return
        self.shows_diff = not self.shows_diff
        plain = with_keys("as it would go out; {view.diff}: the diff")
        self.say("as a diff" if self.shows_diff else plain)
        self.draw()

    async def _compare(self, one: Node, other: Node) -> None:
        try:
            texts = [await self._whole(node) for node in (one, other)]
        except RLMError as error:
            self.say(str(error), is_error=True)
            return
        lines = diff_lines(*[safe(text).split("\n") for text in texts])
        title = f"{one.id} (-) and {other.id} (+): prompt and answer"
        await self.app.push_screen(
            CompareScreen(title, Paragraphs(tuple(lines), 5), self.options.environ)
        )

    async def _whole(self, node: Node) -> str:
        prompt = await self.controller.text(node.prompt)
        answer = "" if node.answer is None else await self.controller.text(node.answer)
        return f"{prompt}\n\n{answer}"
