"""Ids of sessions: short enough to type."""

from __future__ import annotations

import re
from random import Random

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Base 32 without letters that look like digits."""
LETTERS = 6


def new_session_id(now: float, random: Random) -> str:
    """An id such as `s_4k1f0z`.

    The time is mixed in, so that a seeded generator does not repeat the ids of the
    program's last start.
    """
    number = random.getrandbits(5 * LETTERS) ^ int(now * 1_000)
    letters = [ALPHABET[(number >> 5 * place) & 31] for place in range(LETTERS)]
    return "s_" + "".join(letters)


def is_session_id(text: str) -> bool:
    """Whether a text can be an id: ids are also the names of files."""
    return re.fullmatch(r"s_[0-9A-Za-z_]{1,40}", text) is not None
