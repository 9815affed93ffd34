"""Each version of Landlock is asked for all that it knows, and no more."""

from __future__ import annotations

import struct
import sys

import pytest

if sys.platform != "linux":
    pytest.skip("Linux alone", allow_module_level=True)

from rlm_tui.repl.isolation.child_landlock import taken_away


@pytest.mark.parametrize(
    ("version", "fields"),
    [
        (1, [0x1FFF]),
        (2, [0x3FFF]),
        (3, [0x7FFF]),
        (4, [0x7FFF, 3]),
        (5, [0xFFFF, 3]),
        (6, [0xFFFF, 3, 3]),
        (7, [0xFFFF, 3, 3]),
    ],
)
def test_every_right_of_a_version_is_taken(version: int, fields: list[int]) -> None:
    assert taken_away(version) == struct.pack(f"={len(fields)}Q", *fields)
