"""Turns what a provider's client raised into one line that says what to do.

Nothing here imports such a client: exceptions are told apart by the status they carry
and by their causes.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from rlm_tui.domain.secrets import hide
from rlm_tui.models.catalog import is_loopback, key_variables
from rlm_tui.models.retry_after import retry_after
from rlm_tui.models.too_long import is_too_long, window_in

FailureType = Literal["missing_key", "refused", "too_long", "busy", "other"]

LONGEST_WAIT_S = 3600.0
"""A server that asks for more does not mean that the call may be made again soon."""
MAX_DETAIL = 300
"""Characters of a server's own words that are passed on."""

_REFUSES_LENGTH = frozenset({400, 413, 422})
_PASSING = frozenset({408, 409, 425, 429})
_LOST = (
    *("ReadError", "RemoteProtocolError", "ClientPayloadError"),
    *("ServerDisconnected", "ConnectionResetError"),
)
_GARBLED = ("JSONDecodeError", "UnicodeDecodeError", "DecodingError")
_UNREACHED = ("ConnectError", "ConnectTimeout", "ClientConnector", "APIConnectionError")
_PREFIX = re.compile(
    r"^\s*(?:(?:litellm\.)?\w*(?:Error|Exception)\s*[:-]\s*|Error code: \d+ - )+"
)
_MESSAGE = re.compile(
    r"""["'](?:message|error)["']:\s*(?P<q>["'])(?P<text>(?:\\.|.)*?)(?P=q)"""
)
_NO_CREDIT = re.compile(
    r"credit balance|insufficient balance|(?s:quota.*billing)", re.I
)
_FILTERED = re.compile(r"content management policy|content.?filter", re.I)
_TITLE = re.compile(r"(?is)<title[^>]*>(.*?)</title>|<h1[^>]*>(.*?)</h1>")
_HTML = re.compile(r"(?is)<!doctype|<html|<head|<body")
_ADDRESS = re.compile(r"connect to host ([^\s/]+:\d+)")


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a call failed, as the host is told."""

    type: FailureType
    message: str
    retry_after_s: float | None = None
    was_sent: bool = False
    """Whether the request arrived, so that the provider will charge for it."""
    window: int | None = None
    """Tokens that the model reads at once, where a server said so."""


class CallFailure(Exception):
    """A failure that we found ourselves."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


def failure_of(
    error: BaseException, model: str, api_base: str | None, *, secrets: Iterable[str]
) -> Failure:
    """The failure that an exception stands for.

    Args:
        error: what the client raised.
        model: the model that was called.
        api_base: where it was called, if that is known.
        secrets: texts that no message may show.
    """
    if isinstance(error, CallFailure):
        return error.failure
    error = getattr(error, "original_exception", None) or error
    causes = list(causes_of(error))
    detail = hide(_detail(causes), secrets)
    if package := _missing_package(causes):
        return Failure("other", f"{model} needs the Python package {package!r}")
    status = _status(error)
    if status is None or status >= 500:
        connection = _connection(causes, model, api_base, detail)
        if connection is not None:
            return connection
    if status is None:
        return Failure("other", f"{model}: {detail}")
    return by_status(status, model, detail, retry_after(causes))


def lost(model: str) -> str:
    """What to say of a stream that was cut."""
    return f"{model}: the connection was lost before the reply ended"


def empty(model: str) -> str:
    """What to say of a stream that ended without a word; some servers answer so to
    what is longer than the model's window."""
    return (
        f"{model}: the reply was empty; the request may be too large for the model, "
        "or the address is not that of a model"
    )


def causes_of(error: BaseException) -> Iterator[BaseException]:
    """An error, and what led to it."""
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield cause
        cause = cause.__cause__ or cause.__context__


def _status(error: BaseException) -> int | None:
    status = getattr(error, "status_code", None)
    try:
        return int(status) if status is not None else None
    except (TypeError, ValueError):
        return None


def _detail(causes: list[BaseException]) -> str:
    """The server's own words, in one line."""
    for cause in causes:
        body = getattr(cause, "body", None)
        if isinstance(body, Mapping):
            inner = body.get("error", body)
            message = inner.get("message") if isinstance(inner, Mapping) else inner
            if isinstance(message, str) and message:
                return one_line(message)
    return one_line(str(causes[0]) or type(causes[0]).__name__)


def one_line(text: str) -> str:
    """A server's words without what its clients put around them."""
    if is_page(text):
        title = _TITLE.search(text)
        text = "the server sent a web page"
        if title is not None:
            text += f", {html.unescape(title[1] or title[2])!s:.80}"
    elif (message := _MESSAGE.search(text)) is not None:
        text = message["text"]
    text = text.split("Traceback (most recent call last)")[0]
    text = " ".join(_PREFIX.sub("", text).split())
    return text if len(text) <= MAX_DETAIL else text[: MAX_DETAIL - 1] + "…"


def is_page(text: str) -> bool:
    """Whether a text is a web page."""
    return _HTML.search(text) is not None


def _missing_package(causes: list[BaseException]) -> str | None:
    for cause in causes:
        if isinstance(cause, ModuleNotFoundError):
            return cause.name
    return None


def _is_any(causes: list[BaseException], names: tuple[str, ...]) -> bool:
    kinds = (kind for cause in causes for kind in type(cause).mro())
    return any(kind.__name__.startswith(names) for kind in kinds)


def _connection(
    causes: list[BaseException], model: str, api_base: str | None, detail: str
) -> Failure | None:
    if _is_any(causes, _LOST):
        return Failure("busy", lost(model), was_sent=True)
    where = _where(causes, api_base)
    if _is_any(causes, ("TooManyRedirects",)):
        said = f"{model}: {where} sends requests in a circle; is the address right?"
        return Failure("other", said)
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        said = f"{model}: nothing listens at {where}; is the server running?"
        return Failure("other" if is_loopback(where) else "busy", said)
    if is_garbled(causes):
        said = (
            f"{model}: {where} sent what is no stream of a model; is the address right?"
        )
        return Failure("other", said, was_sent=True)
    if _is_any(causes, _UNREACHED):
        why = _system_words(causes) or detail
        return Failure("busy", f"{model}: {where} cannot be reached: {why}")
    return None


def is_garbled(causes: Iterable[BaseException]) -> bool:
    """Whether something arrived that nobody can read."""
    return _is_any(list(causes), _GARBLED)


def _system_words(causes: list[BaseException]) -> str:
    """What the system said of a connection, beneath what clients made of it."""
    for cause in reversed(causes):
        if isinstance(cause, OSError) and cause.strerror:
            return cause.strerror
    return ""


def _where(causes: list[BaseException], api_base: str | None) -> str:
    """The host and port that a connection was tried to."""
    for cause in causes:
        # A server may have sent the request on to another one.
        request = vars(cause).get("_request")
        if request is not None:
            return place_of(str(request.url))
    if api_base:
        return place_of(api_base)
    for cause in causes:
        if (found := _ADDRESS.search(str(cause))) is not None:
            return found[1]
    return "the server"


def place_of(api_base: str | None) -> str:
    """The host and port of an address."""
    if not api_base:
        return "the server"
    parts = urlsplit(api_base if "//" in api_base else f"//{api_base}")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return f"{parts.hostname}:{port}"


def by_status(
    status: int, model: str, detail: str, retry_after_s: float | None
) -> Failure:
    if _is_broke(status, detail, retry_after_s):
        said = f"{model}: the account has too little credit ({status}): {detail}"
        return Failure("refused", said)
    if status in _PASSING or status >= 500:
        what = "too many requests" if status == 429 else "the server has a problem"
        said = f"{model}: {what} ({status}): {detail}"
        if (retry_after_s or 0) <= LONGEST_WAIT_S:
            return Failure("busy", said, retry_after_s)
        hours = (retry_after_s or 0) / 3600
        return Failure("refused", f"{said}; try again in {hours:,.0f} hours")
    if status in _REFUSES_LENGTH and is_too_long(detail):
        said = f"{model}: the request is longer than what the model reads: {detail}"
        return Failure("too_long", said, window=window_in(detail))
    what = _refusal(status, model)
    if status == 400 and _FILTERED.search(detail):
        what = (
            "the provider's content filter refused the request; change the prompt, or "
            "choose another model"
        )
    return Failure("refused", f"{model}: {what} ({status}): {detail}")


def _is_broke(status: int, detail: str, retry_after_s: float | None) -> bool:
    """Whether nothing but money would help; a limit by the minute names a time."""
    if status == 429 and retry_after_s is not None:
        return False
    is_about_money = _NO_CREDIT.search(detail) is not None
    return status == 402 or (status in (400, 403, 429) and is_about_money)


def _refusal(status: int, model: str) -> str:
    keys = key_variables(model)
    key = f"the key in {keys[0]}" if keys else "the key"
    match status:
        case 401:
            return f"{key} was refused"
        case 403:
            return f"{key} may not use this model"
        case 404:
            return "no such model is there; check its name and the address"
        case _:
            return "the request was refused"
