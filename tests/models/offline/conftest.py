"""Asking the planner about a context, in one process."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.models.offline.harness import Played, Run

Ask = Callable[..., Played]


@pytest.fixture
def ask() -> Ask:
    """Ask the planner about a context and play the run to its end."""

    def play(context: object, question: str, **settings: object) -> Played:
        return Run(context, question, **settings).play()  # type: ignore[arg-type]

    return play
