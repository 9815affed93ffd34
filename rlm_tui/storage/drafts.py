"""Texts that a person has begun and not used: kept in a file beside the sessions."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Mapping
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from rlm_tui.errors import StoreError

_TEXTS = TypeAdapter(dict[str, str])


class DraftFile:
    """The drafts of one session by name; a file of its own that only they read."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def load(self) -> dict[str, str]:
        """What was kept; nothing if there is no such file.

        Raises:
            StoreError: the file is there and cannot be read.
        """
        return await asyncio.to_thread(self._load)

    def _load(self) -> dict[str, str]:
        try:
            return _TEXTS.validate_json(self._path.read_bytes())
        except FileNotFoundError:
            return {}
        except (OSError, ValidationError) as error:
            raise StoreError(f"drafts in {self._path} cannot be read") from error

    async def save(self, texts: Mapping[str, str]) -> None:
        """Keep these in place of what was kept; without any the file goes.

        Raises:
            StoreError: they cannot be written.
        """
        await asyncio.to_thread(self._save, dict(texts))

    def _save(self, texts: dict[str, str]) -> None:
        try:
            if not texts:
                self._path.unlink(missing_ok=True)
                return
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            beside = self._path.with_suffix(".new")
            descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with open(descriptor, "w", encoding="utf-8") as file:
                json.dump(texts, file)
            os.replace(beside, self._path)
        except OSError as error:
            raise StoreError(f"drafts cannot be kept in {self._path}") from error
