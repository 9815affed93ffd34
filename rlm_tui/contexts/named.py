"""Whether what a person named is there, and what may have been meant if it is not."""

from __future__ import annotations

import difflib
import os
from collections.abc import Sequence
from pathlib import Path

from rlm_tui.errors import ContextError

STDIN = "-"
MAGIC = frozenset("*?[")
"""What makes a pattern of a name."""


def is_pattern(source: str) -> bool:
    """Whether a source is a pattern such as `*.md` and not an odd file name."""
    return not MAGIC.isdisjoint(source) and not os.path.lexists(source)


def check_named(sources: Sequence[str]) -> None:
    """Say at once which of the named paths does not exist.

    Raises:
        ContextError: one of them does not.
    """
    for source in sources:
        if source != STDIN and not is_pattern(source):
            check_exists(Path(source))


def check_exists(path: Path) -> None:
    """Say what may have been meant if a path does not exist.

    Raises:
        ContextError: it does not.
    """
    if os.path.exists(path):
        return
    if not path.parent.is_dir():
        raise ContextError(f"{path} does not exist: there is no folder {path.parent}")
    near = difflib.get_close_matches(path.name, _names_in(path.parent), n=1)
    hint = f"; did you mean {path.parent / near[0]}?" if near else ""
    raise ContextError(f"{path} does not exist{hint}")


def _names_in(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []
