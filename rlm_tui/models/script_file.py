"""Scripts on disk: `--model scripted:FILE.json` and the log of what was asked."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rlm_tui.errors import ModelError, SettingsError
from rlm_tui.models.base import FREE, ModelRequest, Price
from rlm_tui.models.scripted import ScriptedModel
from rlm_tui.models.scripted_reply import ReplyEntry, ScriptedReply


class _PriceEntry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    input_usd: float | None = Field(default=None, ge=0)
    """US dollars per token; `null` is a price that nobody knows."""
    output_usd: float | None = Field(default=None, ge=0)


class _Script(BaseModel):
    model_config = ConfigDict(extra="forbid")

    replies: list[ReplyEntry | str] = []
    patterns: list[ReplyEntry] = []
    price: _PriceEntry | None = None

    def all_replies(self) -> list[ScriptedReply]:
        """Patterns and ordered replies in the form that the model takes."""
        ordered = [_reply(entry) for entry in self.replies]
        return [entry.reply() for entry in self.patterns] + ordered


def log_path(script: Path) -> Path:
    """Where the requests to a script are written: `two.json` to `two.log.jsonl`."""
    return script.with_suffix(".log.jsonl")


def load_script(path: Path) -> ScriptedModel:
    """Read a script; the model appends each request to the log beside the file.

    Raises:
        SettingsError: the file cannot be read or is not a script.
    """
    script = _read(path)
    price = FREE
    if script.price is not None:
        price = Price(script.price.input_usd, script.price.output_usd)
    return ScriptedModel(
        *script.all_replies(), price=price, on_request=_RequestLog(log_path(path))
    )


class _RequestLog:
    """Appends one JSON line for each request, as it arrives."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._count = 0

    def __call__(self, request: ModelRequest) -> None:
        """Write the request down before anything is replied."""
        self._count += 1
        line = json.dumps(
            {
                "call": self._count,
                "node": request.node,
                "model": request.model,
                "options": dict(request.options or {}),
                "messages": [
                    {"role": message.role, "content": message.content}
                    for message in request.messages
                ],
            }
        )
        try:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(line + "\n")
        except OSError as error:
            raise ModelError(
                f"the log of the script, {str(self._path)!r}, cannot be written: "
                f"{error.strerror}"
            ) from error


def _read(path: Path) -> _Script:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(
            f"the script {str(path)!r} cannot be read: {error.strerror}; "
            "write --model scripted:FILE.json"
        ) from error
    except ValueError as error:
        raise SettingsError(f"the script {str(path)!r} is not JSON: {error}") from error
    return _validate(path, {"replies": found} if isinstance(found, list) else found)


def _validate(path: Path, found: object) -> _Script:
    if not isinstance(found, dict):
        raise SettingsError(
            f"the script {str(path)!r} must be a list of replies or an object with "
            f"'replies', found {found!r:.60}"
        )
    try:
        script = _Script.model_validate(found)
    except ValidationError as error:
        raise SettingsError(f"the script {str(path)!r}: {_place(error)}") from error
    for number, entry in enumerate(script.patterns):
        if entry.match is None:
            raise SettingsError(
                f"the script {str(path)!r}: patterns[{number}] has no 'match'"
            )
    return script


def _place(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    steps = [step for step in first["loc"] if step not in ("ReplyEntry", "ErrorEntry")]
    place = "".join(
        f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps
    )
    if first["type"] == "extra_forbidden":
        return f"{place.lstrip('.')}: there is no such field"
    return f"{place.lstrip('.')}: {first['msg']}, found {first['input']!r:.60}"


def _reply(entry: ReplyEntry | str) -> ScriptedReply:
    return ScriptedReply(entry) if isinstance(entry, str) else entry.reply()
