"""What a model is told about a context before it has looked: shape, sizes, preview."""

from __future__ import annotations

from dataclasses import dataclass

from rlm_tui.domain.text import estimate_tokens
from rlm_tui.domain.values import JSON, ContextValue


@dataclass(frozen=True, slots=True)
class Planning:
    """Thresholds of the advice, in characters unless said otherwise."""

    direct_query_chars: int = 200_000
    """Up to this size one `llm_query` may read a text whole."""
    recursion_chars: int = 500_000
    """Above this size children are the better way."""
    chunk_chars: int = 120_000
    overlap_chars: int = 4_000
    metadata_depth: int = 3
    """Levels of nested data that are listed."""
    metadata_entries: int = 40
    preview_chars: int = 160
    """Of a field."""
    whole_chars: int = 4_000
    """A text up to this size is shown whole."""
    counted_chars: int = 8_000_000
    """Of a longer text only the lines in so much of it are counted: the others would
    hold up the first call, and everything else."""
    max_prompt_chars: int = 1_000_000
    """A plain query larger than this is refused before it is sent."""


def context_chars(value: JSON) -> int:
    """Characters of all texts in a value; other scalars count as written."""
    total = 0
    stack: list[JSON] = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            total += len(item)
        elif isinstance(item, list):
            stack.extend(item)
        elif isinstance(item, dict):
            total += sum(map(len, item))
            stack.extend(item.values())
        else:
            total += len(str(item))
    return total


def context_info(
    value: ContextValue, planning: Planning, *, name: str = "context"
) -> str:
    """The metadata that the first message with a context carries."""
    chars = context_chars(value)
    lines = [
        f"type: {type(value).__name__}",
        f"characters: {chars}",
        f"tokens: about {estimate_tokens(chars)}",
    ]
    if isinstance(value, str):
        lines += [f"lines: {_lines(value, planning)}", *_text_preview(value, planning)]
    else:
        lines += [f"items: {len(value)}", "fields:", *_fields(value, planning, name)]
    return "\n".join([*lines, f"advice: {_advice(chars, planning)}"])


def _lines(text: str, planning: Planning) -> str:
    counted = text.count("\n", 0, planning.counted_chars)
    if text and not text.endswith("\n", 0, planning.counted_chars):
        counted += 1
    if len(text) <= planning.counted_chars:
        return str(counted)
    about = counted * len(text) / planning.counted_chars
    return f"about {about:.2g}" if about < 100 else f"about {round(about, -2):.0f}"


def _text_preview(text: str, planning: Planning) -> list[str]:
    if len(text) <= planning.whole_chars:
        return ["the whole text:", text]
    head = text[: planning.preview_chars * 6]
    return [f"the first {len(head)} characters:", head]


def _fields(value: ContextValue, planning: Planning, name: str) -> list[str]:
    """Nested fields with their sizes, breadth first, up to the set number."""
    found: list[str] = []
    level: list[tuple[str, JSON]] = _items(value, name)
    for _ in range(planning.metadata_depth):
        deeper: list[tuple[str, JSON]] = []
        for path, item in level:
            if len(found) >= planning.metadata_entries:
                return [*found, "  ..."]
            found.append(f"  {path}: {_field(item, planning)}")
            deeper.extend(_items(item, path)[: planning.metadata_entries])
        level = deeper
    return found


def _items(value: JSON, path: str) -> list[tuple[str, JSON]]:
    if isinstance(value, dict):
        return [(f"{path}[{key!r}]", item) for key, item in value.items()]
    if isinstance(value, list):
        return [(f"{path}[{index}]", item) for index, item in enumerate(value[:3])]
    return []


def _field(value: JSON, planning: Planning) -> str:
    match value:
        case str():
            head = " ".join(value[: planning.preview_chars].split())
            return f"str, {len(value)} characters: {head}"
        case list():
            return f"list, {len(value)} items, {context_chars(value)} characters"
        case dict():
            return f"dict, {len(value)} keys, {context_chars(value)} characters"
        case _:
            return f"{type(value).__name__}: {value}"


def _advice(chars: int, planning: Planning) -> str:
    if chars <= planning.direct_query_chars:
        return "small enough for one llm_query with all of it, where code is not enough"
    if chars <= planning.recursion_chars:
        return (
            f"ask about chunks of {planning.chunk_chars} characters with "
            f"{planning.overlap_chars} of overlap, in one llm_query_batched"
        )
    return "search with code first; hand large parts to rlm_query"


def with_context(prompt: str, context: ContextValue | None) -> str:
    """A plain prompt that carries the sub-context it would have had as a variable."""
    if context is None:
        return prompt
    if isinstance(context, str):
        return f"{prompt}\n\nText:\n{context}"
    parts = (
        [(str(key), item) for key, item in context.items()]
        if isinstance(context, dict)
        else [(str(index), item) for index, item in enumerate(context)]
    )
    body = "\n\n".join(f"[{name}]\n{item}" for name, item in parts)
    return f"{prompt}\n\nText:\n{body}"
