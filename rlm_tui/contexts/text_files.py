"""Reads files as text, and says what is the matter with those that are none."""

from __future__ import annotations

import codecs
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from rlm_tui.errors import ContextError


class UnfitFile(ContextError):
    """A file that cannot be taken as text."""

    def __init__(self, name: str, problem: str, remedy: str) -> None:
        super().__init__(f"{name} {problem}; {remedy}")
        self.problem = problem
        """As it follows the name: `is …`."""


def shown(name: str) -> str:
    """A file name that can be printed and saved: not all of them are UTF-8."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def codec_of(encoding: str) -> str:
    """The codec for an encoding that a person named.

    Raises:
        ContextError: there is none of that name.
    """
    try:
        "".encode(encoding)
        name = codecs.lookup(encoding).name
    except LookupError as error:
        raise ContextError(
            f"unknown encoding {encoding!r}: pass a name such as utf-8 or latin-1"
        ) from error
    # A byte order mark at the start of a UTF-8 file is not part of its text.
    return "utf-8-sig" if name == "utf-8" else name


def too_large(name: str, max_bytes: int) -> UnfitFile:
    """The error for more than can be worked with."""
    size = f"{max_bytes / (1 << 30):.3g} GiB"
    return UnfitFile(name, f"has more than {size}", "split it, or name a part of it")


@dataclass(frozen=True, slots=True)
class TextReader:
    """Reads files of one encoding, up to a size."""

    codec: str
    max_bytes: int

    def read(self, path: Path) -> str:
        """The text of a file.

        Raises:
            UnfitFile: it cannot be read, is too large, or is no text.
        """
        name = shown(str(path))
        try:
            _check_is_file(path, name)
            with path.open("rb") as file:
                data = file.read(self.max_bytes + 1)
        except OSError as error:
            raise UnfitFile(
                name, f"cannot be read: {error.strerror}", "check its permissions"
            ) from error
        if len(data) > self.max_bytes:
            raise too_large(name, self.max_bytes)
        return self.decode(data, name)

    def decode(self, data: bytes, name: str) -> str:
        """The text of bytes.

        Raises:
            UnfitFile: they are no text, or of another encoding.
        """
        if data.startswith(b"%PDF-"):
            raise UnfitFile(name, "is a PDF", "turn it into text first (pdftotext)")
        try:
            text = data.decode(self.codec)
        except UnicodeDecodeError as error:
            raise self._undecodable(data, name, error.start) from error
        if "\0" in text:
            raise _binary(name)
        return text

    def _undecodable(self, data: bytes, name: str, at: int) -> UnfitFile:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return UnfitFile(name, "seems to be UTF-16", "pass --encoding utf-16")
        if b"\0" in data:
            return _binary(name)
        encoding = self.codec.removesuffix("-sig").upper()
        problem = f"is not {encoding} (byte {at})"
        return UnfitFile(name, problem, "convert it, or pass --encoding")


def _check_is_file(path: Path, name: str) -> None:
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode) and not stat.S_ISFIFO(mode):
        raise UnfitFile(name, "is not a file", "name a file or a folder")


def _binary(name: str) -> UnfitFile:
    return UnfitFile(name, "is a binary file", "a context is text")
