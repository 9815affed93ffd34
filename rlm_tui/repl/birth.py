"""What every child is started with, however it comes into being."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

_CHILD = Path(__file__).with_name("child.py")
_HASH_SEED = "0"


def command(python: str) -> list[str]:
    """How a child is started, as far as it is the same for all."""
    return [python, "-P", "-s", "-X", "utf8", str(_CHILD)]


def environment(home: str) -> dict[str, str]:
    """What a child knows of its surroundings."""
    # -P -s instead of -I: with -I Python would not read the hash seed. Nothing
    # else that begins with PYTHON is there for it to read.
    return {
        "HOME": home,
        "TMPDIR": home,
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONHASHSEED": _HASH_SEED,
        # Numeric libraries reserve memory for every core of a large machine.
        "OMP_NUM_THREADS": "4",
    }


class Birth(NamedTuple):
    """What a child is to have."""

    folder: Path
    output: int
    """The descriptor of its standard output and error."""
    passed: Sequence[int]
    """Descriptors that it has under the same numbers, its channel first."""
