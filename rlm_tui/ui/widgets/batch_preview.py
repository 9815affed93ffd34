"""The text below the table of a batch."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rlm_tui.ui.text.highlight import GUTTER
from rlm_tui.ui.text.paragraphs import Paragraphs, Shown
from rlm_tui.ui.widgets.text_view import TextView


class BatchPreview(TextView):
    """Shows one element, or what a substitution would change."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._made_of: tuple[object, ...] = ()

    def present(
        self,
        title: str,
        made_of: tuple[object, ...],
        make: Callable[[], Sequence[Shown]],
    ) -> None:
        """Draw lines that are made anew only if they are made of something else.

        The first of what they are made of says what they are about: if that is
        another, they are shown from their beginning.
        """
        if len(made_of) == len(self._made_of) and all(
            new is old for new, old in zip(made_of, self._made_of, strict=True)
        ):
            return
        is_new = made_of[:1] != self._made_of[:1]
        self._made_of = made_of
        self.border_title = title.replace("[", "(").replace("]", ")")
        self.show(Paragraphs(tuple(make()), GUTTER), is_new=is_new, is_growing=False)
