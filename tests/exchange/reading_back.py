"""Imports files in tests, without a store."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping

from rlm_tui.domain.events import EVENT, Event, SessionCreated
from rlm_tui.domain.reduce import replay
from rlm_tui.domain.session import Session
from rlm_tui.domain.turns import Execution
from rlm_tui.domain.values import JSON
from rlm_tui.exchange.detect import detect
from rlm_tui.exchange.items import Blob, Notice


def read_saved(saved: Mapping[str, JSON], _version: int) -> Event:
    return EVENT.validate_python(saved)


class Imported:
    """Everything that a file holds."""

    def __init__(self, data: bytes | str) -> None:
        raw = data.encode() if isinstance(data, str) else data
        found = detect(io.BytesIO(raw), read_saved=read_saved, at=1_000.0)
        self.source = found.source
        self.blobs: dict[str, bytes] = {}
        self.notices: list[str] = []
        self.logs: list[list[Event]] = []
        for item in found.items:
            match item:
                case Blob():
                    self.blobs[item.hash] = b"".join(item.pieces)
                case Notice():
                    self.notices.append(item.text)
                case SessionCreated():
                    self.logs.append([item])
                case _:
                    self.logs[-1].append(item)

    @property
    def sessions(self) -> list[Session]:
        """The sessions, folded as the store would number them."""
        return [replay(_numbered(log)) for log in self.logs]

    @property
    def session(self) -> Session:
        """The only one."""
        [session] = self.sessions
        return session


def printed(execution: Execution) -> str:
    """What a block printed; "" for nothing."""
    return execution.stdout.preview if execution.stdout else ""


def _numbered(log: list[Event]) -> list[Event]:
    return [e.model_copy(update={"seq": seq}) for seq, e in enumerate(log, 1)]


def lines(*objects: Mapping[str, object]) -> str:
    """JSON lines."""
    return "".join(json.dumps(value) + "\n" for value in objects)
