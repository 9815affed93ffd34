"""How a context is written down, and the hash by which it is named everywhere.

Everything here works in slices, so that a hundred megabytes neither hold the
interpreter for long nor stand twice in memory.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from typing import cast

from rlm_tui.domain.values import JSON, ContextValue

SLICE_CHARS = 1 << 20


def pieces_of(value: ContextValue) -> Iterator[bytes]:
    """The stored form of a value: a text is UTF-8, a list or dict is JSON.

    The JSON has one line for each item, so that it can be read line by line. Lone
    surrogates, which UTF-8 does not have, are kept. The pieces may be parts of the
    value's own memory, which they keep.
    """
    if isinstance(value, str) and len(value) > SLICE_CHARS and value.isascii():
        return _slices_of_memory(_memory_of(value))
    chunks = _slices(value) if isinstance(value, str) else _json_lines(value)
    return (chunk.encode("utf-8", "surrogatepass") for chunk in chunks)


def _slices_of_memory(memory: memoryview) -> Iterator[bytes]:
    starts = range(0, len(memory), SLICE_CHARS)
    return (cast(bytes, memory[i : i + SLICE_CHARS]) for i in starts)


def _memory_of(text: str) -> memoryview:
    """The bytes of an ASCII text, in CPython where they are: to make them anew would
    take as long as to write them, and hold the interpreter meanwhile."""
    if sys.implementation.name != "cpython":
        return memoryview(text.encode())
    import ctypes  # it takes milliseconds, and few texts are so long

    place = ctypes.pythonapi.PyUnicode_AsUTF8AndSize
    place.restype = ctypes.c_void_p
    size = ctypes.c_ssize_t()
    start = place(ctypes.py_object(text), ctypes.byref(size))
    found = (ctypes.c_char * size.value).from_address(start)
    # The text must be there as long as anybody sees its bytes.
    found.text = text  # type: ignore[attr-defined]  # for that alone
    return memoryview(found).cast("B")


def _slices(text: str) -> Iterator[str]:
    return (text[i : i + SLICE_CHARS] for i in range(0, len(text), SLICE_CHARS))


def _json_lines(value: list[JSON] | dict[str, JSON]) -> Iterator[str]:
    yield "[" if isinstance(value, list) else "{"
    for number, item in enumerate(_items(value)):
        yield (",\n" if number else "\n") + item
    yield "\n]" if isinstance(value, list) else "\n}"


def _items(value: list[JSON] | dict[str, JSON]) -> Iterator[str]:
    if isinstance(value, list):
        return map(_dumps, value)
    return (f"{_dumps(key)}: {_dumps(item)}" for key, item in value.items())


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def digest(pieces: Iterable[bytes]) -> str:
    """The SHA-256 of the bytes, in hexadecimal: the name of what they hold."""
    sha = hashlib.sha256()
    for piece in pieces:
        sha.update(piece)
    return sha.hexdigest()
