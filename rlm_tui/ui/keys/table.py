"""Every key of the app as data: bindings, hints, help and palette derive from it."""

from __future__ import annotations

from rlm_tui.ui.keys.key import Key
from rlm_tui.ui.keys.tables.batch import BATCH_KEYS
from rlm_tui.ui.keys.tables.lists import LIST_KEYS
from rlm_tui.ui.keys.tables.reading import READING_KEYS
from rlm_tui.ui.keys.tables.steering import STEERING_KEYS

_ANYWHERE: tuple[Key, ...] = (
    Key("app.help", "question_mark,f1", "help", "What the keys do here.", "anywhere"),
    Key("app.palette", "ctrl+p", "palette", "Search all verbs by name.", "anywhere"),
    Key(
        "app.back",
        "escape",
        "back",
        "Close what is open; never stops the run.",
        "anywhere",
    ),
    Key(
        "app.leave",
        "q",
        "back",
        "Go back; where nothing is left to go back to: leave.",
        "anywhere",
    ),
    Key(
        "app.quit",
        "ctrl+q",
        "quit",
        "Leave the app; asks while a run is live. Everything is saved.",
        "anywhere",
        is_priority=True,
    ),
    Key(
        "app.interrupt",
        "ctrl+c",
        "copy or pause",
        "Copy what is selected; otherwise pause; twice: offer to quit.",
        "anywhere",
    ),
    Key("app.suspend", "ctrl+z", "suspend", "To the shell; fg comes back.", "anywhere"),
    Key("app.redraw", "ctrl+l", "redraw", "Draw the screen again.", "anywhere"),
    Key("app.pane_next", "tab", "next pane", "To the next pane.", "anywhere"),
    Key(
        "app.pane_previous",
        "shift+tab",
        "previous pane",
        "To the pane before.",
        "anywhere",
    ),
    Key("app.settings", "f4", "settings", "What you prefer, as a list.", "anywhere"),
    Key("app.sessions", "ctrl+o", "sessions", "Saved sessions.", "anywhere"),
)

KEYS: tuple[Key, ...] = (
    *STEERING_KEYS,
    *READING_KEYS,
    *LIST_KEYS,
    *BATCH_KEYS,
    *_ANYWHERE,
)
