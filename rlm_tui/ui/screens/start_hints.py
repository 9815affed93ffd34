"""What the start screen says about the box that the cursor is in."""

from __future__ import annotations

from textual.widget import Widget
from textual.widgets import Input, OptionList, Select

from rlm_tui.ui.keys.keymap import with_keys
from rlm_tui.ui.widgets.ask_bar import AskLine
from rlm_tui.ui.widgets.hint_bar import Hint
from rlm_tui.ui.widgets.limit_boxes import FIELDS
from rlm_tui.ui.widgets.model_list import ModelList
from rlm_tui.ui.widgets.question_box import QuestionBox
from rlm_tui.ui.widgets.session_list import SessionList

_LIMITS = {field.name: field.help for field in FIELDS}
_BOXES = {
    "path": "A file, or a folder with all its text files.",
    "question": "Type what you want to know of the text above; Enter starts.",
    "mode": "In any of these {run.pause} pauses, "
    "and {run.iteration} runs one iteration.",
    "recent": "Questions asked before, with all that happened.",
}
_MODEL = "It answers by writing code that looks at the text."
_SUB_MODEL = "Sub-queries: what that code asks about parts of the text."


def explanation(focused: Widget) -> str:
    """One line."""
    for widget in focused.ancestors_with_self:
        if isinstance(widget, ModelList):
            return _SUB_MODEL if widget.id == "sub-model" else _MODEL
        known = _LIMITS.get(widget.id or "") or _BOXES.get(widget.id or "")
        if known:
            return with_keys(known)
    return ""


def hints_for(focused: Widget) -> tuple[Hint, ...]:
    """Keys that work in this box, the most useful first."""
    rest = (("app.pane_next", "next box"), ("app.help", "help"), ("app.quit", "quit"))
    end = (("app.sessions", "sessions"),)
    match focused:
        case QuestionBox():
            return (("enter", "start"), *rest, *end)
        case AskLine():
            return (("enter", "do it"), ("app.back", "leave it"))
        case SessionList():
            return (
                ("list.open", "open"),
                ("app.pane_next", "next box"),
                ("app.help", "help"),
                ("app.leave", "quit"),
                *end,
            )
        case Select():
            return (("enter", "list"), ("start.ask", "start"), *rest, *end)
        case OptionList():
            return (("enter", "choose"), ("esc", "close the list"))
        case Input() if focused.id == "path":
            return (("enter", "read it"), *rest, *end)
        case _:
            return (("enter", "start"), *rest, *end)
