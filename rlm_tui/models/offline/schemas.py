"""Questions for what the tables of a database are made of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Side = Literal["tables", "columns", "primary key", "type", "default"]

_FORMS: tuple[tuple[Side, str], ...] = (
    ("primary key", r"\bprimary key\b"),
    ("type", r"\b(?:data ?)?types?\b.*\b(?:column|field|of|has|is)\b|\bwhat type\b"),
    ("default", r"\bdefault\b"),
    (
        "columns",
        r"\b(?:which|what|list|name|show)\b.*\b(?:columns|fields)\b",
    ),
    ("tables", r"\b(?:which|what|list|name|show)\b.*\btables\b"),
)


@dataclass(frozen=True, slots=True)
class SchemaAsk:
    """What is wanted of the schema, and the names that the question has."""

    side: Side
    names: tuple[str, ...]


def schema_ask(question: str) -> SchemaAsk | None:
    """What a question asks about tables and columns; None if it asks for rows."""
    if re.search(r"(?i)\bhow many\b", question):
        return None
    for side, pattern in _FORMS:
        if re.search(f"(?i){pattern}", question):
            return SchemaAsk(side, tuple(re.findall(r"\w+", question)))
    return None
