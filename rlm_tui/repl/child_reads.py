"""Notes which parts of the context a block read, for those who ask what it never saw.

`context` stays the plain value that it is: code that names it is compiled so that the
value passes by here. Slices and items are noted as such; whatever gets the whole of it,
a regular expression, a loop, a function, has read it all. Under another name it is read
unseen, but then the whole of it was given away before.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from typing import Any

READS = "__context_reads__"
"""What the compiled code calls the notes."""
CONTEXT = "context"
_MOST_SPANS = 200
_MOST_NOTES = 4_096

Span = tuple[int, int]


class Reads:
    """What was read of one context: characters of a text, items of anything else."""

    span = slice
    """Makes the key of a slice, whatever code has bound to that name."""

    def __init__(self, context: object) -> None:
        self._context = context
        self.is_text = isinstance(context, str)
        self._size = len(context) if isinstance(context, (str, list, dict)) else 0
        self._spans: list[Span] = []
        self._numbers: dict[object, int] | None = None

    def take(self) -> list[Span]:
        """What was read since the last time; the shortest gaps are left out if there
        are too many."""
        spans, self._spans = _united(self._spans), []
        return _fewer(spans, _MOST_SPANS)

    def all(self, value: Any) -> Any:
        """The value, which goes where nobody sees what is read of it."""
        if value is self._context:
            self._add(0, self._size)
        return value

    def names(self, value: Any) -> Any:
        """The value, which goes where the names of a mapping are read, or all else."""
        return value if isinstance(value, dict) else self.all(value)

    def each(self, value: Any) -> Any:
        """What a loop goes through; of a list, as far as it goes."""
        if isinstance(value, list) and value is self._context:
            return self._walk(value)
        return self.names(value)

    def _walk(self, value: list[Any]) -> Iterator[Any]:
        number = 0
        try:
            for item in value:
                number += 1
                yield item
        finally:
            self._add(0, number)

    def part(self, value: Any, key: Any) -> Any:
        """The value's slice or item."""
        found = value[key]
        if value is self._context:
            self._note(key)
        return found

    def get(self, value: Any, *given: Any, **named: Any) -> Any:
        """The value's `get`."""
        found = value.get(*given, **named)
        if value is self._context and given:
            self._note(given[0])
        return found

    def find(self, value: Any, name: str, *given: Any) -> Any:
        """The value's `find` or `index`, which reads up to what it finds."""
        try:
            found = getattr(value, name)(*given)
        except ValueError:
            self._note_search(value, given, -1)
            raise
        self._note_search(value, given, found)
        return found

    def _note_search(self, value: Any, given: tuple[Any, ...], found: int) -> None:
        if value is self._context:
            first, last = (*given, None, None)[1:3]
            start, end, _ = slice(first, last).indices(self._size)
            self._add(start, end if found < 0 else found + len(given[0]))

    def _note(self, key: Any) -> None:
        if isinstance(key, slice) and not isinstance(self._context, dict):
            places = range(self._size)[key]
            if places:
                self._add(min(places[0], places[-1]), max(places[0], places[-1]) + 1)
        elif (number := self._number(key)) is not None:
            self._add(number, number + 1)

    def _number(self, key: Any) -> int | None:
        if not isinstance(self._context, dict):
            return int(key) % self._size
        if self._numbers is None:
            self._numbers = {name: at for at, name in enumerate(self._context)}
        return self._numbers.get(key)

    def _add(self, start: int, end: int) -> None:
        if start >= end:
            return
        spans = self._spans
        if spans and spans[-1][0] <= start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], end))
        else:
            spans.append((start, end))
            if len(spans) > _MOST_NOTES:
                self._spans = _fewer(_united(spans), _MOST_NOTES // 2)


def _united(spans: list[Span]) -> list[Span]:
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def _fewer(spans: list[Span], most: int) -> list[Span]:
    """At most so many spans: those with the shortest gaps become one."""
    if len(spans) <= most:
        return spans
    gaps = [after[0] - before[1] for before, after in pairwise(spans)]
    kept = set(sorted(range(len(gaps)), key=gaps.__getitem__)[len(spans) - most :])
    found = [spans[0]]
    for number, span in enumerate(spans[1:]):
        if number in kept:
            found.append(span)
        else:
            found[-1] = (found[-1][0], span[1])
    return found


def with_noted_reads(tree: ast.Module, source: str, *, is_text: bool) -> ast.Module:
    """The code, in which what is read of `context` is noted.

    Single characters of a text are not: code that goes through them one by one would
    take several times as long.
    """
    note = _Note(is_text=is_text)
    lines = source.split("\n")
    for number, statement in enumerate(tree.body):
        first, last = statement.lineno - 1, statement.end_lineno
        if any(CONTEXT in line for line in lines[first:last]):
            # One that is nested too deep for this is not so for the compiler.
            with suppress(RecursionError):
                tree.body[number] = note.visit(statement)
    return tree


class _Note(ast.NodeTransformer):
    def __init__(self, *, is_text: bool) -> None:
        self._is_text = is_text

    def generic_visit(self, node: ast.AST) -> ast.AST:
        """As that of the class, in half the time: nothing is ever taken out."""
        for name in node._fields:
            value = getattr(node, name, None)
            if isinstance(value, list):
                for number, item in enumerate(value):
                    if isinstance(item, ast.AST):
                        value[number] = self.visit(item)
            elif isinstance(value, ast.AST) and not isinstance(value, _LEAVES):
                setattr(node, name, self.visit(value))
        return node

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return _noted("all", node) if _is_context(node) else node

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        if _is_context(node.value):
            is_slice = isinstance(node.slice, ast.Slice)
            if isinstance(node.ctx, ast.Load) and (is_slice or not self._is_text):
                key = _as_call(node.slice, node)
                return _noted("part", node.value, self.visit(key), at=node)
            node.value = _unseen(node.value)
        self.generic_visit(node)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        if node.attr == "keys" and _is_context(node.value):
            return node
        self.generic_visit(node)
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        match node.func:
            case ast.Name(id=name) if node.args and _is_context(node.args[0]):
                way = _TAKE_LITTLE.get(name, "all")
                node.args[0] = (
                    _noted(way, node.args[0]) if way else _unseen(node.args[0])
                )
            case ast.Attribute(value=value, attr="get") if _is_context(value):
                node.func = _of_notes("get", node)
                node.args.insert(0, _unseen(value))
            case ast.Attribute(value=value, attr="find" | "index" as name) if (
                self._is_text and _is_context(value) and not node.keywords
            ):
                node.func = _of_notes("find", node)
                called = ast.copy_location(ast.Constant(name), node)
                node.args[:0] = [_unseen(value), called]
        self.generic_visit(node)
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        sides = [node.left, *node.comparators]
        for number, how in enumerate(node.ops):
            if isinstance(how, ast.Is | ast.IsNot):
                sides[number] = _unseen(sides[number])
                sides[number + 1] = _unseen(sides[number + 1])
            elif isinstance(how, ast.In | ast.NotIn) and _is_context(sides[number + 1]):
                sides[number + 1] = _noted("names", sides[number + 1])
        node.left, *node.comparators = sides
        self.generic_visit(node)
        return node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        if isinstance(node.op, ast.Not):
            node.operand = _unseen(node.operand)
        self.generic_visit(node)
        return node

    def visit_If(self, node: ast.If) -> ast.If:
        node.test = _unseen(node.test)
        self.generic_visit(node)
        return node

    def visit_For(self, node: ast.For) -> ast.For:
        node.iter = _gone_through(node.iter)
        self.generic_visit(node)
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.comprehension:
        node.iter = _gone_through(node.iter)
        self.generic_visit(node)
        return node


_LEAVES = (ast.expr_context, ast.operator, ast.cmpop, ast.unaryop, ast.Constant)

_TAKE_LITTLE = {
    **dict.fromkeys(("len", "type", "isinstance", "id", "bool"), ""),
    **dict.fromkeys(("list", "sorted", "set", "tuple", "iter"), "names"),
    "enumerate": "each",
}
"""Functions that do not read all of what they are given, and how that is noted."""


class _Unseen(ast.Name):
    """The name where it reads nothing, or is in a note already."""


def _is_context(node: ast.expr) -> bool:
    if not isinstance(node, ast.Name) or isinstance(node, _Unseen):
        return False
    return node.id == CONTEXT and isinstance(node.ctx, ast.Load)


def _unseen(node: ast.expr) -> ast.expr:
    if not _is_context(node):
        return node
    return ast.copy_location(_Unseen(CONTEXT, ast.Load()), node)


def _gone_through(node: ast.expr) -> ast.expr:
    return _noted("each", node) if _is_context(node) else node


def _as_call(key: ast.expr, at: ast.expr) -> ast.expr:
    """A slice as an expression of its own; what is none as it is."""
    if not isinstance(key, ast.Slice):
        return key
    none = ast.copy_location(ast.Constant(None), at)
    ends = [end or none for end in (key.lower, key.upper, key.step)]
    return ast.copy_location(ast.Call(_of_notes("span", at), ends, []), at)


def _noted(
    way: str, value: ast.expr, *given: ast.expr, at: ast.expr | None = None
) -> ast.expr:
    at = at or value
    call = ast.Call(_of_notes(way, at), [_unseen(value), *given], [])
    return ast.copy_location(call, at)


def _of_notes(name: str, at: ast.expr) -> ast.expr:
    notes = ast.copy_location(ast.Name(READS, ast.Load()), at)
    return ast.copy_location(ast.Attribute(notes, name, ast.Load()), at)
