"""Ids of sessions: short enough to type."""

from __future__ import annotations

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
