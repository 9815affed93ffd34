"""Copies of frozen values with some fields changed: what folding does all the time."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeVar

__all__ = ["change", "made_of", "replace"]

T = TypeVar("T")


def made_of(kind: type[T], values: Mapping[str, object]) -> T:
    """A value without slots by all its fields, which are taken as they are."""
    new = object.__new__(kind)
    object.__setattr__(new, "__dict__", {**values})
    return new


if TYPE_CHECKING:
    # So that the names and types of changes are checked, as for the standard one.
    from dataclasses import replace as change
    from dataclasses import replace as replace
else:

    def replace(value, /, **changes):
        """As `dataclasses.replace`, forty times faster for values without slots."""
        try:
            fields = value.__dict__
        except AttributeError:
            return dataclasses.replace(value, **changes)
        new = object.__new__(type(value))
        # One dictionary that is as large as it must be: filling an empty one costs
        # four times the time, and leaves one of twice the size.
        object.__setattr__(new, "__dict__", {**fields, **changes})
        return new

    def change(value, /, **changes):
        """The value itself with fields changed: for a copy that nobody else has yet."""
        value.__dict__.update(changes)
        return value
