"""Long texts inside lists and mappings, and the ways to them; used on both sides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

LONG_TEXT = 1 << 16
"""Characters from which on a text is worth a place of its own."""
MAX_DEPTH = 16
"""Keys on the way to a text; what lies deeper stays where it is."""

Way = tuple[int | str, ...]
"""The keys that lead to a text, from the outermost list or mapping."""


def long_texts(
    value: Any, is_plain: Callable[[str], bool] = lambda _key: True
) -> Iterator[tuple[Way, str]]:
    """The long texts in a list or mapping, in its order.

    Args:
        value: a list, tuple or mapping; other values have none.
        is_plain: which keys a way may have.
    """
    yield from _below(value, (), frozenset(), is_plain)


def _below(
    value: Any, way: Way, above: frozenset[int], is_plain: Callable[[str], bool]
) -> Iterator[tuple[Way, str]]:
    if len(way) >= MAX_DEPTH or id(value) in above:
        return
    inner = above | {id(value)}
    for key, item in _items(value, is_plain):
        if isinstance(item, str):
            if len(item) >= LONG_TEXT:
                yield (*way, key), item
        elif isinstance(item, (list, tuple, dict)) and item:
            yield from _below(item, (*way, key), inner, is_plain)


def _items(
    value: Any, is_plain: Callable[[str], bool]
) -> Iterable[tuple[int | str, Any]]:
    if isinstance(value, dict):
        # JSON makes texts of other keys, which would lead nowhere.
        return ((k, v) for k, v in value.items() if type(k) is str and is_plain(k))
    return enumerate(value) if isinstance(value, (list, tuple)) else ()


def without(value: Any, ways: Iterable[Way]) -> Any:
    """The value with `None` where the ways lead; only what is on the way is copied."""
    top = _copied(value)
    copies: dict[Way, Any] = {(): top}
    for way in ways:
        node = top
        for depth in range(1, len(way)):
            here = way[:depth]
            if here not in copies:
                copies[here] = node[way[depth - 1]] = _copied(node[way[depth - 1]])
            node = copies[here]
        node[way[-1]] = None
    return top


def _copied(value: Any) -> Any:
    return dict(value) if isinstance(value, dict) else list(value)


def put(value: Any, way: Way, text: str) -> bool:
    """Put a text where a way leads; whether it leads anywhere."""
    for key in way[:-1]:
        if not _has(value, key):
            return False
        value = value[key]
    if not way or not _has(value, way[-1]):
        return False
    value[way[-1]] = text
    return True


def _has(value: Any, key: int | str) -> bool:
    if isinstance(value, list):
        return type(key) is int and 0 <= key < len(value)
    return isinstance(value, dict) and isinstance(key, str) and key in value
