"""Signs that a node goes in circles or hands on too much: warnings, never an end."""

from __future__ import annotations

from collections.abc import Sequence

from rlm_tui.domain.events import Warned
from rlm_tui.domain.values import JSON, ContextValue
from rlm_tui.engine.planning import context_chars
from rlm_tui.engine.steering.crossing import Emit

REPEATS = 3
"""Turns with the same code that are a loop."""
SILENCES = 3
"""Turns without code or answer that are one."""
NEARLY = 0.95
"""The share of its parent's context with which a child is given the same work."""
FANOUT = 50
"""A batch larger than this is worth a look before it is paid for."""
PLACES = 64
"""Where in its parent's text a child's is looked for, behind its beginning."""


class LoopWatch:
    """Sees the turns of one node."""

    def __init__(self, emit: Emit, node: str) -> None:
        self._emit = emit
        self._node = node
        self._codes: list[str] = []
        self._silences = 0

    async def saw_code(self, blocks: Sequence[str]) -> None:
        """A reply with code."""
        self._silences = 0
        code = "\n".join(blocks)
        self._codes = [*self._codes, code] if code in self._codes[-1:] else [code]
        if len(self._codes) == REPEATS:
            self._codes.clear()
            await self._warn("the same code three times in a row")

    def saw_answer(self) -> None:
        """A reply with an answer."""
        self._silences = 0

    async def saw_nothing(self) -> None:
        """A reply with neither."""
        self._silences += 1
        if self._silences == SILENCES:
            self._silences = 0
            await self._warn("three turns without code or answer")

    async def _warn(self, message: str) -> None:
        await self._emit(Warned(node=self._node, warning="loop", message=message))


async def warn_of_fanout(emit: Emit, node: str, count: int) -> None:
    """Say so if one call asks for very many things."""
    if count > FANOUT:
        message = f"a batch of {count} at once; more than {FANOUT} are worth a look"
        await emit(Warned(node=node, warning="fanout", message=message))


async def warn_of_same_context(emit: Emit, node: str) -> None:
    """Say that a child has nearly all that its parent has."""
    message = "its context is nearly all of its parent's: the work is not divided"
    await emit(Warned(node=node, warning="context", message=message))


def is_nearly_whole(part: ContextValue, whole: ContextValue) -> bool:
    """Whether a context is another one, or a piece of it that leaves little out."""
    if isinstance(part, str) and isinstance(whole, str):
        return _is_nearly(len(part), len(whole)) and _holds_text(whole, part)
    if isinstance(part, list) and isinstance(whole, list):
        return _holds_slice(whole, part) and _is_as_big(part, whole)
    if isinstance(part, dict) and isinstance(whole, dict):
        return _holds_items(whole, part) and _is_as_big(part, whole)
    return False


def _is_nearly(size: int, of: int) -> bool:
    return NEARLY * of <= size <= of and of > 0


def _is_as_big(part: ContextValue, whole: ContextValue) -> bool:
    return _is_nearly(context_chars(part), context_chars(whole))


def _holds_text(whole: str, part: str) -> bool:
    """Whether a text begins in another one and goes on as that does.

    Comparing at the few places where its beginning occurs costs little even for
    hundreds of megabytes, which a search for all of it would not.
    """
    head, last = part[:PLACES], len(whole) - len(part)
    at = whole.find(head, 0, last + len(head))
    for _ in range(PLACES):
        if at < 0:
            return False
        if whole.startswith(part, at):
            return True
        at = whole.find(head, at + 1, last + len(head))
    return False


def _holds_slice(whole: list[JSON], part: list[JSON]) -> bool:
    starts = range(min(len(whole) - len(part) + 1, PLACES))
    return any(whole[start : start + len(part)] == part for start in starts)


def _holds_items(whole: dict[str, JSON], part: dict[str, JSON]) -> bool:
    return all(key in whole and whole[key] == value for key, value in part.items())
