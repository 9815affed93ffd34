"""Copies a text through the terminal and with the machine's own clipboard."""

from __future__ import annotations

import asyncio
import base64
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rlm_tui.errors import SettingsError
from rlm_tui.finishing import to_its_end

OSC_BYTES = 74_000
"""Terminals cut off longer OSC 52 sequences (xterm's limit)."""
_PIECE = 240
"""GNU screen shows the rest of a longer sequence as text on the screen."""
PATIENCE_S = 3.0
"""For a program that takes a text."""


@dataclass(frozen=True, slots=True)
class Copied:
    """Where a text has gone."""

    chars: int
    ways: tuple[str, ...]
    """Such as `OSC 52`; the terminal does not say whether it took it."""
    file: Path | None = None
    """Where it is when it was too long for the terminal."""

    def in_words(self, what: str = "") -> str:
        """What the message line says."""
        chars = f"{self.chars:,} chars"
        size = f"{what}, {chars}" if what else chars
        ways = " and ".join(self.ways)
        if self.file is None:
            return f"copied {size} ({ways})"
        said = f"copied {size} ({ways}); also" if ways else f"{size}: too many to copy,"
        return f"{said} in {self.file}"


def clipboard_command(
    environ: Mapping[str, str], platform: str = sys.platform
) -> Sequence[str]:
    """The program here that puts its input into the clipboard; empty: none."""
    programs: list[Sequence[str]] = []
    if platform == "darwin":
        programs.append(("pbcopy",))
    if environ.get("WAYLAND_DISPLAY"):
        programs.append(("wl-copy",))
    if environ.get("DISPLAY"):
        programs += [
            ("xclip", "-selection", "clipboard", "-in"),
            ("xsel", "--clipboard", "--input"),
        ]
    if environ.get("WSL_DISTRO_NAME"):
        programs.append(("clip.exe",))
    if environ.get("TMUX"):
        # It takes the sequence for itself, and as it comes does nothing with it.
        programs.append(("tmux", "load-buffer", "-w", "-"))
    path = environ.get("PATH", "")
    return next((p for p in programs if path and shutil.which(p[0], path=path)), ())


def copying_sequences(text: str, *, is_in_screen: bool) -> Iterator[str]:
    """What has a terminal take a text; GNU screen has to be told to hand it on."""
    encoded = base64.b64encode(text.encode("utf-8", "replace")).decode("ascii")
    whole = f"\x1b]52;c;{encoded}\a"
    if not is_in_screen:
        yield whole
        return
    for start in range(0, len(whole), _PIECE):
        yield f"\x1bP{whole[start : start + _PIECE]}\x1b\\"


async def copied(
    text: str, *, environ: Mapping[str, str], through_terminal: Callable[[str], None]
) -> Copied:
    """Copy a text every way there is; one too long for the terminal is in a file.

    Raises:
        SettingsError: that file cannot be written.
    """
    encoded = await asyncio.to_thread(text.encode, "utf-8", "replace")
    ways: list[str] = []
    file = None
    if len(encoded) <= OSC_BYTES:
        through_terminal(text)
        ways.append("OSC 52")
    else:
        file = await _file_of(encoded)
    command = clipboard_command(environ)
    if command and await _takes(command, encoded, environ):
        ways.append(command[0])
    return Copied(len(text), tuple(ways), file)


async def _file_of(encoded: bytes) -> Path:
    try:
        return await asyncio.to_thread(_write, encoded)
    except OSError as error:
        problem = f"what was copied cannot be written: {error.strerror or error}"
        raise SettingsError(problem) from error


def _write(encoded: bytes) -> Path:
    descriptor, name = tempfile.mkstemp(prefix="rlm-tui-copied-", suffix=".txt")
    with os.fdopen(descriptor, "wb") as file:
        file.write(encoded)
    return Path(name)


async def _takes(
    command: Sequence[str], encoded: bytes, environ: Mapping[str, str]
) -> bool:
    """Whether a program has taken the text."""
    nowhere = asyncio.subprocess.DEVNULL
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=nowhere,
            stderr=nowhere,
            env=dict(environ),
        )
    except OSError:
        return False
    try:
        async with asyncio.timeout(PATIENCE_S):
            await process.communicate(encoded)
    except TimeoutError:
        return False
    finally:
        if process.returncode is None:
            process.kill()
            await to_its_end(process.wait())
    return process.returncode == 0
