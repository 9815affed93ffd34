"""Turns events that an earlier version has saved into those of this one.

An upcaster gets an event as it was saved and gives it as the next version would have
saved it. It is applied on read; what is stored is never rewritten.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rlm_tui.domain.events import SCHEMA_VERSION

Saved = dict[str, object]
Upcaster = Callable[[Saved], Saved]

UPCASTERS: dict[tuple[str, int], Upcaster] = {}
"""By the event's kind and the version that it is lifted from."""


def upcast(
    saved: Saved,
    version: int,
    *,
    upcasters: Mapping[tuple[str, int], Upcaster] = UPCASTERS,
    current: int = SCHEMA_VERSION,
) -> Saved:
    """Lift an event, one version after the other, to the current one."""
    for step in range(version, current):
        upcaster = upcasters.get((str(saved.get("kind")), step))
        saved = upcaster(saved) if upcaster else saved
    return saved


def is_as_now(version: int) -> bool:
    """Whether events of a version are read as they were saved: what has been added
    since has a default."""
    return not any(step >= version for _, step in UPCASTERS)
