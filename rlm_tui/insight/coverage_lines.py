"""Says in lines what was looked at of the context, for a screen or a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from rlm_tui.domain.values import Span
from rlm_tui.insight.coverage import Coverage, Part

Tone: TypeAlias = Literal["plain", "title", "muted", "strong"]
Said: TypeAlias = tuple[tuple[str, Tone], ...]
"""A line, in pieces."""

MARKS = "█▓░·"
ASCII_MARKS = "#+-."
FULL, MOST, SOME, NONE = range(4)
"""Places in the marks."""
_EMPTY: Said = (("", "plain"),)
_NAME = 9
_PERCENT = 6
_MOST_GAPS = 40
_MOST_PARTS = 1_000
_GAP = "  "
_WORDS = 20
"""Characters of the context that are shown at least."""


@dataclass(frozen=True, slots=True)
class Look:
    """How it is written."""

    width: int
    marks: str
    """For all, most, some and none of a stretch."""
    clean: Callable[[str], str]
    """Makes one line of words of the context that a terminal can show."""


def said_of(found: Coverage, look: Look) -> list[Said]:
    """Strips over the context, its parts, and what no model saw or nobody read."""
    rows: list[Said] = [(("the context from its beginning to its end", "title"),)]
    rows += [_strip(name, spans, found, look) for name, spans in _kinds(found)]
    rows += [_EMPTY, ((_legend(look.marks), "muted"),), _EMPTY]
    return [*rows, *told_of(found, look)]


def told_of(found: Coverage, look: Look) -> list[Said]:
    """The same without strips, for those who are read to."""
    rows: list[Said] = [
        ((_summary(found), "strong"),),
        *(((line, "muted"),) for line in _remarks(found)),
        (("", "plain"),),
        *_by_part(found, look),
    ]
    if found.by_code_alone:
        rows.append((("read by code alone: no model saw it", "title"),))
        rows += [*_stretches(found, found.by_code_alone, look), (("", "plain"),)]
    rows.append((("never looked at", "title"),))
    if not found.untouched:
        return [*rows, (("nothing: all of it was looked at", "muted"),)]
    return [*rows, *_stretches(found, found.untouched, look)]


def _kinds(found: Coverage) -> list[tuple[str, Sequence[Span]]]:
    kinds: list[tuple[str, Sequence[Span]]] = [
        ("sent", found.sent),
        ("printed", found.printed),
    ]
    return [*kinds, ("code", found.read)] if found.is_noted else kinds


def _strip(name: str, spans: Sequence[Span], found: Coverage, look: Look) -> Said:
    cells = found.cells(spans, max(10, look.width - _NAME - _PERCENT))
    strip = "".join(look.marks[_fill(cell)] for cell in cells)
    share = _percent(found.share(spans)).rjust(_PERCENT)
    return ((name.ljust(_NAME), "plain"), (strip, "plain"), (share, "plain"))


def _fill(share: float) -> int:
    if share > 0.95:
        return FULL
    return MOST if share > 0.5 else SOME if share else NONE


def _percent(share: float) -> str:
    """Nothing is rounded to all or to none."""
    if 0 < share < 0.01:
        return "<1%"
    return f"{min(99, round(share * 100)) if share < 1 else 100}%"


def _legend(marks: str) -> str:
    names = ("all of it", "most", "some", "nothing")
    return "   ".join(f"{mark} {name}" for mark, name in zip(marks, names, strict=True))


def _summary(found: Coverage) -> str:
    share = found.share
    said = (
        f"models saw {_percent(share(found.seen))}: {_percent(share(found.sent))} in "
        f"prompts of sub-queries, {_percent(share(found.printed))} in outputs"
    )
    if not found.is_noted:
        return said
    alone = share(found.looked_at) - share(found.seen)
    return f"{said}; code alone read {_percent(alone)}"


def _remarks(found: Coverage) -> Iterator[str]:
    if found.is_noted:
        yield "code: its slices, items and searches of context; what it gave to another"
        yield "function, to a loop or to another name, it has read whole"
    else:
        yield "what its code read was not noted: it was recorded elsewhere, or earlier"


def _by_part(found: Coverage, look: Look) -> list[Said]:
    parts = found.document.parts[:_MOST_PARTS]
    if len(parts) < 2:
        return []
    kinds = _kinds(found)
    head = "".join(name.rjust(_NAME) for name, _ in kinds)
    rows: list[Said] = [(("by part", "title"),), ((f"{head}  part", "muted"),)]
    shares = [(found.share(found.looked_at, part), part) for part in parts]
    shares.sort(key=lambda row: -row[0])
    for _, part in shares:
        cells = (_percent(found.share(spans, part)).rjust(_NAME) for _, spans in kinds)
        size = f"  {part.end - part.start:,} characters"
        name = f"{''.join(cells)}  {look.clean(part.name)}"
        rows.append(((name, "plain"), (size, "muted")))
    return [*rows, (("", "plain"),)]


def _stretches(found: Coverage, spans: Sequence[Span], look: Look) -> list[Said]:
    """The longest ones, in the order of the context."""
    longest = sorted(sorted(spans, key=lambda span: span[0] - span[1])[:_MOST_GAPS])
    places = [_place(found, span, look) for span in longest]
    sizes = [f"{end - start:,} characters" for start, end in longest]
    wide, far = max(map(len, places)), max(map(len, sizes))
    rows: list[Said] = []
    for span, place, size in zip(longest, places, sizes, strict=True):
        room = max(_WORDS, look.width - wide - far - 2 * len(_GAP))
        words = _beginning(found, span, room, look)
        rows.append(
            (
                (place.ljust(wide), "plain"),
                (f"{_GAP}{size.rjust(far)}{_GAP}", "strong"),
                (words, "muted"),
            )
        )
    more = len(spans) - len(longest)
    return [*rows, ((f"and {more:,} shorter ones", "muted"),)] if more else rows


def _place(found: Coverage, span: Span, look: Look) -> str:
    start, end = span
    part = _part_at(found.document.parts, start)
    return f"{look.clean(part.name)} {start - part.start:,} to {end - part.start:,}"


def _beginning(found: Coverage, span: Span, room: int, look: Look) -> str:
    """The first words of a stretch, none of them cut."""
    start, end = span
    words = look.clean(found.document.text[start : min(end, start + 2 * room)])
    if len(words) <= room:
        return words
    whole, _, _ = words[:room].rpartition(" ")
    return whole or words[:room]


def _part_at(parts: Sequence[Part], start: int) -> Part:
    inside = (part for part in parts if part.start <= start < part.end)
    return next(inside, Part("", 0, 0))
