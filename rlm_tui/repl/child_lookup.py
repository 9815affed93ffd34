"""Reads `name`, `a.b`, `a["k"]` or `a[0]` in the namespace of the blocks."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import NamedTuple


class LookupFailed(Exception):
    """The expression cannot be read; the message says why."""


class Steps(NamedTuple):
    """How the parts of a value are reached."""

    what: str
    """Begins the words that refuse other expressions."""
    attribute: Callable[[object, str], object]
    item: Callable[[object, str | int], object]


def look_up(expression: str, namespace: dict[str, object], steps: Steps) -> object:
    """The value of an expression made of names, attributes and constant keys.

    Raises:
        LookupFailed: it is something else, or a part of it is not there.
    """
    try:
        node = ast.parse(expression.strip(), mode="eval").body
        return _Reader(expression, namespace, steps).value(node)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise _refused(expression, steps) from None


def unknown(name: str, namespace: dict[str, object]) -> str:
    """Say that a variable is not there, and which are."""
    there = [key for key in namespace if key[:1] != "_"]
    listed = ", ".join(sorted(there)[:50]) or "none"
    return f"no variable {name[:200]!r}; there are: {listed}"


class _Reader:
    def __init__(
        self, expression: str, namespace: dict[str, object], steps: Steps
    ) -> None:
        self._expression = expression
        self._namespace = namespace
        self._steps = steps

    def value(self, node: ast.expr) -> object:
        match node:
            case ast.Name(id=name):
                if name not in self._namespace:
                    raise LookupFailed(unknown(name, self._namespace))
                return self._namespace[name]
            case ast.Attribute(value=inner, attr=name):
                return self._steps.attribute(self.value(inner), name)
            case ast.Subscript(value=inner, slice=index):
                return self._steps.item(self.value(inner), self._key(index))
        raise _refused(self._expression, self._steps)

    def _key(self, node: ast.expr) -> str | int:
        match node:
            case ast.Constant(value=str() | int() as key):
                return key
            case ast.UnaryOp(
                op=ast.USub(), operand=ast.Constant(value=int() as number)
            ):
                return -number
        raise _refused(self._expression, self._steps)


def _attribute(value: object, name: str) -> object:
    try:
        return getattr(value, name)
    except Exception as error:  # a property may raise anything
        raise LookupFailed(_words(error)) from error


def _item(value: object, key: str | int) -> object:
    try:
        return value[key]  # type: ignore[index]  # TypeError where it has no items
    except Exception as error:  # a class of the block may raise anything
        raise LookupFailed(_words(error)) from error


AS_PYTHON = Steps("FINAL_VAR takes", _attribute, _item)
"""As Python reads it, with whatever the classes of the blocks do then."""


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]


def _refused(expression: str, steps: Steps) -> LookupFailed:
    return LookupFailed(
        f"{steps.what} a variable, an attribute or an item, not {expression[:200]!r}"
    )
