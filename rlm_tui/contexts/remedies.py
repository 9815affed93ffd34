"""What to do with a value that cannot be a context, by what it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import is_dataclass
from datetime import date, time
from decimal import Decimal
from pathlib import PurePath
from uuid import UUID

IMAGES = (
    "models are given text here: have a tool look at an image, or a model describe it "
    "first"
)
_AS_TEXT = (date, time, Decimal, UUID, PurePath)
_BYTES = (bytes, bytearray, memoryview)


def remedy(value: object, *, is_inner: bool = False) -> str:
    """How to make a context of a value, or a part of one; empty: nobody knows."""
    if isinstance(value, _BYTES):
        return "decode it first, as in data.decode('utf-8')"
    if isinstance(value, PurePath) and not is_inner:
        return "read it first, as in path.read_text()"
    if isinstance(value, _AS_TEXT):
        return "write it as a text, as in str(value)"
    return _of_object(value) or _of_items(value)


def _of_object(value: object) -> str:
    kind = type(value)
    if "Image" in kind.__name__ or kind.__module__.partition(".")[0] == "PIL":
        return IMAGES
    if hasattr(kind, "model_dump"):
        return "make a dict of it first: value.model_dump(mode='json')"
    if is_dataclass(kind):
        return "make a dict of it first: dataclasses.asdict(value)"
    if hasattr(kind, "columns") and hasattr(kind, "to_dict"):
        return "make a list of it first, as in table.to_dict('records')"
    if callable(getattr(kind, "read", None)):
        return "read it first, as in file.read()"
    return ""


def _of_items(value: object) -> str:
    if isinstance(value, Mapping):
        return "make a dict of it first: dict(value)"
    if hasattr(type(value), "__aiter__"):
        return "make a list of it first: [item async for item in value]"
    return "make a list of it first: list(value)" if isinstance(value, Iterable) else ""
