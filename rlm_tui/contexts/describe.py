"""What is known of a context, and whether a value can be one."""

from __future__ import annotations

import math
import reprlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, islice
from typing import Literal

from rlm_tui.contexts.remedies import remedy
from rlm_tui.domain.events import ContextInfo
from rlm_tui.domain.text import PREVIEW_CHARS, Text, storable
from rlm_tui.domain.values import ContextValue
from rlm_tui.errors import ContextError

NO_CONTEXT = "no context"
"""What the text of a question is called that has to do as one."""
MAX_DEPTH = 200
"""Levels of lists and dicts within each other."""
KEPT_CHARS = 1 << 20
"""Of the text of a sub-RLM that is kept; to hash more would hold its start up."""
PREVIEW_ITEMS = 20
PREVIEW_ITEM_CHARS = 90


def empty_context(name: str) -> ContextError:
    """The error for a context with nothing in it."""
    return ContextError(f"{name} is empty: there is nothing to ask about")


def describe(value: object, label: str = "") -> ContextInfo:
    """What is known of a context; for values as well as for what was loaded.

    Raises:
        ContextError: it is empty, or not a text, list or dict of what JSON can hold.
    """
    name = label or "the context"
    context = checked(value, name)
    chars = _count_chars(context, name)
    if not chars or (isinstance(context, str) and context.isspace()):
        raise empty_context(name)
    return ContextInfo(
        type=_type_of(context),
        label=storable(label),
        chars=chars,
        items=0 if isinstance(context, str) else len(context),
        preview=Text.of(_preview(context)),
    )


def describe_for_child(value: object, label: str) -> ContextInfo:
    """What is known of the context of a sub-RLM, and all of it if it is a short text.

    It mostly quotes the context of its parent, and then costs the store little.

    Raises:
        ContextError: as `describe`.
    """
    info = describe(value, label)
    if not isinstance(value, str) or len(value) > KEPT_CHARS:
        return info
    whole = Text.of(value)
    return info.model_copy(update={"preview": whole, "hash": whole.hash})


def checked(value: object, name: str) -> ContextValue:
    """The value, if its type is that of a context.

    Raises:
        ContextError: it is another one.
    """
    if isinstance(value, str | list | dict):
        return value
    raise ContextError(
        f"{name} is a {type(value).__name__}: a context is a str, a list or a dict"
        + _first(remedy(value))
    )


def _type_of(context: ContextValue) -> Literal["str", "list", "dict"]:
    if isinstance(context, str):
        return "str"
    return "list" if isinstance(context, list) else "dict"


@dataclass(frozen=True, slots=True)
class _Part:
    """A value within a context, and the way to it."""

    value: object
    key: object = None
    within: _Part | None = None
    depth: int = 0

    def inner(self, value: object, key: object) -> _Part:
        """A value one level below."""
        return _Part(value, key, self, self.depth + 1)

    def __str__(self) -> str:
        keys: list[str] = []
        part: _Part | None = self
        while part is not None and part.within is not None:
            keys.append(f"[{part.key!r}]")
            part = part.within
        return "".join(reversed(keys))


def _count_chars(context: ContextValue, name: str) -> int:
    """Characters of all texts and numbers in it, and of keys below the top."""
    chars = 0
    for part in _parts(context):
        if part.depth > MAX_DEPTH:
            raise ContextError(f"{name} is nested deeper than {MAX_DEPTH} levels")
        match part.value:
            case list():
                pass
            case dict():
                chars += _key_chars(part, name)
            case _:
                chars += _leaf_chars(part, name)
    return chars


def _parts(context: ContextValue) -> Iterator[_Part]:
    """The value and all values in it; without recursion, which has a limit."""
    levels: list[Iterator[_Part]] = [iter([_Part(context)])]
    while levels:
        part = next(levels[-1], None)
        if part is None:
            levels.pop()
            continue
        yield part
        match part.value:
            case list():
                levels.append(map(part.inner, part.value, count()))
            case dict():
                levels.append(map(part.inner, part.value.values(), part.value))


def _key_chars(part: _Part, name: str) -> int:
    assert isinstance(part.value, dict)
    for key in part.value:
        if not isinstance(key, str):
            raise ContextError(
                f"{name}{part} has the key {key!r:.80}: keys must be text, as in JSON"
            )
    return sum(map(len, part.value)) if part.depth else 0


def _leaf_chars(part: _Part, name: str) -> int:
    match part.value:
        case str():
            return len(part.value)
        case None | bool():
            return 4
        case int():
            return part.value.bit_length() * 3 // 10 + 1
        case float() if math.isfinite(part.value):
            return len(repr(part.value))
        case float():
            raise ContextError(f"{name}{part} is {part.value}, which JSON cannot hold")
        case _:
            raise ContextError(
                f"{name}{part} is a {type(part.value).__name__}: a context holds "
                "only text, numbers, true, false, null, lists and dicts"
                + _first(remedy(part.value, is_inner=True))
            )


def _first(words: str) -> str:
    return f"; {words}" if words else ""


def _preview(context: ContextValue) -> str:
    match context:
        case str():
            return context[:PREVIEW_CHARS]
        case list():
            items = ((f"[{i}]", item) for i, item in enumerate(context))
        case _:
            items = ((key, item) for key, item in context.items())
    lines = (f"{key}: {_glimpse(item)}" for key, item in islice(items, PREVIEW_ITEMS))
    return "\n".join(lines)[:PREVIEW_CHARS]


def _glimpse(item: object) -> str:
    text = item[:PREVIEW_ITEM_CHARS] if isinstance(item, str) else reprlib.repr(item)
    return " ".join(text.split())
