"""Gathers from a session what its models and its code saw of the context."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field

from rlm_tui.domain.session import Node, Session
from rlm_tui.domain.text import Text
from rlm_tui.domain.turns import Execution
from rlm_tui.domain.values import Span
from rlm_tui.insight.coverage import Coverage, Handed, coverage, document_of

ReadText = Callable[[Text], Awaitable[str]]

MOST_CHARS = 50_000_000
"""Of prompts and outputs that are compared with the context."""


async def coverage_of(session: Session, read: ReadText) -> Coverage | None:
    """Compare the context of a session with what was made of it.

    Returns:
        `None` if the context was not kept.
    """
    info = session.context
    if not info.hash:
        return None
    stored = await read(Text(chars=info.chars, hash=info.hash))
    found = _Found()
    for node in session.nodes.values():
        await _gather(node, found, read)
    return await asyncio.to_thread(
        lambda: coverage(
            document_of(info, stored),
            found.sent,
            found.printed,
            reads=found.reads,
            handed=found.handed,
            is_noted=found.is_noted,
        )
    )


@dataclass(slots=True)
class _Found:
    sent: list[str] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)
    reads: list[Span] = field(default_factory=list)
    handed: list[Handed] = field(default_factory=list)
    room: int = MOST_CHARS
    notes: int = 0
    """Stretches that code said it read."""
    names_context: bool = False
    """Whether any code names the context at all."""

    @property
    def is_noted(self) -> bool:
        return self.notes > 0 or not self.names_context

    def has_room(self, text: Text) -> bool:
        if not 0 < text.chars <= self.room:
            return False
        self.room -= text.chars
        return True


async def _gather(node: Node, found: _Found, read: ReadText) -> None:
    runs = list(_runs_of(node))
    for run in runs:
        found.names_context |= "context" in run.code.preview
        found.notes += len(run.reads)
        if run.stdout is not None and found.has_room(run.stdout):
            found.printed.append(await read(run.stdout))
    reads = tuple(span for run in runs for span in run.reads)
    if node.parent_id is None:
        found.reads += reads
        return
    given = _given_to(node)
    sent = [node.prompt] if node.kind != "batch" else []
    if node.kind == "llm" and given is not None and given is not node.prompt:
        sent.append(given)
    for text in sent:
        if found.has_room(text):
            found.sent.append(await read(text))
    if reads and given is not None and found.has_room(given):
        found.handed.append(Handed(await read(given), reads))


def _runs_of(node: Node) -> Iterator[Execution]:
    return (run for turn in node.iterations for run in turn.executions)


def _given_to(node: Node) -> Text | None:
    """The text that a sub-query's node had as its context, as far as it was kept."""
    info = node.context
    if info is None:
        return node.prompt
    is_whole = info.type == "str" and info.preview.chars == info.chars
    return info.preview if is_whole else None
