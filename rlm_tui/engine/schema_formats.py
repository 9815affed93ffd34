"""The formats of JSON Schema that `jsonschema` leaves to packages of their own."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from jsonschema import FormatChecker
    from jsonschema.protocols import Validator

_ZONE = r"(?:[Zz]|[+-]\d\d:\d\d)"
_CLOCK = rf"\d\d:\d\d:\d\d(?:\.\d+)?{_ZONE}"
_MOMENT = re.compile(rf"\d{{4}}-\d\d-\d\d[Tt ]{_CLOCK}")
_TIME = re.compile(_CLOCK)
_DURATION = re.compile(
    r"P(?!$)(?:\d+W|(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?)"
)
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*")
_NO_URI = re.compile(r"[\s<>\"{}|\\^`]")
_POINTER = re.compile(r"(?:/(?:[^~/]|~[01])*)*")


def checker_of(validator: type[Validator]) -> FormatChecker:
    """The formats that a draft knows already, with those it does not."""
    from jsonschema import FormatChecker

    checker = FormatChecker(())
    ours = {name: (_of_texts(check), ValueError) for name, check in _CHECKS.items()}
    checker.checkers = ours | dict(validator.FORMAT_CHECKER.checkers)
    return checker


def _of_texts(check: Callable[[str], bool]) -> Callable[[object], bool]:
    """A format says nothing of a value that is no text."""
    return lambda value: not isinstance(value, str) or check(value)


def _is_moment(text: str) -> bool:
    found = _MOMENT.fullmatch(text)
    return found is not None and bool(datetime.fromisoformat(text.upper()))


def _is_time(text: str) -> bool:
    return _TIME.fullmatch(text) is not None and bool(time.fromisoformat(text.upper()))


def _is_reference(text: str) -> bool:
    return not _NO_URI.search(text) and urlsplit(text) is not None


def _is_uri(text: str) -> bool:
    return _is_reference(text) and re.match(r"[A-Za-z][\w+.-]*:", text) is not None


_CHECKS: dict[str, Callable[[str], bool]] = {
    "date-time": _is_moment,
    "time": _is_time,
    "duration": lambda text: _DURATION.fullmatch(text) is not None,
    "hostname": lambda text: _HOST.fullmatch(text) is not None,
    "uri": _is_uri,
    "iri": _is_uri,
    "uri-reference": _is_reference,
    "iri-reference": _is_reference,
    "json-pointer": lambda text: _POINTER.fullmatch(text) is not None,
}
