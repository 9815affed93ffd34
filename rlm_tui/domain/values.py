"""The values that a context may be made of."""

from __future__ import annotations

from typing import TypeAlias

JSON: TypeAlias = "bool | int | float | str | list[JSON] | dict[str, JSON] | None"
"""What JSON can say."""

ContextValue: TypeAlias = "str | list[JSON] | dict[str, JSON]"
"""What a context may be: a text, a list or a mapping."""

Span: TypeAlias = tuple[int, int]
"""Where something begins, and where it has ended."""
