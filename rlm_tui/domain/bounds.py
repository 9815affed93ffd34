"""Between which numbers a field may lie: said once, held by pydantic and without it.

A class with such fields can be imported and made before pydantic is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from math import isfinite
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    get_args,
    get_origin,
    get_type_hints,
)

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema


@dataclass(frozen=True, slots=True)
class Within:
    """Bounds of a finite number; `None` bounds nothing."""

    ge: float | None = None
    gt: float | None = None
    le: float | None = None

    def has(self, value: float) -> bool:
        """Whether a number lies between them; JSON could not say an infinite one."""
        return (
            isfinite(value)
            and (self.ge is None or value >= self.ge)
            and (self.gt is None or value > self.gt)
            and (self.le is None or value <= self.le)
        )

    def words(self) -> str:
        """The bounds, such as `0 or more and 10 or less`."""
        forms = ((self.ge, "{:g} or more"), (self.gt, "more than {:g}"))
        bounds = (*forms, (self.le, "{:g} or less"))
        return " and ".join(form.format(at) for at, form in bounds if at is not None)

    def __str__(self) -> str:
        words = self.words()
        return f"{words} and finite" if words else "finite"

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """The schema of the number with the bounds in it."""
        bounds = {name: getattr(self, name) for name in ("ge", "gt", "le")}
        set_ = {name: bound for name, bound in bounds.items() if bound is not None}
        given = handler(source)
        finite = {"allow_inf_nan": False} if given["type"] == "float" else {}
        schema: CoreSchema = {**given, **set_, **finite}
        from pydantic_core import core_schema  # loaded by now

        return core_schema.no_info_before_validator_function(_no_bool, schema)


def _no_bool(value: object) -> object:
    """The value, if it is not one that Python alone takes for a number."""
    if isinstance(value, bool):
        from pydantic_core import PydanticCustomError

        raise PydanticCustomError("no_number", NO_BOOL)
    return value


NO_BOOL = "a number is wanted, not true or false"


@dataclass(frozen=True, slots=True)
class Bounded:
    """A field with bounds, as its annotation says."""

    kind: type[int] | type[float]
    within: Within


@cache
def bounded_fields(kind: type) -> Mapping[str, Bounded]:
    """Those of a class by name."""
    hints = get_type_hints(kind, include_extras=True)
    found = {name: next(_bounded(hint), None) for name, hint in hints.items()}
    return {name: bounded for name, bounded in found.items() if bounded is not None}


def _bounded(hint: object) -> Iterator[Bounded]:
    base, *extras = get_args(hint) or (None,)
    if get_origin(hint) is Annotated:
        withins = (extra for extra in extras if isinstance(extra, Within))
        yield from (Bounded(base, within) for within in withins)
    else:
        for part in get_args(hint):
            yield from _bounded(part)


def check_bounds(value: object) -> None:
    """Have whole numbers in fields of floats as floats, and all within their bounds.

    Raises:
        ValueError: one of them is not.
    """
    kind: type = type(value)
    for name, field in bounded_fields(kind).items():
        number: float | None = getattr(value, name)
        if number is None:
            continue
        if isinstance(number, bool):
            raise ValueError(f"{name}: {NO_BOOL}")
        if not field.within.has(number):
            raise ValueError(f"{name} must be {field.within}, not {number:g}")
        if field.kind is float:
            object.__setattr__(value, name, float(number))
