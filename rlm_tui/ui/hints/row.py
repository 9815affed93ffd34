"""A row of hints: a title and the keys that can be pressed, cut by whole items."""

from __future__ import annotations

from rlm_tui.ui.keys.keymap import LIVE
from rlm_tui.ui.text.lines import Line, Span, span_at, width_of

MOST = ((160, 16), (100, 12), (0, 8))
"""Items in a row by the width from which on there may be so many."""


_STAY = frozenset({"app.help", "edit.leave", "attempts.close"})
"""Help, and the way out of a screen that has no other sign of one."""


def hint_row(title: str, verbs: list[tuple[str, str]], width: int) -> Line:
    """A row of whole items; help and the way out stay, whatever has to go."""
    if not verbs:
        return ()
    head = f" {title:<6}"
    most = next(most for least, most in MOST if width >= least)
    last = [verb for verb in verbs if verb[0] in _STAY]
    room = width - len(head) - sum(len(_text(verb)) for verb in last)
    spans = [Span(head, "muted")]
    for verb in verbs[: most - len(last)]:
        if verb in last:
            continue
        if len(_text(verb)) > room:
            break
        room -= len(_text(verb))
        spans += _item(verb)
    return (*spans, *(span for verb in last for span in _item(verb)))


def asking_row(title: str, enter: str, escape: str, width: int) -> Line:
    """The two keys of a one-line question; where both have no room, without its title
    or without the words of the second."""
    head = Span(f" {title:<6}", "muted")
    accept = (Span("  enter", "key"), Span(f" {enter}"))
    leave = Span(f"  {LIVE['app.back'].shown}", "key")
    words = Span(f" {escape}")
    forms = ((head, *accept, leave, words), (*accept, leave, words))
    return next((row for row in forms if width_of(row) <= width), (*accept, leave))


def item_at(row: Line, x: int) -> str | None:
    """The key, as it is written, of the item that is drawn in a cell."""
    index = span_at(row, x)
    while index is not None and index >= 0:
        if row[index].style == "key":
            return row[index].text.strip()
        index -= 1
    return None


def _text(verb: tuple[str, str]) -> str:
    return f"  {LIVE[verb[0]].shown} {verb[1]}"


def _item(verb: tuple[str, str]) -> list[Span]:
    return [Span(f"  {LIVE[verb[0]].shown}", "key"), Span(f" {verb[1]}")]
