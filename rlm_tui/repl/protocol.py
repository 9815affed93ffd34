"""What host and child say to each other; the host believes nothing unchecked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeAlias, get_args

from pydantic_core import to_json

from rlm_tui.domain.values import JSON, ContextValue, Span
from rlm_tui.frames import Frame, FrameError, decode_header, encode, framed
from rlm_tui.repl.base import Final, HandOn, Page, Query, Reply, VariableSummary
from rlm_tui.repl.child_nested import MAX_DEPTH, Way, put

_KIB = 1 << 10
_MIB = 1 << 20
_MAX_PAGE = 4 * _MIB

BODY_CAPS = {
    "out": 256 * _KIB,
    "llm_query": 9 * _MIB,
    "llm_query_batched": 65 * _MIB,
    "rlm_query": 65 * _MIB,
    "rlm_query_batched": 65 * _MIB,
    "tool": 9 * _MIB,
    "looked": _MAX_PAGE,
    "done": 33 * _MIB,  # 8 Mi characters, of up to four bytes
}
"""The largest body of each op that a child may send."""

MAX_FRAMES = 200_000
"""Frames of one block."""
MAX_OUTPUT_BYTES = 64 * _MIB
"""Output of one block."""
MAX_OPEN_QUERIES = 4_096
MAX_OPEN_BYTES = 256 * _MIB
"""Prompts and contexts of the queries that are open at the same time."""
MAX_LOOKS = 8
"""Looks at a waiting block that are not answered yet."""
_MAX_PROMPTS = 1_000
_MAX_VARIABLES = 200
_MAX_READS = 200
_MAX_TEXT = 64 * _KIB
_MAX_NAME = 80
_MAX_COUNT = 1 << 60

Cut: TypeAlias = Callable[[int, int, int], str]
"""Gives a part of a text of the context: number of the text, offset, length."""
QueryFunction: TypeAlias = Literal[
    "llm_query", "llm_query_batched", "rlm_query", "rlm_query_batched", "tool"
]
DoneStatus: TypeAlias = Literal["ok", "error", "interrupted", "final"]

_FUNCTIONS: dict[str, QueryFunction] = {name: name for name in get_args(QueryFunction)}
_KINDS: dict[str, Literal["text", "items", "fields"]] = {
    "text": "text",
    "items": "items",
    "fields": "fields",
}
_STATUSES: dict[str, DoneStatus] = {name: name for name in get_args(DoneStatus)}


@dataclass(frozen=True, slots=True)
class Done:
    """What the child says about a block that has ended."""

    status: DoneStatus
    error: str | None
    final: Final | None
    variables: tuple[VariableSummary, ...]
    reads: tuple[Span, ...] = ()
    body: bytes = b""
    """What was asked for, where that was no block."""


def is_query(frame: Frame) -> bool:
    """Whether the frame asks something of the host."""
    return frame.op in _FUNCTIONS


def number_of(frame: Frame, key: str) -> int:
    """A counter in the header."""
    return _count(frame.header.get(key), key)


def output_of(frame: Frame) -> str:
    """The text of a piece of output, with a mark for what is missing before it."""
    text = frame.body.decode(errors="replace")
    skipped = _count(frame.header.get("skipped"), "skipped")
    return f"\n… [{skipped:,} characters skipped] …\n{text}" if skipped else text


def query_of(frame: Frame, cut: Cut, hand_on: HandOn | None = None) -> Query:
    """The query that a frame makes; `cut` gives parts of the context.

    Raises:
        FrameError: it is none.
    """
    header = frame.header
    function = _FUNCTIONS[frame.op]
    if _has_no_context(header) and not function.endswith("_batched"):
        return _plain_query(function, frame, hand_on)
    sizes = [_count(size, "prompt") for size in _items(header.get("prompts"))]
    given = [_part(part) for part in _items(header.get("contexts"))]
    is_single = not function.endswith("_batched")
    if len(sizes) != len(given) or not sizes or (is_single and len(sizes) != 1):
        raise FrameError("prompts and contexts do not match")
    pieces = _cut(frame.body, [*sizes, *(part.size for part in given)])
    prompts = tuple(next(pieces).decode(errors="replace") for _ in sizes)
    contexts = tuple(_context(part, next(pieces), cut) for part in given)
    return Query(
        function=function,
        prompts=prompts,
        contexts=contexts if function.startswith("rlm") else (),
        model=_optional_text(header.get("model"), "model"),
        line=_line(header.get("line")),
        tool=_optional_text(header.get("tool"), "tool") or "",
    )


def _has_no_context(header: dict[str, object]) -> bool:
    match header.get("contexts"):
        case [[None, 0 as size]]:
            return type(size) is int
    return False


def _plain_query(
    function: QueryFunction, frame: Frame, hand_on: HandOn | None
) -> Query:
    """A query with one prompt and nothing else, as nearly all are."""
    header, body = frame
    [size, *more] = _items(header.get("prompts")) or [None]
    if more or _count(size, "prompt") != len(body):
        raise FrameError("sizes do not add up to the body")
    return Query(
        function=function,
        prompts=(body.decode(errors="replace"),),
        contexts=(None,) if function.startswith("rlm") else (),
        model=_optional_text(header.get("model"), "model"),
        line=_line(header.get("line")),
        tool=_optional_text(header.get("tool"), "tool") or "",
        hand_on=hand_on,
    )


def done_of(frame: Frame) -> Done:
    """How a block ended, or what there was when one looked while it waited.

    Raises:
        FrameError: the frame does not say.
    """
    status = _STATUSES.get(str(frame.header.get("status")))
    if status is None:
        raise FrameError("unknown status")
    final = frame.header.get("final")
    if (final is not None) != (status == "final"):
        raise FrameError("an answer that does not fit the status")
    variables = _items(frame.header.get("variables"), most=_MAX_VARIABLES)
    return Done(
        status=status,
        error=_optional_text(frame.header.get("error"), "error"),
        final=None if final is None else _final(final, frame.body),
        variables=tuple(_variable(variable) for variable in variables),
        reads=tuple(map(_span, _items(frame.header.get("reads", []), _MAX_READS))),
        body=frame.body if status == "ok" else b"",
    )


def page_of(body: bytes) -> Page:
    """The page that a child gives.

    Raises:
        FrameError: it is none.
    """
    if len(body) > _MAX_PAGE:
        raise FrameError(f"page of {len(body):,} bytes")
    found = decode_header(body)
    kind = _KINDS.get(str(found.get("kind")))
    total = found.get("total")
    if kind is None:
        raise FrameError("odd page")
    items = _items(found.get("items", []))
    return Page(
        type=(_optional_text(found.get("type"), "type") or "?")[:_MAX_NAME],
        kind=kind,
        offset=_count(found.get("offset"), "offset"),
        count=_count(found.get("count"), "count"),
        total=None if total is None else _count(total, "total"),
        text=_optional_text(found.get("text"), "text") or "",
        items=tuple(_variable(item) for item in items),
    )


def reply(number: int, replies: Sequence[Reply]) -> bytes:
    """The frame that answers a query."""
    if len(replies) == 1 and replies[0].failure is None:  # as nearly always
        text = text_bytes(replies[0].text)
        head = b'{"op":"reply","id":%d,"sizes":[%d],"failures":[null]}'
        return framed(head % (number, len(text)), text)
    texts = [text_bytes(answer.text) for answer in replies]
    header = {
        "op": "reply",
        "id": number,
        "sizes": [len(text) for text in texts],
        "failures": [answer.failure for answer in replies],
    }
    return framed(to_json(header), b"".join(texts))  # in half the time of `encode`


def cancelled(number: int, reason: str) -> bytes:
    """The frame that answers a query with nothing."""
    return encode({"op": "reply", "id": number, "cancelled": reason})


@dataclass(frozen=True, slots=True)
class _Part:
    kind: Literal["text", "json"] | None
    size: int
    """Of its bytes in the body."""
    place: tuple[int, int, int] | None = None
    """Without bytes: number of a text in the context, offset and length."""
    items: tuple[tuple[Way, tuple[int, int, int]], ...] = ()
    """Texts that stand in no bytes either, by the way to them."""


def _part(found: object) -> _Part:
    match found:
        case [None | "text" | "json" as kind, size]:
            return _Part(kind, _count(size, "context"))
        case ["shared", *place]:
            return _Part("text", 0, _place(place))
        case ["json", size, [*items]]:
            found_items = tuple(_shared_item(item) for item in items)
            return _Part("json", _count(size, "context"), items=found_items)
    raise FrameError("odd context")


def _place(found: list[object]) -> tuple[int, int, int]:
    if len(found) != 3:
        raise FrameError("odd part")
    text, offset, length = (_count(number, "part") for number in found)
    return text, offset, length


def _shared_item(found: object) -> tuple[Way, tuple[int, int, int]]:
    match found:
        case [[*way], *place] if 0 < len(way) <= MAX_DEPTH:
            return tuple(_key(key) for key in way), _place(place)
    raise FrameError("odd part")


def _key(found: object) -> int | str:
    return found if isinstance(found, str) else _count(found, "part")


def _context(part: _Part, raw: bytes, cut: Cut) -> ContextValue | None:
    if part.place is not None:
        return cut(*part.place)
    if part.kind is None:
        return None
    text = raw.decode(errors="replace")
    if part.kind == "text":
        return text
    value = _parsed(text, "context")
    if not isinstance(value, (list, dict)):
        raise FrameError("context is neither a list nor a mapping")
    for way, place in part.items:
        if not put(value, way, cut(*place)):
            raise FrameError("part for an item that is not there")
    return value


def _parsed(text: str, what: str) -> JSON:
    try:
        value: JSON = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise FrameError(f"{what} is not JSON") from error
    return value


def _refuse(name: str) -> None:
    raise ValueError(name)


def _cut(body: bytes, sizes: list[int]) -> Iterator[bytes]:
    if sum(sizes) != len(body):
        raise FrameError("sizes do not add up to the body")
    starts = [0]
    for size in sizes:
        starts.append(starts[-1] + size)
    return (body[start:end] for start, end in pairwise(starts))


def _final(found: object, body: bytes) -> Final:
    match found:
        case {"text": int(size), "is_json": bool(is_json), "confidence": confidence}:
            text = body[:size].decode(errors="replace")
            value = body[size:].decode(errors="replace") if is_json else None
            if value is not None:
                _parsed(value, "answer")
            return Final(text, value, _confidence(confidence))
    raise FrameError("odd answer")


def _confidence(found: object) -> float | None:
    if found is None:
        return None
    if isinstance(found, (int, float)) and 0 <= found <= 1:
        return float(found)
    raise FrameError("odd confidence")


def _variable(found: object) -> VariableSummary:
    if not isinstance(found, list) or len(found) != 4:
        raise FrameError("odd variable")
    name, kind, length, preview = found
    is_text = isinstance(name, str) and isinstance(kind, str)
    if not is_text or not isinstance(preview, str):
        raise FrameError("odd variable")
    size = None if length is None else _count(length, "variable")
    return VariableSummary(
        _plain(name[:_MAX_NAME]), _plain(kind[:_MAX_NAME]), size, _plain(preview[:200])
    )


def _span(found: object) -> Span:
    match found:
        case [start, end]:
            span = _count(start, "read"), _count(end, "read")
            if span[0] < span[1]:
                return span
    raise FrameError("odd read")


def _count(found: object, what: str) -> int:
    if type(found) is int and 0 <= found <= _MAX_COUNT:
        return found
    raise FrameError(f"odd {what}")


def _line(found: object) -> int | None:
    return None if found is None else _count(found, "line")


def _items(found: object, most: int = _MAX_PROMPTS) -> list[object]:
    if isinstance(found, list) and len(found) <= most:
        return found
    raise FrameError("odd list")


def _optional_text(found: object, what: str) -> str | None:
    if found is None:
        return None
    if isinstance(found, str) and len(found) <= _MAX_TEXT:
        return _plain(found)
    raise FrameError(f"odd {what}")


def _plain(text: str) -> str:
    """The text without lone surrogates, which nothing can save."""
    return text_bytes(text).decode()


def text_bytes(text: str) -> bytes:
    """UTF-8, with a replacement character for what is no text (a lone surrogate)."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        pairs = text.encode("utf-16-le", "surrogatepass")
        return pairs.decode("utf-16-le", "replace").encode()
