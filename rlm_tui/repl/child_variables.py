"""Variables as a person sees them: name, type, length and a bounded preview.

Nothing here calls code of the variable's class: containers are read through the
methods of the built-in type, and objects are named, not shown.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterable
from itertools import islice
from types import ModuleType
from typing import Any, NamedTuple, TypeGuard, TypeVar

_T = TypeVar("_T")

_MAX_VARIABLES = 200
_MAX_NAME = 80
_MAX_PREVIEW = 200
_MAX_ITEMS = 20
_MAX_DEPTH = 3
_MAX_BITS = 1000

_SHOW_THEMSELVES = frozenset({"numpy", "pandas", "polars", "datetime", "decimal",
                              "fractions", "pathlib", "uuid", "re"})  # fmt: skip
"""Libraries whose `repr` is short and whose `len` is cheap."""


class Variable(NamedTuple):
    """One line of the list of variables."""

    name: str
    type: str
    length: int | None
    preview: str


class _Sequence(NamedTuple):
    kind: type[Any]
    opening: str
    closing: str


_SEQUENCES = (
    _Sequence(list, "[", "]"),
    _Sequence(tuple, "(", ")"),
    _Sequence(set, "{", "}"),
    _Sequence(frozenset, "frozenset({", "})"),
    _Sequence(deque, "deque([", "])"),
)
_SIZED: tuple[type[Any], ...] = (
    str,
    bytes,
    bytearray,
    dict,
    range,
    *(sequence.kind for sequence in _SEQUENCES),
)


def summarize(
    namespace: dict[str, object], *, is_hidden: Callable[[str], bool]
) -> list[Variable]:
    """The variables that code made, in the order in which it made them."""
    found = []
    for name, value in list(namespace.items()):
        if name[:1] == "_" or is_hidden(name) or is_a(value, ModuleType):
            continue
        found.append(summary(name, value))
        if len(found) == _MAX_VARIABLES:
            break
    return found


def summary(name: str, value: object) -> Variable:
    """A value in one line."""
    name = _clip(name, _MAX_NAME)
    try:
        shown = _clip(preview(value), _MAX_PREVIEW)
        return Variable(name, type_name(value), length(value), shown)
    except Exception:  # a thread may change a container while it is read
        return Variable(name, "?", None, "<cannot be read>")


def is_a(value: object, kind: type[_T]) -> TypeGuard[_T]:
    """Whether a value is of a type, whatever it says itself."""
    # `isinstance` asks the object for its `__class__`.
    return issubclass(type(value), kind)


def _is_any(value: object, kinds: tuple[type[Any], ...]) -> TypeGuard[Any]:
    return issubclass(type(value), kinds)


def type_name(value: object) -> str:
    """The name of a value's class, whatever its metaclass says."""
    name = type.__dict__["__name__"].__get__(type(value))
    return _clip(str(name), _MAX_NAME)


def length(value: object) -> int | None:
    """The length of a value that has one."""
    for kind in _SIZED:
        if is_a(value, kind):
            return int(kind.__len__(value))
    if not shows_itself(value):
        return None
    try:
        return len(value)  # type: ignore[arg-type]  # TypeError where it has none
    except Exception:  # whatever a library raises, the list of variables goes on
        return None


def preview(value: object, depth: int = 0) -> str:
    """A short view of a value; built-in types as Python writes them."""
    if value is None or _is_any(value, (bool, float, complex)):
        return _number(value)
    if is_a(value, int):
        return _whole_number(value)
    if is_a(value, str):
        return str.__repr__(str.__getitem__(value, slice(_MAX_PREVIEW)))
    if _is_any(value, (bytes, bytearray)):
        return repr(bytes(memoryview(value)[:_MAX_PREVIEW]))
    if is_a(value, dict):
        return _mapping(value, depth)
    for sequence in _SEQUENCES:
        if is_a(value, sequence.kind):
            return _sequence(value, sequence, depth)
    return _object(value)


def _number(value: object) -> str:
    for kind in (bool, float, complex):
        if is_a(value, kind):
            return kind.__repr__(value)
    return "None"


def _whole_number(value: int) -> str:
    bits = int.bit_length(value)
    return f"<int of {bits} bits>" if bits > _MAX_BITS else int.__repr__(value)


def _mapping(value: dict[Any, Any], depth: int) -> str:
    if depth == _MAX_DEPTH:
        return "{…}"
    pairs = (
        f"{preview(key, depth + 1)}: {preview(item, depth + 1)}"
        for key, item in islice(dict.items(value), _MAX_ITEMS)
    )
    return "{" + _joined(pairs, dict.__len__(value)) + "}"


def _sequence(value: Any, sequence: _Sequence, depth: int) -> str:
    if depth == _MAX_DEPTH:
        return f"{sequence.opening}…{sequence.closing}"
    items = islice(sequence.kind.__iter__(value), _MAX_ITEMS)
    size = sequence.kind.__len__(value)
    shown = _joined((preview(item, depth + 1) for item in items), size)
    return f"{sequence.opening}{shown}{sequence.closing}"


def _joined(parts: Iterable[str], total: int) -> str:
    taken: list[str] = []
    chars = 0
    for part in parts:
        taken.append(part)
        chars += len(part)
        if chars > _MAX_PREVIEW:
            break
    return ", ".join(taken) + (", …" if len(taken) < total else "")


def _object(value: object) -> str:
    if type(value) in (type, range):
        return repr(value)
    if not shows_itself(value):
        return f"<{type_name(value)}>"
    try:
        return repr(value)
    except Exception:  # whatever a library raises, the list of variables goes on
        return f"<{type_name(value)}>"


def shows_itself(value: object) -> bool:
    """Whether a value is of a library whose `repr` may be trusted to be short."""
    kind = type(value)
    module = type.__dict__["__module__"].__get__(kind)
    if type(module) is not str or module.partition(".")[0] not in _SHOW_THEMSELVES:
        return False
    # A class of the block may claim to be of a library.
    home = sys.modules.get(module)
    return type(home) is ModuleType and home.__dict__.get(type_name(value)) is kind


def _clip(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
