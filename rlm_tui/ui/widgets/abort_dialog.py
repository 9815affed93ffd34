"""The question before a node is ended, or only what it is doing right now."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Literal, TypeAlias

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from rlm_tui.ui.text.lines import Line, Span
from rlm_tui.ui.typed.lapses import Lapse, never
from rlm_tui.ui.widgets.bar import Bar
from rlm_tui.ui.widgets.dialog import CLOSING, sentence
from rlm_tui.ui.widgets.modal import Modal

Ending: TypeAlias = Literal["node", "call"]


class AbortDialog(Modal[Ending | None]):
    """`y` ends the node, `o` only its call or block; everything else ends nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "end('node')", "abort", show=False),
        Binding("o", "end('call')", "only the call", show=False),
        Binding("n,enter,escape", "decline", "no", show=False),
    ]

    def __init__(
        self,
        node: str,
        *,
        ends: str,
        doing: Callable[[], str],
        lapse: Lapse = never,
    ) -> None:
        """Take what the answers mean.

        Args:
            node: the node.
            ends: what ends with it.
            doing: what it does right now; empty if that cannot be ended by itself.
            lapse: why there is nothing to end any more.
        """
        super().__init__(lapse=lapse)
        self._node = node
        self._ends = ends
        self._doing = doing
        self._doing_shown = doing()
        self._is_drawn = False

    def compose(self) -> ComposeResult:
        """The question and the three answers."""
        keys = Bar(id="dialog-hints")
        keys.show(*self._answers())
        with Vertical(id="dialog"):
            yield Static(f"Abort {self._node}?", markup=False, id="dialog-question")
            yield keys

    def _answers(self) -> list[Line]:
        rows: list[Line] = [(Span("y", "key"), Span(f"  abort {self._ends}"))]
        if self._doing_shown:
            only = f"  only {self._doing_shown}: {self._node} waits"
            rows.append((Span("o", "key"), Span(only)))
        return [*rows, (Span("n", "key"), Span(" or Enter  no"))]

    def on_mount(self) -> None:
        """What nobody has seen nobody can confirm."""
        self.call_after_refresh(self._note_drawn)

    def _note_drawn(self) -> None:
        self._is_drawn = True

    def look_again(self) -> None:
        """What the node does may have become something else."""
        super().look_again()
        if not self.lapsed and (doing := self._doing()) != self._doing_shown:
            self._doing_shown = doing
            self.query_one("#dialog-hints", Bar).show(*self._answers())

    def show_lapse(self, why: str) -> None:
        """Put it in place of the question, and one answer in place of three."""
        self.query_one("#dialog-question", Static).update(sentence(why))
        self.query_one("#dialog-hints", Bar).show(CLOSING)

    def action_end(self, what: Ending) -> None:
        """End the node, or only what it does, if that is what was shown."""
        seen = self._doing_shown
        if not self.still_holds() or not self._is_drawn:
            return
        if what == "node" or (seen and seen == self._doing_shown):
            self.dismiss(what)

    def action_decline(self) -> None:
        """End nothing."""
        self.leave()

    def leave(self) -> None:
        """End nothing."""
        self.dismiss(None)
