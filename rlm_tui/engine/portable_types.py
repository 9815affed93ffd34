"""Types of the calling program in a form that pydantic can read on every Python."""

from __future__ import annotations

import sys
import typing
from types import UnionType
from typing import Any


def portable(schema: Any) -> Any:
    """A type whose TypedDicts pydantic can read on Python 3.11 too."""
    if sys.version_info >= (3, 12):
        return schema
    if typing.is_typeddict(schema) and type(schema).__module__ == "typing":
        return _portable_dict(schema)
    origin, args = typing.get_origin(schema), typing.get_args(schema)
    inner = tuple(map(portable, args))
    if origin is None or inner == args:
        return schema
    if origin is typing.Annotated:
        return typing.Annotated[inner]
    return (typing.Union if origin is UnionType else origin)[inner]


def _portable_dict(schema: Any) -> Any:
    import typing_extensions as extended  # for a TypedDict alone

    fields: dict[str, Any] = {}
    for name, kind in typing.get_type_hints(schema, include_extras=True).items():
        marker = typing.get_origin(kind)
        if marker in (typing.Required, typing.NotRequired):
            [kind] = typing.get_args(kind)
        is_needed = name in schema.__required_keys__ and marker != typing.NotRequired
        mark = extended.Required if is_needed else extended.NotRequired
        fields[name] = mark[portable(kind)]
    return extended.TypedDict(schema.__name__, fields)  # type: ignore[operator]  # dynamic
