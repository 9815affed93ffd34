"""Where the texts of a context stand in the form in which it is stored."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator
from dataclasses import dataclass

from rlm_tui.domain.values import JSON, ContextValue

_SLICE = 1 << 15
"""Characters that are encoded to find a byte, at most."""


@dataclass(frozen=True, slots=True)
class StoredText:
    """A text, and where its bytes are."""

    text: str
    marks: array[int]
    """Where each slice of the text begins, and where the last one ends."""
    is_json: bool
    """Whether the bytes are those of a JSON string."""

    def byte_at(self, char: int) -> int:
        """Where a character begins."""
        number, rest = divmod(char, _SLICE)
        first = self.marks[number]
        if not rest:
            return first
        start = number * _SLICE
        if self.marks[number + 1] - first == min(_SLICE, len(self.text) - start):
            return first + rest  # each character is one byte
        return first + _size(self.text[start:char], is_json=self.is_json)


def read_stored(data: bytes, *, is_json: bool) -> str:
    """The text of some bytes of the stored form."""
    text = data.decode("utf-8", "surrogatepass")
    return str(json.loads(f'"{text}"', strict=False)) if is_json else text


def stored_texts(value: ContextValue, *, least: int) -> Iterator[StoredText]:
    """The texts of a context of at least so many characters, as `pieces_of` writes it.

    Those inside of items are found too; keys are not.
    """
    if isinstance(value, str):
        yield _marked(value, 0, is_json=False)
        return
    at = 1  # the opening bracket
    for number, (head, item) in enumerate(_items(value)):
        at += (2 if number else 1) + _size(head, is_json=False)
        for found in _texts_of(item, at, least):
            if isinstance(found, StoredText):
                yield found
            else:
                at = found


def _items(value: list[JSON] | dict[str, JSON]) -> Iterator[tuple[str, JSON]]:
    """What is written before each item, and the item."""
    if isinstance(value, list):
        return (("", item) for item in value)
    return ((f"{_dumps(key)}: ", item) for key, item in value.items())


def _texts_of(item: JSON, at: int, least: int) -> Iterator[StoredText | int]:
    """The long texts of an item that begins at a byte, and then where it ends."""
    if isinstance(item, str) and len(item) >= least:
        text = _marked(item, at + 1, is_json=True)
        yield text
        yield text.marks[-1] + 1
        return
    if not isinstance(item, list | dict) or not item:
        yield at + _size(_dumps(item), is_json=False)
        return
    for number, (head, inner) in enumerate(_items(item)):
        at += (2 if number else 1) + _size(head, is_json=False)
        for found in _texts_of(inner, at, least):
            if isinstance(found, StoredText):
                yield found
            else:
                at = found
    yield at + 1


def _marked(text: str, at: int, *, is_json: bool) -> StoredText:
    if not is_json and text.isascii():
        size = len(text)
        marks = array("Q", [*range(at, at + size, _SLICE), at + size])
        return StoredText(text, marks, is_json)
    marks = array("Q", [at])
    for start in range(0, len(text), _SLICE):
        at += _size(text[start : start + _SLICE], is_json=is_json)
        marks.append(at)
    return StoredText(text, marks, is_json)


def _size(text: str, *, is_json: bool) -> int:
    written = _dumps(text)[1:-1] if is_json else text
    return len(written.encode("utf-8", "surrogatepass"))


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
