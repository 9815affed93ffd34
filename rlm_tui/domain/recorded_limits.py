"""Limits as a record has them, which may be one of an earlier version."""

from __future__ import annotations

from dataclasses import fields
from math import isfinite
from typing import Annotated, TypeAlias

from pydantic import BeforeValidator

from rlm_tui.domain.limits import Limits

_MAY_BE_NONE = frozenset(
    field.name for field in fields(Limits) if "None" in str(field.type)
)


def _bounded(saved: object) -> object:
    """An infinite number was a limit once, and JSON may hold it as `null`: there is
    no limit then, or the usual one where there has to be some."""
    if not isinstance(saved, dict):
        return saved
    read = {name: None if _is_infinite(of) else of for name, of in saved.items()}
    return {
        name: value
        for name, value in read.items()
        if value is not None or name in _MAY_BE_NONE
    }


def _is_infinite(value: object) -> bool:
    return isinstance(value, float) and not isfinite(value)


RecordedLimits: TypeAlias = Annotated[Limits, BeforeValidator(_bounded)]
"""The field of an event."""
