"""What is no context says how to make one of it."""

from __future__ import annotations

import io
from collections import UserDict, deque
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest
from pydantic import BaseModel

from rlm_tui.contexts.describe import describe
from rlm_tui.errors import ContextError


@dataclass
class Row:
    """As a program has one."""

    n: int = 1


class Party(BaseModel):
    """As a program has one."""

    n: int = 1


class Table:
    """As `pandas` has one."""

    columns = ("n",)

    def to_dict(self, orient: str) -> list[dict[str, int]]:
        """By rows."""
        return [{orient: 1}]


class ImageFile:
    """As `PIL` has one."""


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (b"x", "is a bytes: .*; decode it first"),
        (Path("a.txt"), "read it first, as in path.read_text"),
        (("a", "b"), r"make a list of it first: list\(value\)"),
        ({"a"}, "make a list of it first"),
        (deque("a"), "make a list of it first"),
        ((x for x in "a"), "make a list of it first"),
        (UserDict(a=1), r"make a dict of it first: dict\(value\)"),
        (io.StringIO("x"), "read it first, as in file.read"),
        (Row(), "dataclasses.asdict"),
        (Party(), r"value.model_dump\(mode='json'\)"),
        (Table(), "to_dict\\('records'\\)"),
        (ImageFile(), "models are given text here: have a tool look at an image"),
        (5, "a context is a str, a list or a dict$"),
        ([date(2020, 1, 1)], r"\[0\] is a date: .*; write it as a text"),
        ([Path("a.txt")], "write it as a text"),
        ({"n": Decimal(1)}, "write it as a text"),
        ({"n": [uuid4()]}, r"\['n'\]\[0\] is a UUID: .*; write it as a text"),
        ([("a",)], "make a list of it first"),
        ([Party()], "model_dump"),
    ],
)
def test_what_is_no_context_says_how_to_make_one(value: object, words: str) -> None:
    with pytest.raises(ContextError, match=words):
        describe(value)
