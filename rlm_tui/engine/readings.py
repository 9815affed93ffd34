"""What an answer may mean as a value: JSON, a Python literal, a part of a text."""

from __future__ import annotations

import ast
import json
import re
import warnings
from collections.abc import Iterator
from itertools import islice

from pydantic_core import to_jsonable_python

from rlm_tui.domain.values import JSON
from rlm_tui.repl.base import Final

MAX_OPENINGS = 50
"""Brackets at which a value is looked for between words."""
_FENCED = re.compile(r"```[ \t]*\w*[ \t]*\n(.*?)\n[ \t]*```", re.DOTALL)


def readings(final: Final) -> Iterator[JSON]:
    """What an answer may mean as a value, the nearest meaning first."""
    if final.value_json is not None:
        yield json.loads(final.value_json)
    text = final.text.strip()
    for piece in _pieces(text):
        yield from _values(piece)
    if text:
        yield final.text


def _pieces(text: str) -> Iterator[str]:
    """Parts of a text that may be written values: all of it, its first line (an answer
    with reasons below it), fences, what brackets hold, JSON between words."""
    yield text
    if "\n" in text:
        yield text.partition("\n")[0]
    yield from _FENCED.findall(text)
    for start, closing in _openings(text):
        end = text.rfind(closing)
        if end > start:
            yield text[start : end + 1]
    yield from _embedded(text)


def _embedded(text: str) -> Iterator[str]:
    """Lists and objects of JSON that stand in a text, in order."""
    decoder = json.JSONDecoder()
    end = 0
    for opening in islice(re.finditer(r"[\[{]", text), MAX_OPENINGS):
        start = opening.start()
        if start < end:
            continue
        try:
            _, end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            continue
        yield text[start:end]


def _openings(text: str) -> list[tuple[int, str]]:
    """The first brackets of each kind, with what closes them."""
    pairs = (("{", "}"), ("[", "]"))
    found = [(text.find(start), end) for start, end in pairs if start in text]
    return sorted(found)


def _values(piece: str) -> Iterator[JSON]:
    """What a piece of text is as JSON or as a Python literal, if it is either."""
    for read in (json.loads, _literal):
        try:
            value: JSON = read(piece)
            json.dumps(value, allow_nan=False)
        except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
            continue
        yield value
        return


def _literal(piece: str) -> JSON:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a text may look like a literal with a slip
        value: JSON = to_jsonable_python(ast.literal_eval(piece.strip()))
    return value
