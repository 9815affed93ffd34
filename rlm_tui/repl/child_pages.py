"""Pages of a value for people: a stretch of its text, its items or its fields.

No code of the value's class is called on the way: items are read through the methods
of the built-in types, fields through the slots of the interpreter, so neither
properties nor `__getitem__` or `__repr__` of a block's classes run. What may run is the
`__eq__` of a dict's keys, and the `repr` of the few libraries that are named in
`child_variables`; both within the time that the host allows.
"""

from __future__ import annotations

import json
import keyword
from collections import deque
from collections.abc import Iterator
from itertools import islice
from types import GetSetDescriptorType, MemberDescriptorType
from typing import Any

from rlm_tui.repl.child_lookup import LookupFailed, Steps, look_up
from rlm_tui.repl.child_rpc import text_to_bytes
from rlm_tui.repl.child_variables import (
    Variable,
    is_a,
    length,
    preview,
    shows_itself,
    summary,
    type_name,
)

_MAX_CHARS = 1 << 16
_CHARS_OF_A_BYTE = 4
_MAX_ITEMS = 1000
_TEXTS: tuple[type[Any], ...] = (str, bytes, bytearray)
_ORDERED: tuple[type[Any], ...] = (list, tuple, deque, range)
_ITEMS: tuple[type[Any], ...] = (*_ORDERED, set, frozenset)
_NOTHING = object()


def page(
    expression: str, namespace: dict[str, object], *, offset: int, limit: int
) -> bytes:
    """A page of what an expression names, as JSON.

    Raises:
        LookupFailed: there is no such value.
    """
    value = look_up(expression, namespace, _STEPS)
    header = {"op": "page", "type": type_name(value), "offset": offset}
    found = {**header, **_page(value, offset, limit)}
    return text_to_bytes(json.dumps(found, ensure_ascii=False))


def _page(value: object, offset: int, limit: int) -> dict[str, object]:
    if any(is_a(value, kind) for kind in _TEXTS):
        return _text_page(value, offset, limit)
    if (items := _items(value)) is not None:
        end = offset + min(limit, _MAX_ITEMS)
        return _list_page("items", list(islice(items, offset, end)), length(value))
    fields = {} if shows_itself(value) else _fields(value)
    if fields:
        items = (summary(name, field) for name, field in fields.items())
        shown = list(islice(items, offset, offset + min(limit, _MAX_ITEMS)))
        return _list_page("fields", shown, len(fields))
    text = preview(value)
    shown_text = text[offset : offset + min(limit, _MAX_CHARS)]
    return {
        "kind": "text",
        "total": len(text),
        "count": len(shown_text),
        "text": shown_text,
    }


def _list_page(
    kind: str, items: list[Variable], total: int | None
) -> dict[str, object]:
    return {"kind": kind, "total": total, "count": len(items), "items": items}


def _text_page(value: Any, offset: int, limit: int) -> dict[str, object]:
    total = length(value)
    if is_a(value, str):
        end = offset + min(limit, _MAX_CHARS)
        text = str(str.__getitem__(value, slice(offset, end)))
        return {"kind": "text", "total": total, "count": len(text), "text": text}
    end = offset + min(limit, _MAX_CHARS // _CHARS_OF_A_BYTE - 1)
    part = bytes(memoryview(value)[offset:end])
    return {"kind": "text", "total": total, "count": len(part), "text": repr(part)}


def _items(value: Any) -> Iterator[Variable] | None:
    if is_a(value, dict):
        return (summary(preview(key), item) for key, item in dict.items(value))
    for kind in _ITEMS:
        if is_a(value, kind):
            has_order = kind in _ORDERED
            return (
                summary(str(number) if has_order else "", item)
                for number, item in enumerate(kind.__iter__(value))
            )
    return None


def _fields(value: object) -> dict[str, object]:
    """What an object has in its slots and its `__dict__`."""
    found: dict[str, object] = {}
    for kind in type.__dict__["__mro__"].__get__(type(value)):
        for name, member in type.__dict__["__dict__"].__get__(kind).items():
            if type(member) is MemberDescriptorType and kind.__flags__ & _IS_HEAP:
                _read_slot(name, member, value, found)
            elif name == "__dict__" and type(member) is GetSetDescriptorType:
                own = member.__get__(value)
                found.update(dict.items(own) if is_a(own, dict) else ())
    return found


_IS_HEAP = 1 << 9
"""Set for a class that a `class` statement made; other slots may be anything."""


def _read_slot(
    name: str, member: MemberDescriptorType, value: object, found: dict[str, object]
) -> None:
    try:
        found.setdefault(name, member.__get__(value))
    except AttributeError:
        return  # nothing was assigned to it


def _field(value: object, name: str) -> object:
    fields = _fields(value)
    if name not in fields:
        raise LookupFailed(f"a {type_name(value)} has no field {name[:200]!r}")
    return fields[name]


def _item(value: Any, key: str | int) -> object:
    if is_a(value, dict):
        item: object = dict.get(value, key, _NOTHING)  # `[]` would call `__missing__`
        if item is _NOTHING:
            raise LookupFailed(f"KeyError: {key!r}"[:500])
        return item
    for kind in _ORDERED:
        if is_a(value, kind):
            try:
                found: object = kind.__getitem__(value, key)
            except (LookupError, TypeError) as error:
                raise LookupFailed(f"{type(error).__name__}: {error}"[:500]) from None
            return found
    raise LookupFailed(f"a {type_name(value)} has no items that can be read")


_STEPS = Steps("what is shown is", _field, _item)


def assign(
    name: str, value_json: str, namespace: dict[str, object], *, taken: set[str]
) -> None:
    """Give a variable a value.

    Raises:
        LookupFailed: no variable can have the name, or the value is not JSON.
    """
    if not name.isidentifier() or keyword.iskeyword(name):
        raise LookupFailed(f"{name[:200]!r} is not a name")
    if name in taken:
        raise LookupFailed(f"{name} belongs to the REPL; choose another name")
    try:
        namespace[name] = json.loads(value_json)
    except (ValueError, RecursionError) as error:
        raise LookupFailed(f"the value is not JSON: {error}") from None
