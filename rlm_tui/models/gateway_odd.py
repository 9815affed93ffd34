"""What came with status 200 and is no reply, told as what it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from rlm_tui.domain.secrets import hide
from rlm_tui.models.gateway_failures import (
    Failure,
    by_status,
    empty,
    is_page,
    one_line,
    place_of,
)
from rlm_tui.models.gateway_heard import Heard
from rlm_tui.models.too_long import is_too_long, window_in

_PASSING = ("overloaded", "server_error", "api_error", "rate_limit", "timeout")
"""In the kind of an error that may not come again."""
SHOWN = 80
"""Characters of what was sent that stand in a message."""


def oddity(
    heard: Heard, model: str, api_base: str | None, *, secrets: Iterable[str]
) -> Failure | None:
    """What a server sent in place of a reply; `None`: nothing that says so."""
    if heard.error is not None:
        return _of_error(heard.error, model, secrets)
    text = heard.text
    where = place_of(api_base)
    if not text or text.startswith(("data:", "event:", ":", "id:")):
        return None
    shown = hide(one_line(text), secrets)
    if is_page(text):
        what = f"{shown}, in place of a reply; check the address of the model, or "
        return _other(f"{model}: {where}: {what}what a proxy on the way wants of you")
    kind = "JSON" if heard.value is not None else f"text ({heard.content_type})"
    address = "is it the address of a chat model? Many end in /v1"
    said = f"{where} sent {kind} that is no reply, {shown[:SHOWN]!r}; {address}"
    return _other(f"{model}: {said}")


def _of_error(error: object, model: str, secrets: Iterable[str]) -> Failure:
    """An error of the server that came without its status."""
    found = error if isinstance(error, Mapping) else {"message": error}
    detail = hide(one_line(str(found.get("message") or error)), secrets)
    code = str(found.get("code") or found.get("status") or "")
    status = int(code) if code.isdecimal() else 0
    if 400 <= status < 600:
        return by_status(status, model, detail, None)
    if is_too_long(detail):
        said = f"{model}: the request is longer than what the model reads: {detail}"
        return Failure("too_long", said, window=window_in(detail))
    kind = str(found.get("type") or code).lower()
    if any(word in kind for word in _PASSING):
        said = f"{model}: the server broke off its reply: {detail}"
        return Failure("busy", said, was_sent=True)
    said = f"{model}: the server sent an error in place of a reply: {detail}"
    return Failure("refused", said)


def wordless(
    model: str, *, finish_reason: str, tools: Iterable[str], refusal: str
) -> Failure:
    """A stream that ended as a reply does and had neither words nor thoughts."""
    names = ", ".join(dict.fromkeys(tools))
    if names:
        said = f"{model}: the model called tools ({names[:SHOWN]}) and wrote nothing; "
        said += "none were offered to it: it must write its code as text. Ask again, "
        return replace(_other(f"{said}or choose another model"), type="busy")
    if refusal:
        return Failure("refused", f"{model}: the model refused: {one_line(refusal)}")
    if finish_reason == "content_filter":
        said = f"{model}: the provider's content filter held the reply back; change "
        return _other(f"{said}the prompt, or choose another model")
    if finish_reason == "length":
        return replace(_other(empty(model)), type="too_long")
    return _other(empty(model))


def refused(heard: Heard, model: str, *, secrets: Iterable[str]) -> Failure:
    """What came with a status of its own, of which a client made nothing."""
    text = heard.refusal.decode("utf-8", "replace").strip()
    detail = hide(one_line(text), secrets) or "without a word"
    return by_status(heard.refused or 500, model, detail, None)


def _other(said: str) -> Failure:
    return Failure("other", said, was_sent=True)
