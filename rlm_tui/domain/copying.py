"""Copies of frozen values with some fields changed: what folding does all the time."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # So that the names and types of changes are checked, as for the standard one.
    from dataclasses import replace as replace
else:

    def replace(value, /, **changes):
        """As `dataclasses.replace`, ten times faster for values without slots."""
        if not hasattr(value, "__dict__"):
            return dataclasses.replace(value, **changes)
        new = object.__new__(type(value))
        new.__dict__.update(value.__dict__, **changes)
        return new
