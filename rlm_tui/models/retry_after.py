"""When a server wants to be asked again: in its headers, or in its words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_WAIT = re.compile(
    r"""(?:retry|try\ again)\ in\ (?:(?P<m>\d+)m(?!s))?\s*(?:(?P<n>\d+(?:\.\d+)?)\s?
    (?P<unit>ms|s))? | retryDelay["']?:\s*["'](?P<delay>\d+(?:\.\d+)?)s""",
    re.I | re.X,
)
"""How a server says in words when to ask again: `8s`, `1m30s`, `20ms`."""


def retry_after(causes: Iterable[BaseException]) -> float | None:
    """Seconds that the server asked to wait, if it did."""
    told = list(causes)
    for cause in told:
        headers = getattr(cause, "litellm_response_headers", None)
        if headers is None:
            headers = getattr(getattr(cause, "response", None), "headers", None)
        if not isinstance(headers, Mapping):
            continue
        if (value := headers.get("retry-after-ms")) and (ms := _seconds(str(value))):
            return ms / 1000
        if value := headers.get("retry-after"):
            return _seconds(str(value))
    return next((found for cause in told if (found := _in_words(str(cause)))), None)


def _in_words(text: str) -> float | None:
    for found in _WAIT.finditer(text):
        seconds = float(found["delay"] or found["n"] or 0)
        if found["unit"] and found["unit"].lower() == "ms":
            seconds /= 1000
        seconds += 60 * int(found["m"] or 0)
        if seconds:
            return seconds
    return None


def _seconds(value: str) -> float | None:
    if re.fullmatch(r"\d+(\.\d+)?", value):
        return float(value)
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (at - datetime.now(UTC)).total_seconds())
