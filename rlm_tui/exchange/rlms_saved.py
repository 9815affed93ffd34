"""Reads completions of `rlms` that a program has saved as JSON.

The formats are those of `RLMChatCompletion.to_dict`, where a logger was given, and of
`RLMLogger.get_trajectory` in version 0.1.3: one object, a list of them, or one a line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rlm_tui.exchange.items import Item
from rlm_tui.exchange.reading import Fields, inner, listed, said
from rlm_tui.exchange.retelling import charged_last
from rlm_tui.exchange.rlms import Completion, usage_of


def is_saved(fields: Fields) -> bool:
    """Whether an object is a completion with its trajectory, or the trajectory."""
    return bool(_trajectory(fields))


def read(completions: Iterable[Fields]) -> Iterator[Item]:
    """A session for each completion; what it used is known as a sum."""
    for saved in completions:
        trajectory = _trajectory(saved)
        lines = listed(trajectory, "iterations")
        if not lines:
            continue
        run = Completion(inner(trajectory, "run_metadata"), lines[0], saved)
        turns, usage = tuple(map(run.turn, lines)), usage_of(saved)
        yield from run.begin()
        for turn in charged_last(turns, usage) if usage else turns:
            yield from run.tell(turn)
        yield from run.end(said(saved, "response"))


def _trajectory(fields: Fields) -> Fields:
    """The trajectory, as it is or in a completion; empty: there is none."""
    found = fields if "run_metadata" in fields else inner(fields, "metadata")
    return found if {"run_metadata", "iterations"} <= found.keys() else {}
