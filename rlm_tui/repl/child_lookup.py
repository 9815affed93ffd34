"""Reads `name`, `a.b`, `a["k"]` or `a[0]` for `FINAL_VAR(...)` written in prose."""

from __future__ import annotations

import ast

from rlm_tui.repl.child_answers import unknown


class LookupFailed(Exception):
    """The expression cannot be read; the message says why."""


def look_up(expression: str, namespace: dict[str, object]) -> object:
    """The value of an expression made of names, attributes and constant keys.

    Raises:
        LookupFailed: it is something else, or a part of it is not there.
    """
    try:
        node = ast.parse(expression.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise _refused(expression) from None
    return _value(node, expression, namespace)


def _value(node: ast.expr, whole: str, namespace: dict[str, object]) -> object:
    match node:
        case ast.Name(id=name):
            if name not in namespace:
                raise LookupFailed(unknown(name, namespace))
            return namespace[name]
        case ast.Attribute(value=inner, attr=name):
            return _attribute(_value(inner, whole, namespace), name)
        case ast.Subscript(value=inner, slice=index):
            return _item(_value(inner, whole, namespace), _key(index, whole))
    raise _refused(whole)


def _key(node: ast.expr, whole: str) -> str | int:
    match node:
        case ast.Constant(value=str() | int() as key):
            return key
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as number)):
            return -number
    raise _refused(whole)


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


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]


def _refused(expression: str) -> LookupFailed:
    return LookupFailed(
        f"FINAL_VAR takes a variable, an attribute or an item, not {expression[:200]!r}"
    )
