"""How a run begins: by itself, step by step, or with questions to the person."""

from __future__ import annotations

from dataclasses import dataclass

from rich.text import Text
from textual.widgets import Select

from rlm_tui.ui.keys.keymap import with_keys


@dataclass(frozen=True, slots=True)
class StartMode:
    """What `StartRequest` calls `ask` and `step`."""

    ask: str
    step: bool = False


TITLES: dict[StartMode, tuple[str, str]] = {
    StartMode("watch"): ("watch", "it runs by itself; {run.pause} pauses it"),
    StartMode("watch", True): (
        "step by step",
        "{run.iteration} runs one iteration at a time",
    ),
    StartMode("query"): (
        "ask before sub-queries",
        "read, change or refuse each one",
    ),
    StartMode("code"): ("ask before code", "nothing it writes runs until you agree"),
    StartMode("all"): ("ask everything", "every call, code block and result"),
}
"""A name and one line for each."""

_TITLE_WIDTH = 22


class StartModes(Select[StartMode]):
    """One line that unfolds into the ways to begin."""

    def __init__(self, mode: StartMode, *, id: str) -> None:
        super().__init__(
            _options(mode), value=mode, allow_blank=False, compact=True, id=id
        )

    @property
    def mode(self) -> StartMode:
        """The one that is chosen."""
        chosen = self.value
        assert isinstance(chosen, StartMode)  # blank is not allowed
        return chosen


def _options(mode: StartMode) -> list[tuple[Text, StartMode]]:
    options = [
        (Text(f"{title.ljust(_TITLE_WIDTH)} {with_keys(said)}"), known)
        for known, (title, said) in TITLES.items()
    ]
    if mode not in TITLES:
        step = ", held before the first call" if mode.step else ""
        options.insert(0, (Text(f"as asked for: {mode.ask}{step}"), mode))
    return options
