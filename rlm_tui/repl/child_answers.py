"""The ways in which code gives the final answer."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, MutableMapping, Sequence, Set
from enum import Enum
from typing import NamedTuple, NoReturn

from rlm_tui.repl.child_interrupt import Interrupts
from rlm_tui.repl.child_lookup import AS_PYTHON, LookupFailed, look_up

_MAX_ANSWER = 8 << 20
_MAX_ITEMS = 1_000_000
_WRITTEN = frozenset({"datetime", "decimal", "fractions", "pathlib", "uuid"})
"""Modules whose values are known by how they are written."""

EMPTY = (
    'answer["ready"] is set, but answer["content"] is empty: '
    'put the answer into answer["content"], then set answer["ready"] = True again'
)


class Answer(NamedTuple):
    """An answer as text and, where the value is no text, as JSON."""

    text: str
    value_json: str | None
    confidence: float | None


class Ended(BaseException):
    """`FINAL` was called; carries the block's execution to its end."""

    def __init__(self, answer: Answer) -> None:
        super().__init__("FINAL ends the block")
        self.answer = answer


Ended.__module__ = "builtins"


class Answers:
    """`FINAL`, `FINAL_VAR`, `SUBMIT` and the `answer` dict."""

    def __init__(self, namespace: dict[str, object], interrupts: Interrupts) -> None:
        self._namespace = namespace
        self._interrupts = interrupts
        self.given: Answer | None = None
        """What the running block gave first; a bare `except` cannot take it back."""

    def names(self) -> dict[str, object]:
        """What the namespace binds."""
        return {
            "FINAL": self.final,
            "FINAL_VAR": self.final_var,
            "SUBMIT": self.submit,
        }

    def final(self, value: object, confidence: float | None = None) -> NoReturn:
        """Give the answer and end the block here."""
        self._end(answer_of(value, confidence))

    def final_var(self, name: object, confidence: float | None = None) -> NoReturn:
        """Give a variable's value as the answer and end the block here."""
        if not isinstance(name, str):
            self._end(answer_of(name, confidence))
        key = name.strip().strip("\"'")
        if key in self._namespace:
            self._end(answer_of(self._namespace[key], confidence))
        try:
            value = look_up(key, self._namespace, AS_PYTHON)
        except LookupFailed as failure:
            raise NameError(str(failure)) from None
        self._end(answer_of(value, confidence))

    def submit(self, *values: object, **fields: object) -> NoReturn:
        """Give one value, or named fields, as the answer and end the block here."""
        if len(values) + bool(fields) != 1:
            raise TypeError("SUBMIT takes one value or named fields")
        if values:
            self._end(answer_of(values[0], None))
        whole = answer_of(fields, None)
        if len(fields) == 1:
            [only] = fields.values()
            whole = whole._replace(text=answer_of(only, None).text)
        self._end(whole)

    def _end(self, answer: Answer) -> NoReturn:
        if self._interrupts.on_main and self.given is None:
            self.given = answer
        raise Ended(answer)

    def take_ready(self) -> Answer | None:
        """Read the `answer` dict at the end of a block, and reset its `ready`.

        Raises:
            ValueError: it is ready but empty.
        """
        state = self._namespace.get("answer")
        if not isinstance(state, MutableMapping) or not state.get("ready"):
            return None
        state["ready"] = False
        content = state.get("content")
        if content is None or (isinstance(content, str) and not content.strip()):
            raise ValueError(EMPTY)
        return answer_of(content, state.get("confidence"))


def answer_of(value: object, confidence: object) -> Answer:
    """The answer that a value makes.

    Raises:
        ValueError: it is too long, or the confidence is not between 0 and 1.
    """
    text = value if isinstance(value, str) else str(value)
    value_json = None if isinstance(value, str) else _json_of(value)
    if len(text) + len(value_json or "") > _MAX_ANSWER:
        raise ValueError(
            f"answer of {len(text):,} characters; at most {_MAX_ANSWER:,} with its JSON"
        )
    return Answer(text, value_json, _checked(confidence))


def _json_of(value: object) -> str | None:
    try:
        return json.dumps(value, allow_nan=False, default=plain)
    except Exception:  # an object of the block may raise anything
        return None


def plain(value: object) -> object:
    """What JSON can say of an object: the fields of a record, the items of what holds
    some, dates and exact numbers as they are written.

    Raises:
        TypeError: it can say nothing.
    """
    if isinstance(value, type):
        raise TypeError("a class is no value")
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return dict(value)
    is_raw = isinstance(value, (bytes, bytearray))
    if isinstance(value, (Set, Sequence)) and not is_raw and len(value) <= _MAX_ITEMS:
        return list(value)
    if type(value).__module__.partition(".")[0] in _WRITTEN:
        return str(value) if (iso := _iso_of(value)) is None else iso
    if fields := getattr(value, "__dataclass_fields__", None):
        return {name: getattr(value, name) for name in fields}
    if dump := getattr(value, "model_dump", None):
        return dump()
    raise TypeError(f"JSON has no {type(value).__name__}")


def _iso_of(value: object) -> str | None:
    iso = getattr(value, "isoformat", None)
    return None if iso is None else iso()


def _checked(confidence: object) -> float | None:
    if confidence is None:
        return None
    if not isinstance(confidence, (int, float)) or not math.isfinite(confidence):
        raise ValueError("confidence must be a number between 0 and 1")
    if not 0 <= confidence <= 1:
        raise ValueError(f"confidence must be between 0 and 1, not {confidence}")
    return float(confidence)
