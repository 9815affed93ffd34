"""Ids of sessions: short enough to type, and found by their beginning."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from random import Random

from rlm_tui.errors import SessionNotFoundError

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


def resolved(prefix: str, ids: Sequence[str]) -> str:
    """The id that begins so; `s_` may be left out.

    Raises:
        SessionNotFoundError: none does, or several do.
    """
    if prefix in ids:
        return prefix
    found = [id_ for id_ in ids if id_.startswith((prefix, f"s_{prefix}"))]
    if len(found) > 1:
        raise SessionNotFoundError(
            f"several sessions begin with {prefix!r}: {_listed(found)}"
        )
    if not found:
        raise not_found(prefix, ids)
    return found[0]


def not_found(wanted: str, ids: Sequence[str]) -> SessionNotFoundError:
    """The error for a session that is not there, with ids that are near it."""
    near = difflib.get_close_matches(wanted, ids, n=3, cutoff=0.5)
    hint = f"; near it: {_listed(near)}" if near else ""
    return SessionNotFoundError(f"there is no session {wanted!r}{hint}")


def _listed(ids: Sequence[str], limit: int = 8) -> str:
    more = ", …" if len(ids) > limit else ""
    return ", ".join(ids[:limit]) + more
