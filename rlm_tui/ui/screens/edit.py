"""A text box over the whole window for what would go out, or for an answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import ClassVar, Literal

from textual import getters
from textual.app import ComposeResult, SuspendNotSupported
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.screen import Screen

from rlm_tui.domain.text import estimate_tokens
from rlm_tui.errors import RLMError
from rlm_tui.sanitize import safe
from rlm_tui.ui.hints.help import HelpTopic
from rlm_tui.ui.hints.row import hint_row
from rlm_tui.ui.keys import keymap
from rlm_tui.ui.keys.keymap import with_keys
from rlm_tui.ui.text.lines import Line, Span, line, spread, width_of, wrap
from rlm_tui.ui.text.paragraphs import Paragraphs
from rlm_tui.ui.typed.lapses import Lapse, never
from rlm_tui.ui.widgets.bar import Bar
from rlm_tui.ui.widgets.edit_box import EditBox
from rlm_tui.ui.widgets.text_view import TextView
from rlm_tui.wording import tokens


@dataclass(frozen=True, slots=True)
class EditTask:
    """What is edited."""

    title: str
    original: str
    text: str
    """Where the person begins."""
    is_draft: bool
    """Whether that is a draft from before."""
    sends: str
    """What ctrl+j does beside keeping the text."""
    says: str = ""
    """What is written here, and who gets it."""
    kept: str = ""
    """What comes of it when it is kept."""
    example: str = ""
    """What stands in the box while it is empty."""
    is_code: bool = False
    """Whether it is Python."""
    estimate: Callable[[int], str] = lambda _chars: ""
    """What sending so many characters would cost, in words."""
    outside: Callable[[str], Awaitable[str | None]] | None = None
    """The text through the person's own editor; `None` if nothing changed."""
    lapse: Lapse = never
    """Why the text is of no use any more."""


@dataclass(frozen=True, slots=True)
class Edited:
    """How the person left the text box, and with which text."""

    end: Literal["keep", "send", "leave"]
    text: str


_ROOMY = 72
"""Cells from which on there is room to say what becomes of a draft."""


class EditScreen(Screen[Edited], inherit_bindings=False):
    """Nothing is sent from here but by its own key."""

    BINDINGS: ClassVar[list[BindingType]] = keymap.bindings("edit")
    header = getters.query_one("#header", Bar)
    about = getters.query_one("#edit-about", Bar)
    box = getters.query_one(EditBox)
    original = getters.query_one("#original", TextView)
    hints = getters.query_one("#hints", Bar)

    def __init__(self, task: EditTask) -> None:
        super().__init__()
        self._edit_task = task
        self._problem = ""
        """Why the person's own editor did not open."""
        self._lapsed = ""
        """Why the text is of no use any more."""

    def compose(self) -> ComposeResult:
        """Counts, the text box with the original beside it, and the keys."""
        yield Bar(id="header")
        yield Bar(id="edit-about")
        with Horizontal(id="edit-body"):
            task = self._edit_task
            box = EditBox(task.text, id="edit-box", is_code=task.is_code)
            box.placeholder = task.example
            yield box
            original = TextView(id="original")
            original.can_focus = False
            yield original
        yield Bar(id="hints", classes="one")

    def on_mount(self) -> None:
        """Begin to write."""
        self.original.display = False
        self.original.border_title = "original"
        rows = safe(self._edit_task.original).split("\n")
        document = Paragraphs(tuple(line(row) for row in rows))
        self.original.show(document, is_new=True, is_growing=False)
        self.box.focus()
        self.call_after_refresh(self._draw)

    def on_resize(self) -> None:
        """The lines have another width."""
        self.call_after_refresh(self._draw)

    def on_text_area_changed(self) -> None:
        """The counts follow the text, and the person has moved on."""
        self._problem = ""
        self._draw()

    def look_again(self) -> None:
        """Say it when the text is of no use any more; what is written stays."""
        if not self._lapsed and (why := self._edit_task.lapse()):
            self._lapsed = why
            self._draw()

    def help_topic(self) -> HelpTopic:
        """What help says first here."""
        task = self._edit_task
        intro = f"{task.says} {task.kept} Letters are letters here."
        return HelpTopic("the edit box", intro, ("edit", "anywhere"))

    def _draw(self) -> None:
        chars, width = len(self.box.text), self.size.width
        draft = "draft from before  " if self._edit_task.is_draft else ""
        cost = self._edit_task.estimate(chars)
        size = f"{chars:,} chars  {tokens(estimate_tokens(chars))} tok"
        counted = f"{size}  {cost} " if cost else f"{size} "
        unsent = Span(
            "not used any more  " if self._lapsed else "not sent yet  ", "held"
        )
        right = line(unsent, Span(draft, "edited"), Span(counted, "muted"))
        title = self._edit_task.title
        while len(title) + width_of(right) + 2 > width and "  " in title:
            title = title.rpartition("  ")[0].rstrip()
        if len(title) + width_of(right) + 2 > width:
            right = line(unsent, Span(f"{chars:,} chars ", "muted"))
        self.header.show(spread(line(Span(f" {title}", "strong")), right, width))
        self.about.show(*self._about(width))
        self.hints.show(self._hints(width))

    def _about(self, width: int) -> list[Line]:
        """What is written here; in a low window nothing that the hints say too."""
        task = self._edit_task
        said = task.says if self.has_class("-low") else f"{task.says} {task.kept}"
        rows = wrap(line(Span(said, "muted")), width - 1) if said.strip() else []
        return [line(" ", *row) for row in rows]

    def _hints(self, width: int) -> Line:
        if self._lapsed:
            said = with_keys(f"{self._lapsed}; {{edit.leave}} goes back")
            return line(Span(f" {said}", "failed"))
        if self._problem:
            return line(Span(f" {self._problem}", "failed"))
        verbs = [
            ("edit.keep", "keep"),
            ("edit.send", f"keep and {self._edit_task.sends}"),
            ("edit.leave", "leave, keep a draft" if width >= _ROOMY else "leave"),
            ("edit.original", "original"),
        ]
        if self._edit_task.outside is not None:
            verbs.append(("edit.outside", "$EDITOR"))
        return hint_row("Edit", verbs, width)

    def action_edit_keep(self) -> None:
        """Back to the ticket with the text."""
        self._end("keep")

    def action_edit_send(self) -> None:
        """Back, and let it go."""
        self._end("send")

    def _end(self, end: Literal["keep", "send"]) -> None:
        self.look_again()
        if not self._lapsed:
            self.dismiss(Edited(end, self.box.text))

    def action_edit_leave(self) -> None:
        """Back; the text stays a draft."""
        self.dismiss(Edited("leave", self.box.text))

    def action_edit_outside(self) -> None:
        """The same text in the person's own editor."""
        if self._edit_task.outside is not None:
            self.run_worker(self._edit_outside(self._edit_task.outside), group="edit")

    async def _edit_outside(
        self, outside: Callable[[str], Awaitable[str | None]]
    ) -> None:
        try:
            text = await outside(self.box.text)
        except (RLMError, SuspendNotSupported) as error:
            self._problem = str(error)
        else:
            self._problem = ""
            if text is not None:
                self.box.text = text
        self._draw()

    def action_edit_top(self) -> None:
        """The cursor before the first letter."""
        self.box.move_cursor((0, 0))

    def action_edit_bottom(self) -> None:
        """The cursor behind the last letter."""
        self.box.move_cursor(self.box.document.end)

    def action_edit_original(self) -> None:
        """Show or hide the original."""
        self.original.display = not self.original.display
