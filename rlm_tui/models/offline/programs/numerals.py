"""Read the number of a chapter in any of the ways in which it is written."""

import re

_FIRST = "first second third fourth fifth sixth seventh eighth ninth tenth"
_ONE = "one two three four five six seven eight nine ten"
ORDINALS = _FIRST.split(" ")
CARDINALS = _ONE.split(" ")


def plain_number(said: str) -> str:
    """`IV`, `four` and `fourth` as `4`; anything else as it is."""
    low = said.lower()
    for names in (ORDINALS, CARDINALS):
        if low in names:
            return str(names.index(low) + 1)
    if not re.fullmatch(r"[IVXLC]+", said):
        return said
    worth = [{"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}[letter] for letter in said]
    after = [*worth[1:], 0]
    return str(sum(-a if a < b else a for a, b in zip(worth, after, strict=True)))
