"""Which texts of an event are too long to be inline, and kept under their hashes."""

from __future__ import annotations

import re
from functools import cache

from rlm_tui.domain.event_base import EventBase
from rlm_tui.domain.events import ContextInfo, Event
from rlm_tui.domain.events_of_calls import Message
from rlm_tui.domain.text import Text


@cache
def _text_fields(kind: type[EventBase]) -> tuple[str, ...]:
    """The fields of an event that may hold texts."""
    return tuple(
        name
        for name, field in kind.model_fields.items()
        if re.search(r"\b(Text|ContextInfo|Message|Result)\b", str(field.annotation))
    )


def texts_of(event: Event) -> list[Text]:
    """The texts of an event that are too long to be inline."""
    found: list[Text] = []
    fields = vars(event)
    for name in _text_fields(type(event)):
        value = fields[name]
        if isinstance(value, Text):
            if value.hash:
                found.append(value)
        elif isinstance(value, ContextInfo):
            found += _long(value.preview)
        elif value:  # a tuple
            for item in value:
                is_message = isinstance(item, Message)
                found += _long(item.content if is_message else item.text)
    return found


def _long(text: Text) -> tuple[Text, ...]:
    return (text,) if text.hash else ()
