"""The keys of the table of a batch."""

from __future__ import annotations

from rlm_tui.ui.keys.key import Key

BATCH_KEYS: tuple[Key, ...] = (
    Key("table.down", "down,j", "down", "Next row.", "table"),
    Key("table.up", "up,k", "up", "Previous row.", "table"),
    Key("table.top", "home,g", "top", "First row.", "table"),
    Key("table.bottom", "end,G", "bottom", "Last row.", "table"),
    Key("table.page_down", "pagedown", "page down", "One page down.", "table"),
    Key("table.page_up", "pageup", "page up", "One page up.", "table"),
    Key(
        "table.open",
        "enter",
        "open",
        "Show this element in the detail pane of the run.",
        "table",
    ),
    Key(
        "table.mark",
        "space,m",
        "mark",
        "Mark this row; as long as rows are marked, keys act on them.",
        "table",
    ),
    Key(
        "batch.mark_all",
        "asterisk",
        "mark shown",
        "Mark all shown rows, or none of them.",
        "batch",
    ),
    Key(
        "batch.try",
        "T",
        "try a few",
        "Let a few of the marked rows through, or of all shown, and hold the rest.",
        "batch",
    ),
    Key(
        "batch.substitute",
        "percent_sign",
        "substitute",
        "Change the prompts of the marked rows, or of all shown, with s/old/new/; "
        "shows the changes first.",
        "batch",
    ),
    Key("batch.sort", "S", "sort", "Order the rows by the next column.", "batch"),
    Key("batch.reverse", "O", "reverse", "The same order from its end.", "batch"),
    Key(
        "batch.filter",
        "f,slash",
        "filter",
        "Show only rows with some words, or such as idx<10 state:held.",
        "batch",
    ),
)
