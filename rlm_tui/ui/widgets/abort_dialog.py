"""The question before a node is ended, or only what it is doing right now."""

from __future__ import annotations

from typing import ClassVar, Literal, TypeAlias

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from rlm_tui.ui.text.lines import Span
from rlm_tui.ui.widgets.bar import Bar
from rlm_tui.ui.widgets.modal import Modal

Ending: TypeAlias = Literal["node", "call"]


class AbortDialog(Modal[Ending | None]):
    """`y` ends the node, `o` only its call or block; everything else ends nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "end('node')", "abort", show=False),
        Binding("o", "end('call')", "only the call", show=False),
        Binding("n,enter,escape", "decline", "no", show=False),
    ]

    def __init__(self, node: str, *, doing: str) -> None:
        super().__init__()
        self._node = node
        self._doing = doing
        self._is_drawn = False

    def compose(self) -> ComposeResult:
        """The question and the three answers."""
        keys = Bar(id="dialog-hints")
        keys.show(
            (Span("y", "key"), Span(f"  abort {self._node} and all below it")),
            (
                Span("o", "key"),
                Span(f"  only {self._doing}: {self._node} then waits for you"),
            ),
            (Span("n", "key"), Span(" or Enter  no")),
        )
        with Vertical(id="dialog"):
            yield Static(f"Abort {self._node}?", markup=False)
            yield keys

    def on_mount(self) -> None:
        """What nobody has seen nobody can confirm."""
        self.call_after_refresh(self._note_drawn)

    def _note_drawn(self) -> None:
        self._is_drawn = True

    def action_end(self, what: Ending) -> None:
        """End the node, or only what it does."""
        if self._is_drawn:
            self.dismiss(what)

    def action_decline(self) -> None:
        """End nothing."""
        self.leave()

    def leave(self) -> None:
        """End nothing."""
        self.dismiss(None)
